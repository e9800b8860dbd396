"""The command line: one file per verb; `assembly` alone puts the parts together."""
