"""One file per widget; each is given values to show and asks for nothing."""
