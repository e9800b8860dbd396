"""One file per kind of proof: a function that yields a sentence for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from migrate.costs.archive import Archive
from migrate.costs.cells import Cell
from migrate.costs.families import family_totals
from migrate.costs.holdings import Holdings, Key
from migrate.costs.manifest import Manifest
from migrate.costs.printing import Printing
from migrate.costs.sums import Totals
from migrate.costs.survey import Survey, survey
from migrate.costs.tables import views_of
from migrate.costs.views import View


@dataclass
class Evidence:
    """An archive as the proofs read it: each page once."""

    archive: Archive
    manifest: Manifest
    said: str = ""
    """What the running proof looked at, in words."""
    notes: list[str] = field(default_factory=list)
    """What the running proof found worth saying that is not wrong."""
    _surveys: dict[str, Survey] = field(default_factory=dict)

    @cached_property
    def holdings(self) -> Holdings:
        """What the archive holds."""
        return self.archive.holdings()

    @cached_property
    def views(self) -> tuple[View, ...]:
        """What the tables show."""
        heading = self.manifest.heading
        return tuple(views_of(heading.wants, heading.calls))

    @cached_property
    def _printing(self) -> Printing:
        return Printing(self.holdings, self.views)

    def hashes(self, view: View) -> Mapping[str, str]:
        """Return the hash that each table of a view should have; empty where it is not known."""
        for cell in self.holdings.cells:
            self.survey(cell)
        return self._printing.hashes(view)

    def survey(self, cell: Cell) -> Survey:
        """Read a cell, or remember what it said."""
        name = str(cell.directory)
        if name not in self._surveys:
            self._surveys[name] = survey(cell, self._printing.teller(cell))
        return self._surveys[name]

    def surveys(self) -> Iterator[Survey]:
        """Return what each cell says, the ones that are no longer needed included."""
        return (self.survey(cell) for cell in self.holdings.cells)

    def totals(self, key: Key) -> Totals:
        """Return what a cube adds up to, all its slices together."""
        return family_totals(self.holdings, key, lambda cell: self.survey(cell).found)


class Proof(Protocol):
    """Looks at the files of an archive."""

    @property
    def __name__(self) -> str:
        """Name of the check."""

    def __call__(self, evidence: Evidence) -> Iterator[str]:
        """Yield what is wrong."""
