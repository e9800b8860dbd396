"""How each tool is started on a simulated account, what it cost, and what it found and said."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.inventory.beside import Resource, Scanned, our_resource, their_resource
from benchmarks.inventory.tree import Peak
from tests.simulators import Simulator
from tests.steps.alone import new_workspace

_TROUBLE = re.compile(
    r"error|fail|denied|refused|throttl|could not|warning|incomplete|50[0-9]\b", re.I
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of a program cost."""

    seconds: float
    cpu: float
    peak_mb: int
    calls: int
    answered: int
    exit: int
    HEAD: ClassVar[str] = (
        "| tool | resources | types | calls | answered 200 | wall s | CPU s | CPU ms per answered "
        "call | peak MB | exit |\n|---|---|---|---|---|---|---|---|---|---|"
    )

    def row(self, tool: str, resources: int, types: int) -> str:
        """Return the line of a table."""
        each = self.cpu / max(self.answered, 1) * 1000
        return (
            f"| {tool} | {resources:,} | {types} | {self.calls:,} | {self.answered:,} | "
            f"{self.seconds:.1f} | {self.cpu:.1f} | {each:.1f} | {self.peak_mb} | {self.exit} |"
        )


@dataclass(frozen=True, slots=True)
class _Run:
    measured: Measured
    text: str
    answered: frozenset[tuple[str, str]]


def _measure(words: Sequence[str], simulator: Simulator, **more: str) -> _Run:
    """Run a program to its end."""
    before, began = len(simulator.calls()), time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        environment = {**os.environ, **simulator.environment, **more}
        child = subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT, env=environment)
        with Peak(child.pid) as peak:
            _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        said.seek(0)
        text = said.read()
    calls = simulator.calls()[before:]
    good = [call for call in calls if call["status"] == 200]
    measured = Measured(
        seconds=seconds,
        cpu=used.ru_utime + used.ru_stime,
        peak_mb=peak.mb,
        calls=len(calls),
        answered=len(good),
        exit=child.returncode,
    )
    return _Run(measured, text, frozenset((c["service"], c["operation"]) for c in good))


def _scanned(run: _Run, rows: Sequence[Resource], said: str) -> Scanned:
    troubles = tuple(line.strip() for line in said.splitlines() if _TROUBLE.search(line))
    return Scanned(tuple(rows), run.answered, said, troubles, run.measured.exit)


def ours(simulator: Simulator, directory: Path, regions: Sequence[str]) -> tuple[Measured, Scanned]:
    """Scan with the product's command; what it says is its coverage."""
    choices = {"take-inventory.regions": ",".join(regions)}
    workspace = new_workspace(directory / "ws", simulator, choices=choices).directory
    migrate = [sys.executable, "-m", "migrate", "--workspace", str(workspace)]
    bind = [*migrate, "run", "--yes", "--until", "connect-accounts"]
    subprocess.run(bind, check=True, capture_output=True)
    run = _measure([*migrate, "inventory", "scan"], simulator)
    seen = json.loads(_said([*migrate, "inventory", "coverage", "--json"]))
    gaps = [gap for gap in seen["gaps"] if gap["state"] != "skipped"]
    said = "\n".join(f"{gap['key']}: {gap['cells']} cells in {gap['regions']}" for gap in gaps)
    rows = json.loads(_said([*migrate, "inventory", "list", "--json"]))["resources"]
    return run.measured, _scanned(run, [our_resource(row) for row in rows], said)


def _said(words: Sequence[str]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def theirs(program: str) -> Callable[..., tuple[Measured, Scanned]]:
    """Return how awsmap scans."""

    def scan(
        simulator: Simulator, directory: Path, regions: Sequence[str]
    ) -> tuple[Measured, Scanned]:
        listed = directory / "awsmap.json"
        words = [program, "-p", simulator.profiles["legacy"], "-f", "json", "--no-db"]
        words += ["-o", str(listed), "--include-global"]
        words += [word for region in regions for word in ("-r", region)]
        run = _measure(words, simulator, HOME=str(directory))
        rows: Sequence[Any] = json.loads(listed.read_text())["resources"]
        return run.measured, _scanned(run, [their_resource(row) for row in rows], run.text)

    return scan
