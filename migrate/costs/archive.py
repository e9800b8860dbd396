"""The directory of an archive: where what lies, and who may write it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from migrate.costs import files
from migrate.costs.cells import Growing, growing, load_cells
from migrate.costs.cubes import Question
from migrate.costs.holdings import Holdings
from migrate.costs.notes import Notes
from migrate.costs.purse import Purse
from migrate.workspace.whole import PART

MANIFEST = "manifest.json"
WORK = ".work"
CELLS = "cells"
TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Archive:
    """One cost archive."""

    directory: Path

    @property
    def manifest(self) -> Path:
        """The list of all files with their hashes."""
        return self.directory / MANIFEST

    @property
    def cells(self) -> Path:
        """AWS's own answers, page by page."""
        return self.directory / CELLS

    @property
    def tables(self) -> Path:
        """The same as tables, for people and programs."""
        return self.directory / TABLES

    @property
    def work(self) -> Path:
        """What is not complete yet; not part of the archive."""
        return self.directory / WORK

    @property
    def notes(self) -> Notes:
        """Answers that are kept for a while only."""
        return Notes(self.work / "notes")

    def exists(self) -> bool:
        """Whether something was captured to the end."""
        return self.manifest.is_file()

    def holdings(self) -> Holdings:
        """Return what it holds."""
        return Holdings(load_cells(self.cells))

    def growing(self, question: Question) -> Growing:
        """Return the incomplete cell of a question."""
        return growing(self.work, question)

    def purse(self, capture: str, limit: int) -> Purse:
        """Return the budget of one capture."""
        return Purse(self.work / "spent.jsonl", capture, limit)

    def prepare(self) -> None:
        """Make the directory, for its owner alone, without what a killed writer left aside."""
        files.make(self.directory)
        for left in self.directory.rglob(f".*{PART}"):
            left.unlink()
        self.directory.chmod(0o700)
