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
class Entry:
    """Something with a name, and what is to be said of it."""

    name: str
    text: str = ""
    """Beside the name."""
    notes: tuple[tuple[str, str], ...] = ()
    """Below it, each with a word in front."""


@dataclass(frozen=True, slots=True)
class Entries:
    """A list whose items have names."""

    items: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One node of a tree."""

    depth: int
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes, each below the last one that is less deep."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; every cell is a text, money and counts included."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()
    """Columns that are aligned as numbers."""


Block = Section | Paragraph | Bullets | Entries | Tree | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A paper."""

    name: str
    """Of its file, without suffix."""
    title: str
    blocks: tuple[Block, ...]

    @property
    def table(self) -> Table | None:
        """The table that is all there is to it; None for a paper with text."""
        only = self.blocks[0] if len(self.blocks) == 1 else None
        return only if isinstance(only, Table) else None

    def tables(self) -> Iterator[Table]:
        """Return its tables in order."""
        return (block for block in self.blocks if isinstance(block, Table))
