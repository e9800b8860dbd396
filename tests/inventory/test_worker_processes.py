"""A scan in several processes: it sees the same, whoever dies, and none of them can change AWS."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from migrate.aws.account import Account
from migrate.core.errors import CredentialsExpired
from migrate.inventory import key_watch
from migrate.inventory.cells import root_cells
from migrate.inventory.shares import shares
from migrate.inventory.workers import service_of
from tests.inventory.conftest import (
    FEW,
    REGIONS,
    Place,
    catalogue_of,
    command_of,
    workers_of,
)

SECONDS = 30


@cache
def beside() -> list[str]:
    """Return the services that the other one of two processes asks."""
    cells = root_cells(catalogue_of(FEW), REGIONS)
    return sorted(name for name, number in shares(map(service_of, cells), 2).items() if number)


def answered_beside(place: Place) -> list[dict[str, Any]]:
    """Return the calls to the services of the other process."""
    return [call for call in place.simulator.calls() if call["service"] in beside()]


def slowly(place: Place) -> None:
    """Let the other process wait for its answers, so that there is a middle of its work."""
    for service in beside():
        place.simulator.fault(kind="delay", seconds=0.2, service=service)


def gone(pids: list[int]) -> None:
    """Wait until no worker has one of these ids."""
    end = time.monotonic() + SECONDS
    while any(b"inventory.worker" in command_of(pid) for pid in pids):
        assert time.monotonic() < end, pids
        time.sleep(0.02)


def asked(place: Place, before: int) -> Counter[tuple[str, str]]:
    """Return which lists were asked in which regions, after so many calls."""
    calls = place.simulator.calls()[before:]
    own = "GetCallerIdentity"
    return Counter((c["operation"], c["region"]) for c in calls if c["operation"] != own)


def test_several_processes_see_what_one_sees_and_ask_no_more(place: Place) -> None:
    begun = len(place.simulator.calls())
    alone = place.scan(processes=1)
    seen, lists = place.seen(), asked(place, begun)
    begun = len(place.simulator.calls())
    used: set[int] = set()
    together = place.scan(processes=3, meanwhile=lambda *_: used.update(workers_of(os.getpid())))
    assert together == alone
    assert place.seen() == seen
    assert asked(place, begun) == lists
    assert len(used) == 2
    gone(list(used))


@pytest.mark.parametrize("late", [0, 1, 3])
def test_what_a_dead_process_did_not_answer_is_asked_here(place: Place, late: int) -> None:
    undisturbed = place.scan(processes=1)
    seen, before = place.seen(), len(answered_beside(place))
    assert before > late
    slowly(place)
    killed: list[int] = []
    labels: list[str] = []

    def meanwhile(_: Account, label: str) -> None:
        labels.append(label)
        if not killed and len(answered_beside(place)) >= before + late:
            killed.extend(workers_of(os.getpid()))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    assert place.scan(processes=2, meanwhile=meanwhile) == undisturbed
    assert place.seen() == seen
    assert len(killed) == 1
    assert labels[-1].endswith(", a worker process was lost")


def test_no_process_outlives_a_runner_that_is_killed(place: Place) -> None:
    place.scan(processes=1)
    seen = place.seen()
    slowly(place)
    left = [pid for after in (0.3, 0.7, 1.1, 1.5) for pid in place.killed(after, processes=2)]
    assert len(left) >= 2
    gone(left)
    place.scan(processes=2)
    assert place.seen() == seen


def test_where_no_process_can_be_had_one_asks_for_all(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = place.scan(processes=1)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert place.scan(processes=3) == alone


def test_credentials_that_expire_in_another_process_pause_the_scan(place: Place) -> None:
    alone = place.scan(processes=1)
    fault = place.simulator.fault(kind="expire", service=beside()[0])
    with pytest.raises(CredentialsExpired) as paused:
        place.scan(processes=2)
    assert "Renew them" in paused.value.remedy
    assert paused.value.operation.startswith(f"{beside()[0]}:")
    place.simulator.raw(f"fault?id={fault['id']}", "DELETE")
    assert place.scan(processes=2) == alone


def test_throttles_and_500s_of_another_process_cost_time_and_nothing_else(place: Place) -> None:
    place.scan(processes=1)
    calm = place.seen()
    place.simulator.fault(kind="throttle", rate=0.05, seed=3)
    place.simulator.fault(kind="error", rate=0.02, seed=4)
    assert set(place.scan(processes=2)) <= {"ok", "empty"}
    assert place.seen() == calm


def test_a_list_that_is_denied_in_another_process_is_named(place: Place) -> None:
    place.simulator.fault(kind="deny", service=beside()[0])
    place.scan(processes=2)
    denied = [one for one in place.coverage()["open"] if one.startswith("denied ")]
    assert denied
    assert all(one.startswith(f"denied {beside()[0]}:") for one in denied)


def test_new_keys_reach_a_process_that_is_under_way(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_watch, "LOOK", 0.01)
    slowly(place)
    iam = place.simulator.client("iam")
    iam.create_user(UserName="second")
    iam.attach_user_policy(UserName="second", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    second = iam.create_access_key(UserName="second")["AccessKey"]

    def meanwhile(account: Account, _: str) -> None:
        if answered_beside(place):
            core: Any = account.session._session
            core.set_credentials(second["AccessKeyId"], second["SecretAccessKey"])

    place.scan(processes=2, meanwhile=meanwhile)
    users = [call["principal"].rpartition("/")[2] for call in answered_beside(place)]
    assert users[0] != "second"
    assert users[-1] == "second"


def test_keys_are_asked_for_once_and_are_in_no_command_line_and_no_environment(
    place: Place, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    secret = _handed_out(place, asked)
    places: list[bytes] = []

    def meanwhile(*_: Any) -> None:
        for pid in workers_of(os.getpid()):
            places.append(command_of(pid) + _environment(pid))

    place.scan(processes=3, meanwhile=meanwhile)
    assert asked.read_text() == "asked\n"
    assert places
    assert not any(secret.encode() in one for one in places)


def _handed_out(place: Place, asked: Path) -> str:
    """Let the profile take its keys from a process that keeps count; return the secret."""
    profile, config = place.simulator.profiles["legacy"], Path(place.simulator.config_file)
    frozen = place.simulator.session().get_credentials().get_frozen_credentials()
    script = asked.with_suffix(".sh")
    body = (
        f'{{"Version":1,"AccessKeyId":"{frozen.access_key}","SecretAccessKey":"{frozen.secret_key}"'
    )
    body += f',"SessionToken":"{frozen.token}"' if frozen.token else ""
    script.write_text(f"echo asked >> {asked}\necho '{body}}}'\n")
    head = f"[profile {profile}]\n"
    text = config.read_text()
    assert head in text
    config.write_text(text.replace(head, f"{head}credential_process = sh {script}\n"))
    kept = Path(place.simulator.credentials_file)
    kept.write_text("[".join(p for p in kept.read_text().split("[") if profile not in p))
    return str(frozen.secret_key)


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""
