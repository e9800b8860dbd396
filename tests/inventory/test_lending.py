"""What a worker process is given, what it can do with it, and how its errors come back."""

from __future__ import annotations

import os
import pickle
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from migrate.aws.clients import Clients
from migrate.aws.guard import Identity
from migrate.aws.lending import Keys, Loan, borrow, lend
from migrate.core.errors import CallRefused, GatewayError, MigrateError, RootRefused, WrongAccount
from migrate.core.resource_filter import FilterInvalid
from migrate.core.waiting import Wait, WaitFor
from migrate.inventory import shares as sharing
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import Cell
from migrate.inventory.pipe import failure
from migrate.inventory.shares import MOST, WORTH, processes_for, shares
from migrate.workspace.interpreter import cores
from tests.inventory.conftest import Place

CELL = Cell("sqs:ListQueues", "eu-central-1")


@pytest.fixture
def loan(place: Place) -> Loan:
    """A loan as it arrives at the other end of a pipe."""
    with place.running() as (_, context):
        return pickle.loads(pickle.dumps(lend(context.account("legacy"))))


def client(loan: Loan, service: str = "sqs") -> Any:
    return Clients(borrow(loan).account).of(service, "eu-central-1")


def test_what_is_borrowed_can_be_read_and_not_changed(place: Place, loan: Loan) -> None:
    before = len(place.simulator.calls())
    assert client(loan).list_queues()["QueueUrls"]
    with pytest.raises(CallRefused, match="not on the list of reads"):
        client(loan).create_queue(QueueName="new")
    with pytest.raises(CallRefused, match="not on the list of reads"):
        client(loan, "secretsmanager").get_secret_value(SecretId="db")
    assert [call["operation"] for call in place.simulator.calls()[before:]] == ["ListQueues"]


def test_a_request_waits_for_no_acknowledgement_of_its_head(loan: Loan) -> None:
    """Without it each call with a body takes up to 40 ms more, whatever the network."""
    made = client(loan)
    made.list_queues()
    manager = made._endpoint.http_session._manager
    for key in manager.pools.keys():  # noqa: SIM118 - no mapping of Python's own
        pool = manager.pools[key]
        connection = pool._get_conn()
        assert connection.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        pool._put_conn(connection)
    made.close()


def whose(loan: Loan, arn: str) -> Loan:
    identity = Identity(arn.split(":")[4], arn)
    return replace(loan, keys=Keys(loan.keys.frozen, identity))


@pytest.mark.parametrize(
    ("arn", "error"),
    [
        ("arn:aws:iam::444455556666:user/operator", WrongAccount),
        ("arn:aws-cn:iam::111122223333:user/operator", WrongAccount),
        ("arn:aws:iam::111122223333:root", RootRefused),
    ],
)
def test_borrowed_keys_of_another_account_send_nothing(
    place: Place, loan: Loan, arn: str, error: type[MigrateError]
) -> None:
    before = len(place.simulator.calls())
    with pytest.raises(error):
        client(whose(loan, arn)).list_queues()
    assert len(place.simulator.calls()) == before


def test_keys_that_were_not_lent_are_refused(place: Place, loan: Loan) -> None:
    before = len(place.simulator.calls())
    borrowed = borrow(loan)
    session = borrowed.account.session
    session._session.set_credentials("AKIAOTHER", "other")
    with pytest.raises(CallRefused, match="were not lent"):
        Clients(borrowed.account).of("sqs", "eu-central-1").list_queues()
    assert len(place.simulator.calls()) == before


def test_a_call_to_a_host_that_is_not_allowed_is_refused(place: Place, loan: Loan) -> None:
    before = len(place.simulator.calls())
    strict = replace(loan, settings=replace(loan.settings, allowed_endpoints=()))
    with pytest.raises(GatewayError, match="not"):
        client(strict).list_queues()
    assert len(place.simulator.calls()) == before


