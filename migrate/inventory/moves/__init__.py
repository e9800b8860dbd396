"""How each type of resource gets to another account, and what never can; rows of data."""
