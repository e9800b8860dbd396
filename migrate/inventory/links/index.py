"""Every text by which a resource is known, in a few bytes each: a million of them fit in memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.inventory.links.leaves import own_addresses

MASK = (1 << 64) - 1
SHELVES = 256
"""Sorted one after the other, so that what sorting needs is never there for all texts at once."""
COMMON = frozenset({"default", "main", "primary", "true", "false", "none", "null", "enabled"})
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A resource as links see it."""

    id: int
    type: str
    region: str


@dataclass
class Shelf:
    """The texts whose hashes have the same remainder: their hashes, and whose they are."""

    hashes: array[int] = field(default_factory=lambda: array("Q"))
    owners: array[int] = field(default_factory=lambda: array("I"))

    def sort(self) -> None:
        """Put the hashes in their order; equal ones stay as they came."""
        order = sorted(range(len(self.hashes)), key=self.hashes.__getitem__)
        self.hashes = array("Q", (self.hashes[i] for i in order))
        self.owners = array("I", (self.owners[i] for i in order))


@dataclass
class Identifiers:
    """Maps a text to the resources that it may mean, by 64 bits of its hash."""

    _ids: array[int] = field(default_factory=lambda: array("q"))
    _types: array[int] = field(default_factory=lambda: array("I"))
    _regions: array[int] = field(default_factory=lambda: array("I"))
    _shelves: list[Shelf] = field(default_factory=lambda: [Shelf() for _ in range(SHELVES)])
    _words: dict[str, int] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take a resource in, under its identifier, ARN, name and addresses."""
        position = len(self._ids)
        self._ids.append(row["id"])
        self._types.append(self._word(row["type"]))
        self._regions.append(self._word(row["region"]))
        texts = {row["identifier"], row["arn"].removesuffix(":*"), row["name"]}
        texts |= set(own_addresses(row["properties"]))
        for text in texts:
            if len(text) >= SHORTEST and text.lower() not in COMMON and not text.isdigit():
                number = hash(text) & MASK
                shelf = self._shelves[number % SHELVES]
                shelf.hashes.append(number)
                shelf.owners.append(position)

    def close(self) -> None:
        """Sort what was taken in; it can be asked from now on."""
        for shelf in self._shelves:
            shelf.sort()

    def find(self, text: str) -> Iterator[Known]:
        """Return the resources that a text may mean."""
        wanted = hash(text) & MASK
        shelf = self._shelves[wanted % SHELVES]
        at = bisect_left(shelf.hashes, wanted)
        while at < len(shelf.hashes) and shelf.hashes[at] == wanted:
            position = shelf.owners[at]
            yield Known(
                self._ids[position],
                self._texts[self._types[position]],
                self._texts[self._regions[position]],
            )
            at += 1

    def __len__(self) -> int:
        """How many texts are known."""
        return sum(len(shelf.hashes) for shelf in self._shelves)

    def _word(self, text: str) -> int:
        number = self._words.setdefault(text, len(self._texts))
        if number == len(self._texts):
            self._texts.append(text)
        return number


def index_of(rows: Iterable[Mapping[str, Any]]) -> Identifiers:
    """Return the index of an inventory."""
    index = Identifiers()
    for row in rows:
        index.add(row)
    index.close()
    return index
