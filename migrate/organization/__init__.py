"""The target organization: what plan.yaml says, checked before anything believes it."""
