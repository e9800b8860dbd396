"""Times in answers are what botocore makes of them, only sooner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.utils import parse_timestamp
from hypothesis import given
from hypothesis import strategies as st

from migrate.aws.profiles import session_of
from migrate.aws.times import time_of

FORMS = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.%fZ",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S+02:00",
    "%Y-%m-%d",
    "%Y%m%dT%H%M%SZ",
    "%a, %d %b %Y %H:%M:%S GMT",
)


def same(value: object) -> None:
    expected, found = parse_timestamp(value), time_of(value)
    assert (found, found.utcoffset()) == (expected, expected.utcoffset())
    assert found.isoformat() == expected.isoformat()


@given(st.integers(0, 4 * 10**15), st.sampled_from(FORMS))
def test_any_time_in_any_form(microseconds: int, form: str) -> None:
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    same(when.strftime(form))


@pytest.mark.parametrize("fraction", ["", ".1", ".12", ".123", ".123456", ".1234567", ".123456789"])
def test_any_precision(fraction: str) -> None:
    same(f"2025-01-31T23:59:59{fraction}Z")


@pytest.mark.parametrize(
    "value",
    [0, 1_700_000_000, 1_700_000_000.25, "1700000000", "1700000000.5", "٢٠٢٥-01-01T00:00:00Z"],
)
def test_what_is_not_written_in_the_ordinary_way(value: object) -> None:
    same(value)


@pytest.mark.parametrize(
    "value",
    ["", "never", "2025-02-30T00:00:00Z", "2025-01-01T25:00:00Z", None],
)
def test_what_is_no_time_is_refused_as_botocore_refuses_it(value: object) -> None:
    for read in (parse_timestamp, time_of):
        with pytest.raises((ValueError, TypeError, OverflowError)):
            read(value)


def test_the_clients_of_the_product_read_times_so(workspace, simulator) -> None:
    from migrate.workspace.workspace import open_workspace

    settings = open_workspace(workspace).settings
    session: boto3.Session = session_of(simulator.profiles["legacy"], settings)
    users = session.client("iam", region_name="us-east-1").list_users()["Users"]
    assert users
    assert {user["CreateDate"].tzinfo for user in users} == {UTC}
