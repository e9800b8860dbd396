"""Workspaces with a cost archive, captured from bills that are made to be awkward."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.core.plan import Action, Change, Receipt, Target
from migrate.core.status import Signal
from migrate.costs import files
from migrate.costs.archive import Archive
from migrate.costs.gate import CAPTURED_KEY, MANIFEST_KEY
from migrate.costs.outlook import keep_outlook
from migrate.workspace.workspace import Workspace
from tests import tui_world
from tests.costs.saved import saved
from tests.costs.synthetic import SMALL, Explorer, Line, line

CURRENCIES = (*SMALL, line("Ropa", "Meter", units=250, currency="EUR"))
HOSTILE = tuple(
    line(name, f"use-{number}", units=100 * (number + 1))
    for number, name in enumerate(tui_world.HOSTILE)
)


def with_archive(directory: Path, lines: Sequence[Line], *, proven: bool) -> Workspace:
    """Make a workspace in which archive-costs was done, as a runner leaves it."""
    with world_at(directory) as world:
        explorer = Explorer(lines, months=38 if proven else 14)
        manifest = saved(world.workspace.archive, explorer)
        if proven:
            keep_outlook(Archive(world.workspace.archive), explorer.now)
        result = {
            MANIFEST_KEY: manifest.sha256,
            CAPTURED_KEY: manifest.captured_at.isoformat(),
        }
        capture = Change("capture", Action.READ, "Save", Target("cost history"))
        world.apply("archive-costs", capture)
        plan = world.store.plan("archive-costs")
        assert plan is not None
        world.store.save_receipt(plan.serial, Receipt("capture", result))
        world.store.move("archive-costs", Signal.FINISH)
        return world.workspace


@contextlib.contextmanager
def world_at(directory: Path) -> Iterator[tui_world.World]:
    """Make a workspace whose accounts are bound, and nothing else done."""
    world = tui_world.World(directory)
    try:
        world.bind()
        yield world
    finally:
        world.close()


def spoil(path: Path, old: bytes, new: bytes) -> None:
    """Change a file of an archive, whose files are read-only."""
    content = path.read_bytes()
    assert old in content
    files.write(path, content.replace(old, new, 1))
