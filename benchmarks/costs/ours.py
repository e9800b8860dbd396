"""One capture by the product, in a process of its own; prints what it took as JSON.

`python -m benchmarks.costs.ours WORKSPACE`: look, plan, capture, write tables and manifest, prove.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from benchmarks.costs.endpoint import ACCOUNT
from migrate.aws.cost_explorer import CostExplorer
from migrate.cli.assembly import runner
from migrate.costs import capture
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.choosing import lower_bound
from migrate.costs.counting import full_page
from migrate.costs.look import look
from migrate.costs.manifest import Heading
from migrate.costs.prove import prove
from migrate.costs.scope import Scope, scope_of
from migrate.costs.tables import views_of
from migrate.costs.views import lines_of
from migrate.workspace.workspace import open_workspace

BUDGET = 100_000


def main(directory: Path, level: str, only: str = "") -> None:
    workspace = open_workspace(directory)
    told: dict = {}
    with runner(workspace, "bench") as made:
        account = made.sessions.open("legacy", ACCOUNT)
        archive, explorer = Archive(workspace.archive), CostExplorer(account)
        with measured(told, "look"):
            seen = look(archive, explorer, lambda _: [], account.clock.now(), level)
        with measured(told, "plan"):
            scope = scope_of(level, seen.keys, seen.sizes, seen.months, BUDGET)
        with measured(told, "capture"):
            done = capture.run(archive, explorer, scope.wishes(seen.months), account.clock.now)
        if only == "warm":
            return
        heading = Heading(ACCOUNT, "aws", scope.level, scope.wants, scope.calls)
        with measured(told, "publish"):
            manifest = listing.publish(archive, heading)
        with measured(told, "verify"):
            verdict = prove(archive, manifest.sha256)
    assert verdict.ok, verdict.wrong
    told["requests"] = done.total
    told["said"] = [scope.fewest, scope.expected, *scope.likely]
    told["bound"] = bound(archive, scope)
    told["archive bytes"] = sum(entry.bytes for entry in manifest.files)
    told["rows"] = sum(n for cell in archive.holdings().cells for n in cell.rows.values())
    told["peak MB"] = [
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    sys.stdout.write(json.dumps(told) + "\n")


@contextmanager
def measured(told: dict, name: str):
    began, busy = time.monotonic(), cpu()
    yield
    told[name] = {"wall": time.monotonic() - began, "cpu": cpu() - busy}


def cpu() -> float:
    """Seconds of this process and of those that it ended."""
    return sum(os.times()[:4])


def bound(archive: Archive, scope: Scope) -> int:
    """How few requests could have done it."""
    holdings = archive.holdings()
    rows = {
        (view.want.name, view.call.granularity): sum(1 for _ in lines_of(holdings, view))
        for view in views_of(scope.wants, scope.calls)
    }
    return lower_bound(scope.wants, rows, full_page(holdings), 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
