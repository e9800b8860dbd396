"""The chapters of the migration plan: each is a function from the material to blocks."""
