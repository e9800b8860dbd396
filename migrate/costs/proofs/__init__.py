"""One file per kind of proof: a function that yields a sentence for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from migrate.costs.archive import Archive
from migrate.costs.manifest import Manifest


@dataclass(slots=True)
class Said:
    """What a proof looked at, in words."""

    text: str = ""


class Proof(Protocol):
    """Looks at the files of an archive."""

    @property
    def __name__(self) -> str:
        """Name of the check."""

    def __call__(self, archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
        """Yield what is wrong."""
