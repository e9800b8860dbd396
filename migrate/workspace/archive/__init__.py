"""The cost archive as its own files tell it, read with the standard library alone.

For faces that have to be on screen at once: `costs` captures, proves and explains the same files.
"""
