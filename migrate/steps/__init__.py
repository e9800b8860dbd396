"""THE JOURNEY: the files s010 … s200 are its contents, each a step found by being there."""
