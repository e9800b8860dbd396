"""`migrate simulate` and its verbs, as a person types them in two terminals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators import Simulator

Typed = subprocess.CompletedProcess[str]


def typed(*words: str, cwd: Path, **environment: str) -> Typed:
    return subprocess.run(
        [sys.executable, "-m", "migrate", *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )


@pytest.fixture
def unnamed(tmp_path: Path) -> Iterator[Simulator]:
    """A simulator that nobody named a directory for."""
    process = subprocess.Popen(
        [sys.executable, "-m", "migrate", "simulate", "--port", "0", "--scenario", "tiny"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "TMPDIR": str(tmp_path),
        },
    )
    assert process.stdout is not None
    assert process.stderr is not None
    yield Simulator.described(json.loads(process.stdout.readline()), process.pid)
    process.terminate()
    process.wait(timeout=30)
    process.stdout.close()
    process.stderr.close()


def test_a_second_terminal_finds_the_one_that_runs(unnamed: Simulator, tmp_path: Path) -> None:
    here = {"cwd": tmp_path, "TMPDIR": str(tmp_path)}

    left = typed("simulate", "acts", **here)  # type: ignore[arg-type]
    done = typed("simulate", "act", "sign-up", **here)  # type: ignore[arg-type]
    wrong = typed("simulate", "act", "fly", **here)  # type: ignore[arg-type]
    stopped = typed("simulate", "stop", **here)  # type: ignore[arg-type]

    management = unnamed.accounts["management"]
    assert f"sign-up                  {management}" in left.stdout
    assert done.stdout == f"Done: sign-up {management}\n"
    assert (wrong.returncode, "no act 'fly'" in wrong.stderr) == (2, True)
    assert stopped.returncode == 0
    assert not unnamed.directory.exists()


def test_nothing_that_runs_is_told_what_to_type(tmp_path: Path) -> None:
    found = typed("simulate", "act", "sign-up", cwd=tmp_path, TMPDIR=str(tmp_path))
    stopped = typed("simulate", "stop", "--workspace", str(tmp_path), cwd=tmp_path)

    assert found.returncode == 2
    assert "migrate simulate --directory" in found.stderr
    assert (stopped.returncode, stopped.stdout[:19]) == (0, "No simulated AWS wa")


def test_an_unknown_scenario_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    found = typed("simulate", "--scenario", "mars", "--directory", str(tmp_path), cwd=tmp_path)

    assert (found.returncode, found.stdout) == (2, "")
    assert "there are: acme, tiny" in found.stderr


@pytest.mark.parametrize("moment", ["soon", "2026-01-01T00:00:00"])
def test_a_time_that_is_none_is_refused(tmp_path: Path, moment: str) -> None:
    found = typed("simulate", "--now", moment, "--directory", str(tmp_path), cwd=tmp_path)

    assert (found.returncode, found.stdout) == (2, "")
