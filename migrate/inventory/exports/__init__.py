"""What an inventory can be written as: one file per format, found by its being there.

A format has `WHAT`, one line for people, `SUFFIX`, and `write(rows, path)`, which streams.
"""
