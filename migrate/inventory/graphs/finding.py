"""Find a format of graphs."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from migrate.core.errors import OperatorError
from migrate.inventory import graphs as package


@cache
def formats() -> dict[str, ModuleType]:
    """Return every format by name."""
    found = {
        module.name: import_module(f"{package.__name__}.{module.name}")
        for module in iter_modules(package.__path__)
    }
    return {name: module for name, module in sorted(found.items()) if hasattr(module, "write")}


def format_of(name: str, *, whole: bool) -> ModuleType:
    """Return a format that takes a whole account or a neighbourhood, or say which there are."""
    known = {n: module for n, module in formats().items() if module.WHOLE or not whole}
    if name not in known:
        raise OperatorError(
            f"There is no format {name!r} for {'a whole account' if whole else 'this'}; "
            f"there are: {', '.join(known)}"
        )
    return known[name]
