"""THE JOURNEY: the files s010 … s200 are its table of contents, each a step found by being there."""
