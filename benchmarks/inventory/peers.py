"""Ours and awsmap on the same simulated account, beside each other.

    python -m benchmarks.inventory.peers AWSMAP [--regions 4] [--share 0.05] [--calm] [--keep DIR]

AWSMAP is the program of an environment of its own (`pip install awsmap==1.9.0`).  Each scans a
fresh copy of `acme` three times: undisturbed; with a share of all calls answered 500 once; and with
a share of the operations answered 500 whenever they are called.  `--calm` stops after the first.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.inventory.beside import Scanned, compare
from benchmarks.inventory.tools import Measured, ours, theirs
from migrate.simulator.services.regions import BY_DEFAULT
from tests.simulators import Simulator, Warmed

OF_ACME = ("eu-central-1", "us-east-1", "eu-west-1", "us-west-2")
REGIONS = (*OF_ACME, *sorted(BY_DEFAULT - set(OF_ACME)))
"""The regions that every account has; those of `acme` first."""
LATENCY = 0.06
BEFORE = {("account", "ListRegions"), ("ec2", "DescribeRegions")}
"""Asked before a scan: ours does not begin without an answer."""
Fault = Mapping[str, Any]
Operation = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and what is measured."""

    warmed: Warmed
    scratch: Path
    program: str
    regions: Sequence[str]

    def both(self, name: str, faults: Sequence[Fault]) -> tuple[Scanned, Scanned]:
        """Let each scan a fresh copy of the account; print what it cost."""
        print(f"\n## {name}\n\n{Measured.HEAD}", flush=True)
        found = []
        for tool in ("ours", "awsmap"):
            directory = self.scratch / f"{len(faults)}-rules" / tool
            with self.warmed.fork(directory / "aws") as simulator:
                _disturb(simulator, faults)
                scan = ours if tool == "ours" else theirs(self.program)
                measured, scanned = scan(simulator, directory, self.regions)
                print(measured.row(tool, len(scanned.rows), len(scanned.types)), flush=True)
                found.append(scanned)
        return found[0], found[1]


def _disturb(simulator: Simulator, faults: Sequence[Fault]) -> None:
    for fault in faults:
        simulator.fault(**fault)
    simulator.fault(kind="delay", seconds=LATENCY)


def shared(mine: Scanned, peer: Scanned, share: float) -> list[Operation]:
    """Return an even share of the operations that both call and that show something."""
    both = sorted((mine.answered & peer.answered) - BEFORE)
    lists = [(service, name) for service, name in both if name.startswith(("List", "Describe"))]
    return lists[:: max(round(1 / share), 1)]


def tell_losses(calm: Scanned, found: Scanned, failing: Sequence[Operation]) -> None:
    """Print what a tool lost against its undisturbed scan, and what it said of it."""
    lost = len(calm.identities - found.identities)
    named = [one for one in failing if ":".join(one) in found.said]
    print(f"- lost {lost} of {len(calm.identities)}; exit {found.exit}; ", end="")
    print(f"{len(found.troubles)} lines speak of trouble", end="")
    print(f"; names {len(named)} of {len(failing)} failing operations" if failing else "")
    for line in found.troubles[:3]:
        print(f"    {line}")


def main() -> None:
    """Measure, compare, and disturb."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--regions", type=int, default=4)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--calm", action="store_true")
    parser.add_argument("--keep", type=Path, help="write the lists there")
    asked = parser.parse_args()
    with Warmed("acme") as warmed, tempfile.TemporaryDirectory() as scratch:
        regions = REGIONS[: asked.regions]
        bench = Bench(warmed, asked.keep or Path(scratch), asked.program, regions)
        calm = bench.both(f"Undisturbed, {len(regions)} regions", ())
        print("\n" + compare(*calm))
        if asked.calm:
            return
        rate: Fault = {"kind": "error", "rate": asked.share, "seed": 1}
        some = bench.both(f"{asked.share:.0%} of all calls answer 500", [rate])
        failing = shared(*calm, asked.share)
        rules = [{"kind": "error", "service": one, "operation": name} for one, name in failing]
        always = bench.both(f"{len(failing)} operations always answer 500", rules)
        print(json.dumps([":".join(one) for one in failing]))
        for name, index in (("ours", 0), ("awsmap", 1)):
            print(f"\n{name}")
            tell_losses(calm[index], some[index], ())
            tell_losses(calm[index], always[index], failing)


if __name__ == "__main__":
    main()
