"""Which resource needs which other, found in one pass over what was seen."""
