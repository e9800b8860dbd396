"""The journey on the screen: reads through `state.view`, writes decisions, starts the runner.

Imports `state`, `workspace` and `core` only, and before its first frame neither boto3 nor
SQLAlchemy.  Holds no logic: what it shows and offers, `migrate` shows and does too.
"""
