"""Simulated AWSs that go on from a kept world: the parent loads it once, and forks servers.

    with Warmed(str(kept), module="tests.crash.kept") as parent:
        with parent.fork(directory) as simulator: ...

Its servers know one order more: `POST keep {"directory": …}` keeps their world there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from tests import simulators

MODULE = "tests.crash.kept"


if __name__ == "__main__":
    from migrate.simulator import scenarios
    from migrate.simulator.control import Order, as_json, route
    from migrate.simulator.storage import Storage

    build = scenarios.build

    def _load_or_build(name: str) -> None:
        if os.sep in name:
            Storage(Path(name)).load()
        else:
            build(name)

    @route("POST", "keep")
    def _kept(order: Order) -> Any:
        Storage(Path(order.body["directory"])).save_all()
        return as_json({})

    scenarios.build = _load_or_build  # type: ignore[assignment]
    simulators._warm(sys.argv[1], sys.argv[2])
