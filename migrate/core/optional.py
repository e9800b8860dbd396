"""Libraries that only some commands need."""

from __future__ import annotations

import importlib
from typing import Any

from migrate.core.errors import OperatorError


def needed(module: str, extra: str) -> Any:
    """Import a library that only one format needs, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise OperatorError(
            f"This needs {module}, which is not installed",
            remedy=f"Type `pip install 'migrate[{extra}]'`, then the same command again.",
        ) from None
