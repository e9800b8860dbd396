"""A disk that is really full, at every stage of a capture: nothing that was paid for is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, sys
from datetime import timedelta
from pathlib import Path
from migrate.core.errors import StateFull
from migrate.costs.archive import Archive
from migrate.costs.prove import prove
from tests.costs.saved import saved
from tests.costs.synthetic import Explorer

disk, undisturbed = Path(sys.argv[1]), Explorer()
rubbish = disk / "rubbish"

def leave(free):
    with open(rubbish, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            file.truncate(max(file.tell() - free, 0))

saved(disk / "undisturbed", undisturbed)
size = sum(p.stat().st_blocks * 512 for p in (disk / "undisturbed").rglob("*"))
stops, told = [], []
for eighth in (0, 1, 4, 7):
    explorer, here = Explorer(), disk / f"full-{eighth}"
    leave(size * eighth // 8)
    try:
        saved(here, explorer)
    except StateFull as error:
        stops.append([len(explorer.requests), str(error), bool(error.remedy)])
    rubbish.unlink()
    manifest = saved(here, explorer)
    told.append([len(explorer.requests), prove(Archive(here), manifest.sha256).ok])
print(json.dumps({"least": len(undisturbed.requests), "stops": stops, "told": told}))
"""


def test_a_full_disk_costs_one_request_at_most(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    flags = ["--mount"] if os.geteuid() == 0 else ["--map-root-user", "--mount"]
    if unshare is None or subprocess.run([unshare, *flags, "true"], check=False).returncode:
        pytest.skip("no file system can be mounted here")
    mount = (
        f'mount -t tmpfs -o size=24m none {tmp_path} && exec {sys.executable} -c "$0" {tmp_path}'
    )
    done = subprocess.run(
        [unshare, *flags, "sh", "-c", mount, SCRIPT],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr

    told = json.loads(done.stdout)

    assert len(told["stops"]) >= 3
    assert len({paid for paid, _, _ in told["stops"]}) >= 3  # it stopped at different stages
    assert all("The disk is full" in said and remedy for _, said, remedy in told["stops"])
    assert all(proven and paid <= told["least"] + 1 for paid, proven in told["told"])
