"""Worker processes on a bad day: stopped, deaf, asleep, alone, and ended twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest

from migrate.aws.account import Account
from migrate.aws.lending import lend
from migrate.aws.pace import Paces
from migrate.aws.scan import Reader
from migrate.core.errors import CredentialsExpired
from migrate.inventory import ask, worker_process
from migrate.inventory.cells import Cell
from migrate.inventory.pipe import Order, packed
from migrate.inventory.workers import PARTS, Task, Workers, service_of
from migrate.workspace.interpreter import another
from tests.inventory.conftest import FEW, Place, catalogue_of, workers_of
from tests.inventory.test_worker_processes import (
    SECONDS,
    answered_beside,
    asked,
    beside,
    gone,
    slowly,
)


def forked(place: Place) -> int:
    """Scan in two processes, below a process that leads a group; return its id."""
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            place.scan(processes=2)
        finally:
            os._exit(0)
    return child


def until(what: Callable[[], bool]) -> None:
    """Wait for something."""
    end = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def resolved_beside(place: Place) -> int:
    """Return how many cells of the other process the newest scan has resolved."""
    rows = sqlite3.connect(place.workspace / "state.db").execute(
        "SELECT listing, state FROM cell WHERE scan = (SELECT max(id) FROM scan)"
    )
    return sum(
        state != "planned" and service_of(Cell(listing, "")) in beside() for listing, state in rows
    )


def test_what_a_worker_has_under_way_is_kept_when_all_are_told_to_stop(place: Place) -> None:
    """As `timeout` and systemd do it."""
    place.scan(processes=1)
    slowly(place)
    begun = len(answered_beside(place))
    child = forked(place)
    until(lambda: len(answered_beside(place)) >= begun + 3)
    workers = workers_of(child)
    os.killpg(child, signal.SIGTERM)
    os.waitpid(child, 0)
    gone(workers)
    sent = len(answered_beside(place)) - begun
    assert 3 <= resolved_beside(place) <= sent


def test_what_arrived_before_a_second_signal_is_kept(place: Place) -> None:
    """One service takes so long that the wait for it is cut off."""
    place.scan(processes=1)
    slow, *others = beside()
    place.simulator.fault(kind="delay", seconds=8, service=slow)
    for service in others:
        place.simulator.fault(kind="delay", seconds=1, service=service)
    before = len(answered_beside(place))
    child = forked(place)
    until(lambda: bool(workers_of(child)))
    workers = workers_of(child)
    until(lambda: len(answered_beside(place)) > before)
    os.kill(child, signal.SIGTERM)
    time.sleep(2.5)
    os.kill(child, signal.SIGTERM)
    began = time.monotonic()
    os.waitpid(child, 0)
    assert time.monotonic() - began < 5
    gone(workers)
    answered = [call for call in answered_beside(place)[before:] if call["service"] != slow]
    assert resolved_beside(place) == len(answered) > 0


def test_a_worker_that_does_not_understand_what_it_is_told_ends(place: Place) -> None:
    with place.running() as (_, context):
        loan = lend(context.account("legacy"))
    worker = another("migrate.inventory.worker")
    assert worker.stdin is not None
    worker.stdin.write(packed(Order(Task(catalogue_of(FEW), "step"), loan)))
    worker.stdin.write(b"cmigrate.core.errors\nNoSuchError\n.")
    worker.stdin.flush()
    assert worker.wait(SECONDS) == 1
    worker.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [0.0, 0.1])
def test_a_signal_while_a_worker_starts_is_the_runner_s(
    place: Place, number: signal.Signals, after: float
) -> None:
    with place.running() as (_, context):
        loan = lend(context.account("legacy"))
    arrived: list[Any] = []
    worker = worker_process.WorkerProcess(
        Task(catalogue_of(FEW), "step"), loan, lambda _, what: arrived.append(what)
    )
    try:
        time.sleep(after)
        os.kill(worker._process.pid, number)
        worker.put(Cell("sqs:ListQueues", "eu-central-1"))
        worker.fill()
        until(lambda: bool(arrived))
        assert arrived[0].record.operation == "ListQueues"
        worker.stop()
        until(lambda: arrived[-1] is None)
    finally:
        worker.close()


def test_a_process_that_is_no_longer_understood_is_ended_and_its_lists_are_asked_once_more(
    place: Place,
) -> None:
    undisturbed = place.scan(processes=1)
    slowly(place)
    begun, before = len(place.simulator.calls()), len(answered_beside(place))
    spoilt: list[int] = []
    left: list[int] = []

    def meanwhile(_: Account, label: str) -> None:
        if not spoilt and len(answered_beside(place)) > before:
            spoilt.extend(workers_of(os.getpid()))
            voice(spoilt[0]).write_bytes(b"\xff" * 16)
        if "lost" in label:
            left.extend(workers_of(os.getpid()))

    assert place.scan(processes=2, meanwhile=meanwhile) == undisturbed
    assert spoilt
    assert left == []
    assert max(asked(place, begun).values()) <= 2


def voice(pid: int) -> Path:
    """Return the pipe on which a worker tells what it found."""
    for one in Path(f"/proc/{pid}/fd").iterdir():
        flags = Path(f"/proc/{pid}/fdinfo/{one.name}").read_text().split()[3]
        if int(one.name) > 2 and str(one.readlink()).startswith("pipe:") and flags[-1] == "1":
            return one
    raise AssertionError(pid)


def test_without_room_for_a_thread_one_process_asks_for_all(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = place.scan(processes=1)

    class NoThread(threading.Thread):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    monkeypatch.setattr(worker_process, "Thread", NoThread)
    assert place.scan(processes=3) == alone
    assert workers_of(os.getpid()) == []


def test_a_thread_that_hands_on_a_long_list_does_not_outlive_a_scan_that_was_cut_off(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "PART", 1)
    catalogue = catalogue_of(frozenset({"AWS::IAM::Role"}))
    with place.running() as (_, context):
        reader = Reader(context.account("legacy"), Paces())
        handed: list[Any] = []
        workers = Workers(Task(catalogue, "step"), reader, lambda _, what: handed.append(what))
        (listing,) = catalogue.listings
        for _ in range(PARTS + 2):
            workers.put(Cell(listing, "global"))
        workers.fill()
        until(lambda: len(handed) >= PARTS)
        workers.stop()
        workers.close()
        until(lambda: not any(t.name.startswith("scan") for t in threading.enumerate()))


def temporary(place: Place) -> Mapping[str, str]:
    """Return keys that end in an hour."""
    made = place.simulator.client("sts").get_session_token(DurationSeconds=3600)["Credentials"]
    return {
        "aws_access_key_id": made["AccessKeyId"],
        "aws_secret_access_key": made["SecretAccessKey"],
        "aws_session_token": made["SessionToken"],
    }


@pytest.mark.parametrize("renewed", [True, False])
def test_keys_that_ended_in_a_worker_s_sleep_are_renewed_where_the_runner_can(
    place: Place, renewed: bool
) -> None:
    alone = place.scan(processes=1)
    slowly(place)
    file = Path(place.simulator.credentials_file)
    profiles = ConfigParser()
    profiles.read(file)
    profiles[place.simulator.profiles["legacy"]] = temporary(place)
    with file.open("w") as kept:
        profiles.write(kept)
    before = len(answered_beside(place))
    slept: list[int] = []

    def meanwhile(account: Account, _: str) -> None:
        if not slept and len(answered_beside(place)) > before + 1:
            slept.extend(workers_of(os.getpid()))
            for pid in slept:
                os.kill(pid, signal.SIGSTOP)
            place.simulator.advance(hours=2)
            if renewed:
                core: Any = account.session._session
                core.set_credentials(*temporary(place).values())
            for pid in slept:
                os.kill(pid, signal.SIGCONT)

    if renewed:
        assert place.scan(processes=2, meanwhile=meanwhile) == alone
    else:
        with pytest.raises(CredentialsExpired):
            place.scan(processes=2, meanwhile=meanwhile)
    assert slept
