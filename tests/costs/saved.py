"""Capture an archive from a synthetic Cost Explorer, as the saving of a step does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from migrate.costs import capture
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.cubes import cubes_of
from migrate.costs.look import look
from migrate.costs.manifest import Heading, Manifest
from tests.costs.synthetic import Explorer


def no_invoices(month: date) -> list[Any]:
    del month
    return []


def saved(
    directory: Path,
    explorer: Explorer,
    *,
    level: str = "standard",
    budget: int = 10_000,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _label: None,
) -> Manifest:
    """Look, capture what is missing or open, publish."""
    archive = Archive(directory)
    months = look(archive, explorer, no_invoices, explorer.now).months
    wishes = capture.Wishes(level, budget, months, 14)
    capture.run(archive, explorer, wishes, lambda: explorer.now, progress=progress)
    manifest = published(archive, level)
    capture.finish(archive)
    return manifest


def published(archive: Archive, level: str = "standard") -> Manifest:
    keys = tuple((c.name, g) for c in cubes_of(level) for g in c.granularities)
    return listing.publish(archive, Heading("111122223333", "aws", level, keys))


def later(explorer: Explorer, **parts: float) -> None:
    explorer.now += timedelta(**parts)
