"""Workspaces with a cost archive, captured from bills that are made to be awkward."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
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
from migrate.workspace.archive import contents
from migrate.workspace.workspace import Workspace
from tests import tui_world
from tests.costs.saved import saved
from tests.costs.synthetic import SMALL, Explorer, Line, line
from tests.faces.seen import until

HOSTILE = tuple(
    line(name, f"use-{number}", units=100 * (number + 1))
    for number, name in enumerate(tui_world.HOSTILE)
)

HEAD = "period_start,period_end,service,region,UnblendedCost,NetUnblendedCost,UsageQuantity,"
HEAD += "currency,usage_unit,estimated"
LINES = (
    "2026-01-01,2026-02-01,S3,eu,0.1,0.1,7,USD,GB,false",
    "2026-01-01,2026-02-01,S3,us,0.2,0.1,7,USD,GB,false",
    "2026-01-01,2026-02-01,Ropa,eu,5,5,7,EUR,GB,false",
    "2026-03-01,2026-04-01,S3,eu,12345678901234567890.0000000001,1,7,USD,GB,true",
    "2026-03-01,2026-04-01,Refund,eu,-3.5,-3.5,7,USD,GB,true",
)


def made(directory: Path, lines: Sequence[str] = LINES, head: str = HEAD, **more: Any) -> Path:
    """Write an archive of one table by hand."""
    raw = "\n".join([head, *lines, ""]).encode()
    path = directory / "tables/monthly/by-region.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    listed = {
        "path": "tables/monthly/by-region.csv",
        "sha256": hashlib.sha256(raw).hexdigest(),
        "bytes": len(raw),
    }
    groups = [["DIMENSION", "SERVICE"], ["DIMENSION", "REGION"]]
    body = {
        "format": contents.FORMAT,
        "account": "111122223333",
        "level": "essential",
        "captured_at": "2026-03-17T10:00:00+00:00",
        "wants": [{"name": "by-region", "groups": groups, "granularities": ["MONTHLY"]}],
        "reach": {"MONTHLY": ["2025-11-01", "2026-03-18"]},
        "missing": [],
        "waivers": [],
        "files": [listed],
        **more,
    }
    (directory / "manifest.json").write_text(json.dumps(body), "utf-8")
    return directory


MADE = {"small": SMALL, "hostile": HOSTILE}
"""The bills that archives are captured from; only `small` is also proven."""


def make_all(root: Path) -> None:
    """Make a workspace for each, `currencies` by hand, and `empty`, where nothing was captured."""
    for name, lines in MADE.items():
        with_archive(root / name, lines, proven=name == "small")
    with world_at(root / "currencies"), world_at(root / "empty"):
        made(root / "currencies/archive")


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
        await until(self.pilot, "Quit")
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
