"""Walk an operator from one AWS account to a multi-account organization."""

__version__ = "0.1.0"
