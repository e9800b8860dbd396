"""The scan measured: beside other tools, at its ceiling, and as an account grows."""
