"""Find a format, and put a file in place whole or not at all, for its owner alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from migrate.core.errors import OperatorError
from migrate.inventory import exports as package
from migrate.workspace.whole import placed

ELSEWHERE = "Free disk space, or name another folder with --out."


@cache
def formats() -> dict[str, ModuleType]:
    """Return every format by name."""
    found = {
        module.name: import_module(f"{package.__name__}.{module.name}")
        for module in iter_modules(package.__path__)
    }
    return {name: module for name, module in sorted(found.items()) if hasattr(module, "write")}


def format_of(name: str) -> ModuleType:
    """Return a format, or say which there are."""
    known = formats()
    if name not in known:
        raise OperatorError(f"There is no format {name!r}; there are: {', '.join(known)}")
    return known[name]


@contextmanager
def written_to(path: Path) -> Iterator[None]:
    """Say of a file that cannot be written why, and what to do."""
    try:
        yield
    except OSError as error:
        raise OperatorError(
            f"{path} cannot be written: {error}",
            remedy=ELSEWHERE,
        ) from error


def put(path: Path, write: Callable[[Path], int]) -> int:
    """Have a file written aside and put in place; return what `write` does."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with placed(path, remedy=ELSEWHERE) as aside:
        return write(aside)
