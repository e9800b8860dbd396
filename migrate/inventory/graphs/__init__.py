"""Links as graphs: a neighbourhood or all, one file per format, found by its being there.

A format has `WHAT`, `SUFFIX`, `WHOLE` (whether it takes a whole account) and `write(graph, path)`.
"""
