"""AWS Organizations, complete enough for the journey: states move by the simulated clock alone."""
