"""One runner at a time, by an OS lock that dies with its holder and never by a clock."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from migrate.cli.main import cli
from migrate.core.errors import Locked
from migrate.state.lock import PATIENCE, RunnerLock, holder
from migrate.workspace.workspace import Settings, create_workspace

from .filled import forked, put

HOLDER = """
import sys, time
from pathlib import Path
from migrate.state.lock import RunnerLock
with RunnerLock(Path(sys.argv[1])).acquired("apply join-legacy"):
    print("held", flush=True)
    time.sleep(60)
"""


LOOKER = """
import sys
from pathlib import Path
from migrate.state.lock import holder
while True:
    holder(Path(sys.argv[1]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db.lock"


@pytest.fixture
def other(path):
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def _taken(path: Path) -> bool:
    try:
        with RunnerLock(path).acquired("run"):
            return True
    except Locked:
        return False


def test_a_second_runner_is_refused_and_told_who_works(path, other):
    with pytest.raises(Locked) as refused, RunnerLock(path).acquired("run"):
        pass

    assert refused.value.exit_code == 5
    assert f"process {other.pid}" in str(refused.value)
    assert "`apply join-legacy`" in str(refused.value)
    assert "@" in str(refused.value)
    assert "migrate status" in refused.value.remedy


def test_a_second_lock_in_the_same_process_is_refused_too(path):
    with RunnerLock(path).acquired("run"):
        assert not _taken(path)
    assert _taken(path)


def test_its_holder_is_shown_to_the_faces(path, other):
    shown = holder(path)

    assert shown is not None
    assert (shown.pid, shown.command) == (other.pid, "apply join-legacy")
    other.kill()
    other.wait()
    assert holder(path) is None


def test_a_face_that_looks_all_the_time_does_not_keep_a_runner_out(path):
    looked = subprocess.Popen(
        [
            sys.executable,
            "-c",
            LOOKER,
            str(path),
        ]
    )
    try:
        path.touch()
        assert all(_taken(path) for _ in range(50))
    finally:
        looked.kill()
        looked.wait()


def test_a_dead_holder_s_lock_is_free_at_once(path, other):
    other.kill()
    other.wait()
    started = time.monotonic()

    assert _taken(path)
    assert time.monotonic() - started < PATIENCE


def test_a_stopped_holder_s_lock_is_never_free(path, other):
    """A laptop that sleeps is not dead: no clock ends its lock."""
    os.kill(other.pid, signal.SIGSTOP)
    os.waitpid(other.pid, os.WUNTRACED)
    card = path.with_name(path.name + ".holder")
    long_ago = time.time() - 30 * 86400
    for file in (path, card):
        os.utime(file, (long_ago, long_ago))

    assert not _taken(path)
    assert holder(path) is not None
    os.kill(other.pid, signal.SIGCONT)
    assert not _taken(path)


def test_a_child_that_is_spawned_does_not_inherit_the_lock(path):
    with RunnerLock(path).acquired("run"):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        assert _taken(path)
    finally:
        child.kill()
        child.wait()


def test_a_holder_knows_that_it_holds(path):
    lock = RunnerLock(path)
    assert not lock.held()
    with lock.acquired("run"):
        assert lock.held()
    assert not lock.held()


@pytest.mark.parametrize("harm", ["replace", "unlink"])
def test_a_holder_whose_file_was_replaced_no_longer_holds(path, harm):
    lock = RunnerLock(path)
    with lock.acquired("run"):
        if harm == "replace":
            fresh = path.with_name("fresh")
            fresh.touch()
            fresh.replace(path)
        else:
            path.unlink()
        assert not lock.held()
        assert _taken(path)
        assert not lock.held()


def test_a_link_in_place_of_the_lock_is_refused(path, tmp_path):
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic link"), RunnerLock(path).acquired("run"):
        pass


def test_an_unreadable_card_still_locks(path, other):
    path.with_name(path.name + ".holder").write_text("{")

    with pytest.raises(Locked, match="Another runner works here: somebody"):
        RunnerLock(path).acquired("run").__enter__()


# -- by the command line -----------------------------------------------------------


VERBS = {
    "run": ("run", "--yes"),
    "plan": ("plan", "first"),
    "apply": ("apply", "first"),
    "verify": ("verify",),
}


@pytest.fixture
def workspace(tmp_path):
    made = create_workspace(tmp_path / "w", Settings("l", "m"), "organization: {}\n")
    put(made.state)
    return made


@pytest.mark.parametrize("words", VERBS.values(), ids=VERBS.keys())
def test_every_verb_that_calls_aws_is_refused_with_exit_5(workspace, words):
    with RunnerLock(workspace.lock).acquired("apply join-legacy"):
        done = CliRunner().invoke(cli, ["--workspace", str(workspace.directory), *words])

    assert isinstance(done.exception, Locked)
    assert done.exception.exit_code == 5
    assert f"process {os.getpid()}" in str(done.exception)


def test_status_shows_the_runner_and_needs_no_lock(workspace):
    with RunnerLock(workspace.lock).acquired("apply join-legacy"):
        done = CliRunner().invoke(
            cli, ["--workspace", str(workspace.directory), "status", "--json"]
        )
        shown = json.loads(done.stdout)["runner"]

    assert (done.exit_code, shown["pid"], shown["command"]) == (0, os.getpid(), "apply join-legacy")
    done = CliRunner().invoke(cli, ["--workspace", str(workspace.directory), "status", "--json"])
    assert json.loads(done.stdout)["runner"] is None


def test_a_runner_killed_while_it_holds_leaves_the_workspace_free(path):
    def work():
        with RunnerLock(path).acquired("run"):
            os.kill(os.getpid(), signal.SIGKILL)

    assert os.WTERMSIG(forked(work)) == signal.SIGKILL
    assert holder(path) is None
    assert _taken(path)
