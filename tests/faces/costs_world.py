"""Workspaces with a cost archive, captured from bills that are made to be awkward."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from migrate.core.plan import Action, Change, Receipt, Target
from migrate.core.status import Signal
from migrate.costs import files
from migrate.costs.archive import Archive
from migrate.costs.gate import CAPTURED_KEY, MANIFEST_KEY
from migrate.costs.outlook import keep_outlook
from migrate.tui.app import JourneyApp
from migrate.tui.screens.costs import CostsScreen
from migrate.workspace.workspace import Workspace
from tests import tui_world
from tests.costs.saved import saved
from tests.costs.synthetic import SMALL, Explorer, Line, line
from tests.faces.seen import until

CURRENCIES = (*SMALL, line("Ropa", "Meter", units=250, currency="EUR"))
HOSTILE = tuple(
    line(name, f"use-{number}", units=100 * (number + 1))
    for number, name in enumerate(tui_world.HOSTILE)
)

MADE = {"small": SMALL, "currencies": CURRENCIES, "hostile": HOSTILE}
"""The bills that archives are captured from; only `small` is also proven."""


def make_all(root: Path) -> None:
    """Make a workspace for each, and `empty`, in which nothing was captured."""
    for name, lines in MADE.items():
        with_archive(root / name, lines, proven=name == "small")
    with world_at(root / "empty"):
        return


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


def amounts(
    workspace: Workspace, table: str, metric: str = "UnblendedCost", currency: str = "USD"
) -> dict[str, Decimal]:
    """Add a table up by period, from its file and by nothing of the screen."""
    text = (workspace.archive / "tables" / table).read_text("utf-8", "surrogatepass")
    found: dict[str, Decimal] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        if row["currency"] == currency:
            start = row["period_start"]
            found[start] = found.get(start, Decimal(0)) + Decimal(row[metric])
    return found


def spoil(path: Path, old: bytes, new: bytes) -> None:
    """Change a file of an archive, whose files are read-only."""
    content = path.read_bytes()
    assert old in content
    files.write(path, content.replace(old, new, 1))


class OpenedCosts:
    """The costs of a workspace, opened from its journey by the key."""

    def __init__(self, workspace: Workspace, app: JourneyApp, size: tuple[int, int]) -> None:
        self.workspace, self.app = workspace, app
        self._running = app.run_test(size=size)

    async def __aenter__(self) -> OpenedCosts:
        self.pilot = await self._running.__aenter__()
        await until(self.pilot, " of 9 done")
        await self.pilot.press("3")
        while not isinstance(self.app.screen, CostsScreen):
            await self.pilot.pause(0.02)
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._running.__aexit__(*error)

    async def press(self, *keys: str, sign: str) -> str:
        """Press keys, and wait until the screen shows a text; return the screen."""
        await self.pilot.press(*keys)
        return await until(self.pilot, sign)
