"""CSV: the archive's own tables, copied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.costs.archive import Archive
from migrate.costs.manifest import read

WHAT = "the tables of the archive, safe to open in a spreadsheet"


def export(archive: Archive, folder: Path) -> Sequence[Path]:
    """Copy every table that the manifest lists."""
    found = []
    for entry in read(archive).files:
        if entry.path.startswith("tables/"):
            target = folder / entry.path.removeprefix("tables/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((archive.directory / entry.path).read_bytes())
            found.append(target)
    return found
