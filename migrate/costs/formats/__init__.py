"""What an archive can be written as: one file per format, found by its being there.

A format has `WHAT`, one line for people, and `export(archive, folder)`, which writes into an
empty folder and returns the paths of its files.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.core.errors import OperatorError
from migrate.costs.archive import Archive


@dataclass(frozen=True, slots=True)
class Format:
    """One format."""

    name: str
    what: str
    export: Callable[[Archive, Path], Sequence[Path]]


def formats() -> Mapping[str, Format]:
    """Return every format by name."""
    found = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found[module.name] = Format(module.name, loaded.WHAT, loaded.export)
    return found


def format_of(name: str) -> Format:
    """Return a format, or say which there are."""
    known = formats()
    if name not in known:
        raise OperatorError(f"There is no format {name!r}; there are: {', '.join(known)}")
    return known[name]


def needed(module: str, extra: str) -> object:
    """Import a library that only one format needs, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise OperatorError(
            f"This needs {module}, which is not installed",
            remedy=f"Type `pip install 'migrate[{extra}]'`, then the same command again.",
        ) from None
