"""What a scan gains by another process, and what that costs: the whole catalogue, 60 ms away.

    python -m benchmarks.inventory.processes [--regions 4 17] [--processes 1 2]

Every list is empty, so that asking is all there is to do.  Each line is a process of its own; the
endpoint has another one, and shares the cores with them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.inventory.bench import endpoint, new_workspace, only, opened, scanned
from benchmarks.inventory.ceiling import REGIONS
from benchmarks.inventory.tree import own
from migrate.inventory.shares import processes_for
from migrate.workspace.interpreter import cores

LATENCY_MS = 60


def measure(regions: int, processes: int) -> dict[str, object]:
    """Scan an empty account with so many processes."""
    with (
        endpoint(delay_ms=LATENCY_MS) as (url, pid),
        tempfile.TemporaryDirectory() as directory,
        opened(new_workspace(Path(directory) / "w", url)) as (made, account),
        own(without=pid) as peak,
    ):
        found = dict(scanned(made, account, only(), REGIONS[:regions], processes))
    return {**found, "peak_mb": peak.mb}


def main() -> None:
    """Measure every number of processes for every number of regions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--regions", nargs="+", type=int, default=[1, 4, 17])
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2, 4])
    said = parser.parse_args()
    print(f"{cores()} cores, {LATENCY_MS} ms")
    print("| regions | processes | calls | wall s | calls/s | CPU s | peak MB | chosen |")
    print("|---|---|---|---|---|---|---|---|")
    for regions in said.regions:
        for processes in said.processes:
            words = [sys.executable, "-m", __spec__.name, "--one", str(regions), str(processes)]
            found = json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)
            chosen = processes_for(sum(found["cells"].values())) == processes
            print(
                f"| {regions} | {processes} | {found['calls']:,} | {found['seconds']} | "
                f"{found['calls_per_second']} | {found['cpu_seconds']} | {found['peak_mb']} | "
                f"{'yes' if chosen else ''} |",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]), int(sys.argv[3]))))
    else:
        main()
