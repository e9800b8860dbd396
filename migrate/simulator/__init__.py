"""An AWS on loopback for the demo and the tests: moto, with what it lacks added beside it.

Only `cli/demo`, `cli/simulate` and the tests import it, and it imports nothing of the product.
"""
