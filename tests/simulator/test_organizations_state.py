"""The state of Organizations in one process: saved, loaded, reset, and the names it gives out."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from migrate.simulator.keeping import KEPT
from migrate.simulator.organization import store
from migrate.simulator.organization.model import INVITED, Member, Organization
from migrate.simulator.organization.store import STORE

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    """Leave the one store of this process as it was found."""
    store.reset()
    yield
    store.reset()


def organization() -> Organization:
    made = Organization(STORE.new_id("o-", 10), "r-abcd", "444455556666", "ALL", NOW, NOW, 10)
    STORE.organizations[made.id] = made
    STORE.begin(made, Member("444455556666", "r-abcd", NOW, INVITED))
    return made


def test_what_is_saved_comes_back_into_the_same_object() -> None:
    made = organization()
    STORE.settings.accounts = 7
    saved = pickle.dumps(KEPT["organizations"].take())
    store.reset()
    assert STORE.of("444455556666") is None

    KEPT["organizations"].put(pickle.loads(saved))

    assert STORE.of("444455556666") == made
    assert STORE.settings.accounts == 7
    assert STORE.new_id("o-", 10) != made.id


def test_ids_follow_the_seed() -> None:
    first = [STORE.new_id("h-", 32) for _ in range(3)]
    store.reset()
    again = [STORE.new_id("h-", 32) for _ in range(3)]
    store.reset()
    STORE.settings.seed = "another"
    other = [STORE.new_id("h-", 32) for _ in range(3)]

    assert first == again
    assert len({*first, *other}) == 6


def test_account_ids_never_repeat() -> None:
    taken: set[str] = set()
    for _ in range(1000):
        made = STORE.new_account(taken)
        assert len(made) == 12
        assert made.isdigit()
        assert made not in taken
        taken.add(made)