def test_lent_keys_tell_the_same_account_as_their_owner_s(loan: Loan) -> None:
    """botocore makes it a part of some hosts."""
    owned = loan.keys.frozen._replace(account_id="111122223333")
    lent = borrow(replace(loan, keys=replace(loan.keys, frozen=owned))).lent
    assert lent.account_id == "111122223333"
    assert lent.get_frozen_credentials().account_id == "111122223333"


def test_a_loan_shows_no_secret(loan: Loan) -> None:
    assert loan.keys.frozen.secret_key not in repr(loan)
    assert loan.keys.frozen.access_key not in repr(loan)


def errors(family: type[MigrateError] = MigrateError) -> Iterator[MigrateError]:
    """Make one of every error that we raise."""
    if issubclass(family, FilterInvalid):
        yield family("what happened", "type:", 0, 5, remedy="what to type")
    else:
        wait = Wait(WaitFor.PERSON, "a login")
        more = (
            {"operation": "sqs:ListQueues", "code": "X"} if issubclass(family, GatewayError) else {}
        )
        yield family("what happened", remedy="what to type", wait=wait, **more)
    for kind in family.__subclasses__():
        yield from errors(kind)


def test_every_error_comes_out_of_a_pipe_as_it_went_in() -> None:
    made = list(errors())
    assert len(made) > 25
    for error in made:
        again = pickle.loads(pickle.dumps(failure(error, CELL))).error
        assert type(again) is type(error)
        assert (again.args, vars(again)) == (error.args, vars(error))


class Stubborn(Exception):
    """An error that no pipe can carry."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


@pytest.mark.parametrize("error", [Stubborn("it", "broke"), KeyError("it broke")])
def test_a_bug_in_a_worker_tells_where_it_was(error: Exception) -> None:
    try:
        raise error
    except (Stubborn, KeyError) as raised:
        told = pickle.loads(pickle.dumps(failure(raised, CELL))).error
    story = "\n".join([str(told), *getattr(told, "__notes__", ())])
    assert "it broke" in story
    assert "test_a_bug_in_a_worker_tells_where_it_was" in story


@pytest.mark.parametrize(
    ("said", "limit"), [("max 100000\n", 0), ("50000 100000\n", 1), ("100001 100000", 2), ("", 0)]
)
def test_a_container_s_share_of_the_cores_is_all_there_is(
    tmp_path: Path, said: str, limit: int
) -> None:
    there = len(os.sched_getaffinity(0))
    file = tmp_path / "cpu.max"
    file.write_text(said)
    assert cores(file) == min(there, limit or there)
    assert cores(tmp_path / "none") == there


def test_a_catalogue_comes_out_of_a_pipe_as_it_went_in() -> None:
    catalogue = load_catalogue()
    again = pickle.loads(pickle.dumps(catalogue))
    assert again == catalogue
    assert list(again.listings) == list(catalogue.listings)


def test_each_service_has_one_process_and_each_process_about_as_much_to_do() -> None:
    cells = [s for s, n in {"ec2": 90, "iam": 30, "rds": 40, "sqs": 20, "sns": 20}.items()
             for _ in range(n)]  # fmt: skip
    shared = shares(cells, 2)
    assert set(shared) == set(cells)
    load = [sum(shared[service] == one for service in cells) for one in (0, 1)]
    assert abs(load[0] - load[1]) <= 40
    assert shares(cells, 1) == dict.fromkeys(shared, 0)


@pytest.mark.parametrize(
    ("cells", "cores", "processes"),
    [(0, 8, 1), (WORTH * 2 - 1, 8, 1), (WORTH * 2, 8, 2), (10**6, 8, MOST), (10**6, 1, 1)],
)
def test_another_process_has_to_be_worth_its_start(
    monkeypatch: pytest.MonkeyPatch, cells: int, cores: int, processes: int
) -> None:
    monkeypatch.setattr(sharing, "cores", lambda: cores)
    assert processes_for(cells) == processes
