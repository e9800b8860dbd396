"""The bill as a witness: what cost money has to be explained by what was found, and the reverse."""
