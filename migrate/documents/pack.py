"""Find documents and formats by their being there, and write each document in each format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from migrate import documents as package
from migrate.core.errors import OperatorError
from migrate.documents.material import Material
from migrate.documents.values import Document
from migrate.workspace import whole


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a document down."""

    suffix: str
    fits: Callable[[Document], bool]
    render: Callable[[Document], bytes]


@cache
def formats() -> Mapping[str, Format]:
    """Return every module that has a `render`, by its name."""
    return {
        name: Format(module.SUFFIX, module.fits, module.render)
        for name, module in _modules()
        if hasattr(module, "render")
    }


@cache
def documents() -> Mapping[str, Callable[[Material], Document]]:
    """Return the `document` function of every module that has one, by its name."""
    return {name: module.document for name, module in _modules() if hasattr(module, "document")}


def write(material: Material, names: Iterable[str], folder: Path) -> list[Path]:
    """Write every document in the formats named that can carry it; return the files."""
    chosen = dict.fromkeys(_format(name) for name in names)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [
        _kept(folder / f"{made.name}.{form.suffix}", form.render(made))
        for made in (writer(material) for writer in documents().values())
        for form in chosen
        if form.fits(made)
    ]


def _format(name: str) -> Format:
    """Return the format of a name, or of the ending of its files."""
    known = formats()
    for module, form in known.items():
        if name in {module, form.suffix}:
            return form
    raise OperatorError(
        f"There is no format {name!r}", remedy=f"Name one of: {', '.join(sorted(known))}."
    )


def _modules() -> Iterator[tuple[str, Any]]:
    for module in sorted(iter_modules(package.__path__), key=lambda m: m.name):
        yield module.name, import_module(f"{package.__name__}.{module.name}")


def _kept(path: Path, content: bytes) -> Path:
    whole.put(path, content)
    return path
