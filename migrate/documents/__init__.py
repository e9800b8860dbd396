"""The papers, as values: one file per document, one file per format, found by being there.

The same state gives the same bytes: nothing here asks for the time.
"""
