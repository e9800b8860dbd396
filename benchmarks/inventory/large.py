"""One large account, ours and awsmap beside each other: EC2 in one region with N instances.

    python -m benchmarks.inventory.large AWSMAP [N …]

Both keep what they find in their databases.  The endpoint answers at once, so that the time is
that of the tools; it is a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.inventory.bench import endpoint, new_workspace, only, opened, scanned
from benchmarks.inventory.endpoint import SUBNETS, VPCS
from benchmarks.inventory.tree import Peak
from migrate.inventory.catalogue import read_rows

SIZES = (1_000, 20_000, 100_000)
REGION = "us-east-1"


def ours(workspace: str) -> None:
    """Scan EC2 in a workspace, and print what was seen."""
    types = {kind.type for kinds in read_rows().values() for kind in kinds}
    ec2 = only(*(name for name in types if name.startswith("AWS::EC2::")))
    with opened(Path(workspace)) as (made, account):
        print(json.dumps(scanned(made, account, ec2, (REGION,), processes=0)))


def watched(words: Sequence[str], environment: Mapping[str, str]) -> tuple[str, str]:
    """Run a tool to its end; return what it cost as the end of a row, and what it said."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(words, stdout=said, env={**os.environ, **environment})
        with Peak(child.pid) as peak:
            _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0, words
        seconds, cpu = time.monotonic() - began, used.ru_utime + used.ru_stime
        said.seek(0)
        return f"{seconds:.1f} | {cpu:.1f} | {peak.mb} |", said.read()


def compare(program: str, count: int) -> None:
    """Let both list an account of so many instances, and print a row for each."""
    with endpoint(count) as (url, _), tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        workspace = new_workspace(place / "ours", url)
        config = place / "ours" / "config"
        files = {
            "AWS_CONFIG_FILE": str(config),
            "AWS_SHARED_CREDENTIALS_FILE": str(config.with_name("credentials")),
        }
        listed = place / "awsmap.json"
        theirs = [program, "-p", "legacy", "-s", "ec2", "-r", REGION, "-f", "json", "-q"]
        mine = [sys.executable, "-m", __spec__.name, "--one", str(workspace)]
        cost, said = watched(mine, files)
        assert json.loads(said)["resources"] == count + SUBNETS + VPCS, said
        print(f"| {count:,} | ours | {cost}", flush=True)
        cost, _ = watched([*theirs, "-o", str(listed)], {**files, "HOME": scratch})
        found = Counter(one["type"] for one in json.loads(listed.read_text())["resources"])
        assert found["instance"] == count, found
        print(f"| | awsmap | {cost}", flush=True)


def main() -> None:
    """Compare at every size."""
    print("| instances | tool | wall s | CPU s | peak MB |\n|---|---|---|---|---|")
    for count in [int(word) for word in sys.argv[2:]] or SIZES:
        compare(sys.argv[1], count)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        ours(sys.argv[2])
    else:
        main()
