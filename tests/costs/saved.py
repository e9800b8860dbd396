"""Capture an archive from a synthetic Cost Explorer, as the saving of a step does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from migrate.costs import capture
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.look import look
from migrate.costs.manifest import Heading, Manifest
from migrate.costs.scope import Scope, scope_of
from migrate.costs.wants import Keys
from tests.costs.synthetic import Explorer


def no_invoices(month: date) -> list[Any]:
    del month
    return []


def saved(
    directory: Path,
    explorer: Explorer,
    *,
    level: str = "essential",
    budget: int = 10_000,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _label: None,
) -> Manifest:
    """Look, capture what is missing or open, publish."""
    archive = Archive(directory)
    seen = look(archive, explorer, no_invoices, explorer.now)
    scope = scope_of(level, seen.keys or Keys(), seen.sizes, seen.months, budget)
    clock = lambda: explorer.now  # noqa: E731
    capture.run(archive, explorer, scope.wishes(seen.months), clock, progress=progress)
    manifest = listing.publish(archive, heading_of(scope))
    capture.finish(archive)
    return manifest


def heading_of(scope: Scope) -> Heading:
    return Heading("111122223333", "aws", scope.level, scope.wants, scope.calls)


def later(explorer: Explorer, **parts: float) -> None:
    explorer.now += timedelta(**parts)
