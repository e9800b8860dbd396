"""Every text by which a resource is known, in a few bytes each: a million of them fit in memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.inventory.links.leaves import own_addresses

MASK = (1 << 64) - 1
COMMON = frozenset({"default", "main", "primary", "true", "false", "none", "null", "enabled"})
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A resource as links see it."""

    id: int
    type: str
    region: str


@dataclass
class Identifiers:
    """Maps a text to the resources that it may mean, by 64 bits of its hash."""

    _ids: array[int] = field(default_factory=lambda: array("q"))
    _types: array[int] = field(default_factory=lambda: array("L"))
    _regions: array[int] = field(default_factory=lambda: array("L"))
    _hashes: array[int] = field(default_factory=lambda: array("Q"))
    _owners: array[int] = field(default_factory=lambda: array("L"))
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
                self._hashes.append(hash(text) & MASK)
                self._owners.append(position)

    def close(self) -> None:
        """Sort what was taken in; it can be asked from now on."""
        order = sorted(range(len(self._hashes)), key=self._hashes.__getitem__)
        self._hashes = array("Q", (self._hashes[i] for i in order))
        self._owners = array("L", (self._owners[i] for i in order))

    def find(self, text: str) -> Iterator[Known]:
        """Return the resources that a text may mean."""
        wanted = hash(text) & MASK
        at = bisect_left(self._hashes, wanted)
        while at < len(self._hashes) and self._hashes[at] == wanted:
            position = self._owners[at]
            yield Known(
                self._ids[position],
                self._texts[self._types[position]],
                self._texts[self._regions[position]],
            )
            at += 1

    def __len__(self) -> int:
        """How many texts are known."""
        return len(self._hashes)

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
