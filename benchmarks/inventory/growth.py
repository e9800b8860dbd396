"""What a scan and its links cost as an account grows: time, memory and database for N instances.

    python -m benchmarks.inventory.growth [N …]

Each size is a process of its own, so that its peak memory is its own.  Every instance is in one of
50 subnets and 10 VPCs, which are listed too: two links for each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.inventory.bench import (
    Stopwatch,
    endpoint,
    new_workspace,
    only,
    opened,
    scanned,
)
from benchmarks.inventory.endpoint import SUBNETS, VPCS
from migrate.inventory.links.building import build
from migrate.state.inventory import InventoryStore

TYPES = ("AWS::EC2::Instance", "AWS::EC2::Subnet", "AWS::EC2::VPC")
SIZES = (1_000, 10_000, 20_000, 100_000, 1_000_000)


def measure(count: int) -> dict[str, object]:
    """Scan an account of one region that has so many instances."""
    with endpoint(instances=count) as (url, _), tempfile.TemporaryDirectory() as directory:
        workspace = new_workspace(Path(directory) / "w", url)
        with opened(workspace) as (made, account):
            catalogue = only(*TYPES)
            found = dict(scanned(made, account, catalogue, ("us-east-1",)))
            with Stopwatch() as watch:
                links = build(InventoryStore(made.database), account.id, catalogue)
        size = sum(file.stat().st_size for file in workspace.glob("state.db*"))
    assert found["resources"] == count + SUBNETS + VPCS, found
    spent = watch.spent
    linked = {"links": links, "link_seconds": spent.seconds, "link_peak_mb": spent.peak_mb}
    return {"instances": count, "database_mb": round(size / 1e6, 1), **linked, **found}


def main() -> None:
    """Measure every size."""
    for count in [int(word) for word in sys.argv[1:]] or SIZES:
        words = [sys.executable, "-m", __spec__.name, "--one", str(count)]
        found = json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)
        each = found["cpu_seconds"] / count * 1e6
        print(
            f"{count:9,} instances: {found['seconds']:7.1f} s, {found['cpu_seconds']:7.1f} s CPU "
            f"({each:.0f} µs each), peak {found['peak_mb']} MB; {found['links']:,} links in "
            f"{found['link_seconds']:.1f} s, peak {found['link_peak_mb']} MB; "
            f"database {found['database_mb']} MB",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main()
