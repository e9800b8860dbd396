"""A workspace on any endpoint, and a scan in it that is measured: what all measurements share."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.aws.account import Account
from migrate.aws.pace import Paces
from migrate.aws.scan import Reader
from migrate.cli.assembly import Runner, runner, step_rows
from migrate.inventory.catalogue import Catalogue, group, read_rows
from migrate.inventory.scan import Scan
from migrate.state.database import Database
from migrate.state.inventory import InventoryStore
from migrate.state.store import StateStore
from migrate.steps.journey import journey
from migrate.workspace.workspace import Settings, create_workspace, open_workspace

ACCOUNT = "111122223333"
PLAN = "name: bench\nlanding: Root\nhome: Prod\nunits:\n  - name: Prod\n"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one measurement cost this process and those that it started and saw end."""

    seconds: float
    cpu: float
    peak_mb: int
    """Of this process alone, so far: measure in a fresh one."""


class Stopwatch:
    """Measures a block: `with Stopwatch() as watch: …; watch.spent`."""

    spent: Spent

    def __enter__(self) -> Stopwatch:
        self._wall, self._cpu = time.monotonic(), sum(os.times()[:4])
        return self

    def __exit__(self, *_: object) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.spent = Spent(time.monotonic() - self._wall, sum(os.times()[:4]) - self._cpu, peak)


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process so far."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


@contextlib.contextmanager
def endpoint(instances: int = 0, delay_ms: float = 0) -> Iterator[tuple[str, int]]:
    """Run the synthetic endpoint in a process of its own; yield its address and pid."""
    words = [sys.executable, "-m", "benchmarks.inventory.endpoint", "0", str(instances)]
    process = subprocess.Popen([*words, str(delay_ms)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}", process.pid
    finally:
        process.terminate()
        process.wait()


def new_workspace(directory: Path, url: str) -> Path:
    """Make a workspace whose legacy profile speaks to an endpoint."""
    directory.mkdir(parents=True, exist_ok=True)
    config = directory / "config"
    config.write_text(f"[profile legacy]\nregion = us-east-1\nendpoint_url = {url}\n")
    keys = "aws_access_key_id = AKIABENCH\naws_secret_access_key = bench\n"
    (directory / "credentials").write_text(f"[legacy]\n{keys}")
    settings = Settings(
        legacy_profile="legacy",
        management_profile="management",
        aws_config_file=str(config),
        allowed_endpoints=(url,),
    )
    workspace = create_workspace(directory / "ws", settings, PLAN)
    database = Database.create(workspace.state)
    StateStore(database).sync_journey(step_rows(journey()))
    database.close()
    return directory / "ws"


@contextlib.contextmanager
def opened(workspace: Path) -> Iterator[tuple[Runner, Account]]:
    """Be the runner of a workspace, with its account."""
    with runner(open_workspace(workspace), "benchmark") as made:
        yield made, made.sessions.open("legacy", ACCOUNT)


def scanned(
    made: Runner,
    account: Account,
    catalogue: Catalogue,
    regions: tuple[str, ...],
    processes: int = 1,
) -> Mapping[str, Any]:
    """Scan, and return what it cost and saw."""
    store = InventoryStore(made.database)
    scan = Scan(
        catalogue,
        Reader(account, Paces()),
        store,
        made.recorder,
        "take-inventory",
        lambda *_: None,
        processes=processes,
    )
    with Stopwatch() as watch:
        number = scan.run(regions)
        store.close(number)
    spent = watch.spent
    calls = sum(cell["calls"] for cell in store.cells(number))
    return {
        "resources": sum(store.census(account.id).values()),
        "cells": dict(store.counts(number)),
        "calls": calls,
        "seconds": round(spent.seconds, 1),
        "cpu_seconds": round(spent.cpu, 1),
        "cpu_ms_per_call": round(spent.cpu / max(calls, 1) * 1000, 2),
        "calls_per_second": round(calls / spent.seconds),
        "peak_mb": spent.peak_mb,
    }


def only(*types: str) -> Catalogue:
    """Return a catalogue of a few types."""
    return group(
        kind for kinds in read_rows().values() for kind in kinds if not types or kind.type in types
    )
