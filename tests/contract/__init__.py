"""What every step keeps to; a new step is held to it by being there."""
