"""The parts of a scan by themselves: secrets, pace, turns, paging, tags."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from migrate.aws.pace import FASTEST, SLOWEST, Pace
from migrate.aws.paging import Paging
from migrate.inventory.ask import given
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import Cell
from migrate.inventory.collect import tags_of
from migrate.inventory.queue import CellQueue
from migrate.inventory.redaction import Redaction
from migrate.inventory.resource import Resource
from migrate.inventory.rows import digest_of

ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf"


@pytest.mark.parametrize(
    ("given", "kept", "hidden"),
    [
        ({"MasterUserPassword": "hunter2"}, {"MasterUserPassword": "(redacted, 7 characters)"}, 1),
        ({"SecretArn": ARN}, {"SecretArn": ARN}, 0),
        ({"PasswordLastUsed": "2026-01-01"}, {"PasswordLastUsed": "2026-01-01"}, 0),
        (
            {"Environment": {"Variables": {"MODE": "live", "TABLE": ARN}}},
            {"Environment": {"Variables": {"MODE": "(redacted, 4 characters)", "TABLE": ARN}}},
            1,
        ),
        (
            {"environment": [{"name": "MODE", "value": "live"}]},
            {"environment": [{"name": "MODE", "value": "(redacted, 4 characters)"}]},
            1,
        ),
        (
            {
                "environment": {
                    "image": "aws/codebuild:7",
                    "environmentVariables": [{"value": "x y"}],
                }
            },
            {
                "environment": {
                    "image": "aws/codebuild:7",
                    "environmentVariables": [{"value": "(redacted, 3 characters)"}],
                }
            },
            1,
        ),
        ({"UserData": "IyEvYmlu"}, {"UserData": "(redacted, 8 characters)"}, 1),
        ({"Url": "mysql://u:pw@h/db"}, {"Url": "mysql://(redacted)@h/db"}, 1),
        ({"Note": "AKIAABCDEFGHIJKLMNOP"}, {"Note": "(redacted)"}, 1),
        (
            {"Parameters": [{"Key": "DbPassword", "Value": "hunter2"}]},
            {"Parameters": [{"Key": "DbPassword", "Value": "(redacted, 7 characters)"}]},
            1,
        ),
        ({"Name": "secret-santa", "Size": 3}, {"Name": "secret-santa", "Size": 3}, 0),
    ],
)
def test_secrets_are_hidden_and_references_kept(given: Any, kept: Any, hidden: int) -> None:
    redaction = Redaction()
    assert redaction.clean(given) == kept
    assert redaction.hidden == hidden


def test_the_pace_halves_once_for_calls_that_were_under_way_together() -> None:
    now = [0.0]
    pace = Pace(20.0, lambda: now[0])
    waits = [round(pace.turn(), 3) for _ in range(23)]
    assert waits[:21] == [0.0] * 21
    assert waits[21:] == [0.05, 0.1]
    pace.refused()
    pace.refused()
    assert pace.rate == 10.0
    now[0] = 5.0
    pace.refused()
    assert pace.rate == 5.0
    pace.answered()
    assert pace.rate == 6.0
    for _ in range(400):
        pace.answered()
    assert pace.rate == FASTEST
    for _ in range(40):
        now[0] += 100
        pace.refused()
    assert pace.rate == SLOWEST


def test_a_lane_that_is_full_or_rests_is_passed_by() -> None:
    now, rests = [0.0], {"tired": 0.0}
    queue = CellQueue(
        lambda cell: (cell.listing, cell.region),
        at_once=2,
        rank=lambda lane: {"first": 0, "tired": 1}.get(lane[0], 2),
        rest=lambda cell: rests.get(cell.listing, 0.0),
        clock=lambda: now[0],
    )
    first = [Cell("first", "r", str(n)) for n in range(3)]
    for cell in [Cell("last", "r"), Cell("tired", "r"), *first]:
        queue.put(cell)
    rests["tired"] = 2.0
    assert [getattr(queue.next(), "listing", None) for _ in range(4)] == [
        "first",
        "first",
        "last",
        None,
    ]
    assert queue.pause(5.0) == 2.0
    queue.done(first[0])
    following = queue.next()
    assert following is not None
    assert following.parent == "2"
    now[0], rests["tired"] = 2.5, 0.0
    rested = queue.next()
    assert rested is not None
    assert rested.listing == "tired"
    assert not queue
    assert queue.next() is None


LISTENER = "arn:aws:vpc-lattice:eu-west-1:111122223333:service/svc-1/listener/listener-2"


@pytest.mark.parametrize(
    ("child", "identifier", "arn", "asked"),
    [
        ("qbusiness:ListDataSources", "app|idx", "", {"applicationId": "app", "indexId": "idx"}),
        (
            "vpc-lattice:ListRules",
            LISTENER,
            LISTENER,
            {"serviceIdentifier": "svc-1", "listenerIdentifier": LISTENER},
        ),
        ("qbusiness:ListDataSources", "app", "", {"applicationId": "app", "indexId": ""}),
    ],
)
def test_a_thing_on_two_parents_finds_the_upper_one_in_the_nearer_ones_name(
    child: str, identifier: str, arn: str, asked: dict[str, str]
) -> None:
    found = [one for one in load_catalogue().listings.values() if one.id.startswith(f"{child}(")]
    parent = Resource("111122223333", "eu-west-1", found[0].parent, identifier, arn)
    assert given(found[0], parent) == asked


def test_paging_ends_where_aws_says_so() -> None:
    paging = Paging((("Marker", "Marker"),), more="IsTruncated")
    assert paging.next({"IsTruncated": True, "Marker": "x"}) == {"Marker": "x"}
    assert paging.next({"IsTruncated": False, "Marker": "x"}) == {}
    assert paging.next({}) == {}


@pytest.mark.parametrize(
    "found",
    [
        [{"Key": "a", "Value": "1"}],
        [{"key": "a", "value": "1"}],
        [{"TagKey": "a", "TagValue": "1"}],
        {"a": "1"},
    ],
)
def test_tags_read_the_same_in_every_spelling(found: Any) -> None:
    assert tags_of(found) == {"a": "1"}


def test_what_moves_by_itself_is_no_change() -> None:
    one = Resource("1", "r", "T::A::B", "x", properties={"storedBytes": 1, "Size": 2})
    assert digest_of(one) == digest_of(replace(one, properties={"storedBytes": 9, "Size": 2}))
    assert digest_of(one) != digest_of(replace(one, properties={"storedBytes": 1, "Size": 3}))
