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
from migrate.costs.reading import Reading, read
from migrate.costs.sharing import of_key, processes_for, readings
from migrate.costs.sums import Totals
from migrate.costs.survey import Survey, survey
from migrate.costs.tables import tables_of, views_of
from migrate.costs.views import View


@dataclass
class Evidence:
    """An archive as the proofs read it: each page once."""

    archive: Archive
    manifest: Manifest
    processes: int = 0
    """How many read it; 0 for as many as are fastest."""
    said: str = ""
    """What the running proof looked at, in words."""
    whole: dict[str, str] = field(default_factory=dict)
    """Hashes of the files that were read and found to be as listed."""
    notes: list[str] = field(default_factory=list)
    """What the running proof found worth saying that is not wrong."""
    _alone: dict[str, Survey] = field(default_factory=dict)
    """What cells say that were read without their tables, by directory."""

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
    def _readings(self) -> dict[Key, Reading]:
        count = self.processes or processes_for(self.holdings)
        return dict(readings(self.archive, self.holdings, self.views, count))

    def _reading(self, key: Key) -> Reading:
        """Return what a cube says; one that another process did not tell is read here."""
        if key not in self._readings:
            cells = self.holdings.by_key[key]
            self._readings[key] = read(self.holdings, cells, of_key(self.views, key))
        return self._readings[key]

    def hashes(self, view: View) -> Mapping[str, str]:
        """Return the hash that each table of a view should have; empty where it is not known."""
        for cell in self.holdings.cells:
            self.survey(cell)
        if not view.direct or view.call.key not in self.holdings.by_key:
            return {}
        found = self._reading(view.call.key).hashes
        return {table.path: found[table.path] for table in tables_of(self.holdings, view)}

    def survey(self, cell: Cell) -> Survey:
        """Return what a cell says; one that cannot be read raises each time."""
        place = str(cell.directory)
        found = self._reading(cell.key).surveys.get(place) or self._alone.get(place)
        if found is None:
            found = self._alone[place] = survey(cell)
        return found

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
