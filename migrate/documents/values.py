"""What a document is made of; every text is plain, and the format escapes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A heading."""

    title: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; every cell is a text, money and counts included."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()
    """Columns that are aligned as numbers."""


Block = Section | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A paper."""

    name: str
    """Of its file, without suffix."""
    title: str
    blocks: tuple[Block, ...]

    def tables(self) -> Iterator[Table]:
        """Return its tables in order."""
        return (block for block in self.blocks if isinstance(block, Table))
