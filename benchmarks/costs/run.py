"""Measure a capture of the cost history at several scales, and what users do today beside it.

python -m benchmarks.costs.run --scale 0.1 --scale 1 [--latency 60] [--aws PATH] [--loop]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from benchmarks.costs import today
from migrate.cli.assembly import step_rows
from migrate.state.database import Database
from migrate.state.store import StateStore
from migrate.steps.journey import journey
from migrate.workspace.workspace import Settings, create_workspace

OPENER = build_opener(ProxyHandler({}))
PLAN = (
    "name: bench\nlanding: Transitional\nhome: Prod\nunits: [{name: Prod}, {name: Transitional}]\n"
)


class Endpoint:
    """The endpoint's process; ends with its standard input."""

    def __init__(self, scale: float) -> None:
        words = [sys.executable, "-m", "benchmarks.costs.endpoint", str(scale)]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def latency(self, milliseconds: float) -> None:
        OPENER.open(Request(f"{self.url}/latency", str(milliseconds).encode()), timeout=10)

    def close(self) -> None:
        self._process.communicate("")


def workspace(directory: Path, url: str) -> Path:
    directory.mkdir()
    config = directory / "config"
    config.write_text(f"[profile bench]\nregion = us-east-1\nendpoint_url = {url}\n")
    key = "[bench]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = none\n"
    (directory / "credentials").write_text(key)
    settings = Settings(
        legacy_profile="bench",
        management_profile="other",
        aws_config_file=str(config),
        allowed_endpoints=(url,),
    )
    made = create_workspace(directory / "workspace", settings, PLAN)
    database = Database.create(made.state)
    StateStore(database).sync_journey(step_rows(journey()))
    database.close()
    return made.directory


def ours(scale: float, latency: float, folder: Path, options: argparse.Namespace) -> dict:
    """Capture twice: once to make the answers, once to measure."""
    endpoint = Endpoint(scale)
    try:
        for name in ("warm", "measured"):
            here = workspace(folder / f"{name}-{scale:g}", endpoint.url)
            endpoint.latency(0 if name == "warm" else latency)
            words = [sys.executable, "-m", "benchmarks.costs.ours", str(here), options.level, name]
            began = time.monotonic()
            done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
            took = time.monotonic() - began
        told = {"scale": scale, "in all": took, **json.loads(done.stdout)}
        if options.loop:
            told["today"] = today.measured(here, endpoint.url, options.aws, options.sample)
        return told
    finally:
        endpoint.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", type=float, action="append")
    options.add_argument("--latency", type=float, default=60, help="milliseconds of a request")
    options.add_argument("--level", default="standard")
    options.add_argument("--keep", type=Path, help="a folder in which the archives stay")
    options.add_argument("--loop", action="store_true", help="also what users do today")
    options.add_argument("--aws", default="aws", help="the AWS CLI")
    options.add_argument("--sample", type=int, default=20, help="calls of a loop that are made")
    given = options.parse_args()
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    with tempfile.TemporaryDirectory() as aside:
        folder = given.keep or Path(aside)
        for scale in given.scale or [0.1, 1]:
            print(json.dumps(ours(scale, given.latency, folder, given)), flush=True)


if __name__ == "__main__":
    main()
