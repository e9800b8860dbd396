"""What goes wrong on the way to AWS and back, on demand: by operation, by count or by rate."""
