"""Between scans: came, changed, went; and what a failed cell hides is none of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.core.errors import OperatorError
from migrate.inventory.cells import Cell, State
from migrate.inventory.changes import NOT_ASKED, changes
from migrate.inventory.resource import Resource
from migrate.inventory.rows import cell_row, resource_row
from migrate.state.database import Database
from migrate.state.inventory import Finished, InventoryStore
from tests.inventory.conftest import Place

ACCOUNT = "111122223333"
QUEUES = "sqs:ListQueues"


@pytest.fixture
def store(tmp_path: Path):
    database = Database.create(tmp_path / "state.db")
    yield InventoryStore(database)
    database.close()


def _scan(store: InventoryStore, *queues: str, state=State.OK, listing=QUEUES, **properties) -> int:
    cell = Cell(listing, "eu-west-1", state=state)
    number = store.begin(ACCOUNT, ("eu-west-1",), "digest", [cell_row(Cell(listing, "eu-west-1"))])
    rows = [
        resource_row(
            Resource(ACCOUNT, "eu-west-1", "AWS::SQS::Queue", name, properties=properties), cell
        )
        for name in queues
    ]
    store.save(number, [Finished(cell_row(cell), rows)])
    store.settle(number)
    store.close(number)
    return number


def _names(report) -> dict[str, list[str]]:
    return {
        name: [row["identifier"] for row in report[name]]
        for name in ("added", "changed", "removed")
    }


def test_what_came_changed_and_went_is_told(store):
    _scan(store, "stays", "goes")
    _scan(store, "stays", "comes", size=2)

    assert _names(changes(store, ACCOUNT)) == {
        "added": ["comes"],
        "changed": ["stays"],
        "removed": ["goes"],
    }


@pytest.mark.parametrize(
    "state",
    [State.DENIED, State.THROTTLED, State.ERROR, State.CAPPED, State.SKIPPED, State.PLANNED],
)
def test_a_cell_that_was_not_answered_looks_like_no_deletion(store, state):
    _scan(store, "one", "two")
    _scan(store, state=state)
    report = changes(store, ACCOUNT)

    assert _names(report) == {"added": [], "changed": [], "removed": []}
    assert report["not_seen"] == [
        {"listing": QUEUES, "region": "eu-west-1", "state": str(state), "resources": 2}
    ]


def test_what_is_not_looked_for_any_more_is_not_gone(store):
    _scan(store, "one")
    _scan(store, listing="sqs:ListQueues(other)")

    (row,) = changes(store, ACCOUNT)["not_seen"]
    assert (row["state"], row["resources"]) == (NOT_ASKED, 1)


def test_a_list_of_another_name_can_still_say_that_a_resource_is_gone(store):
    _scan(store, "one", "two")
    _scan(store, "one", "two", listing="sqs:ListQueues(MaxResults=1000)")
    moved = _names(changes(store, ACCOUNT))
    _scan(store, "one", listing="sqs:ListQueues(MaxResults=1000)")

    assert moved == {"added": [], "changed": [], "removed": []}
    assert _names(changes(store, ACCOUNT))["removed"] == ["two"]


def test_what_comes_back_is_a_change(store):
    first = _scan(store, "one", "two")
    _scan(store, "one")
    _scan(store, "one", "two")

    assert _names(changes(store, ACCOUNT)) == {"added": [], "changed": ["two"], "removed": []}
    assert _names(changes(store, ACCOUNT, first))["changed"] == ["two"]


def test_differences_since_an_older_scan_are_summed(store):
    first = _scan(store, "one")
    _scan(store, "one", "two")
    _scan(store, "two", "three")

    assert _names(changes(store, ACCOUNT, first)) == {
        "added": ["three", "two"],
        "changed": [],
        "removed": ["one"],
    }
    with pytest.raises(OperatorError, match="no scan 9"):
        changes(store, ACCOUNT, 9)


def test_the_first_scan_has_nothing_to_be_compared_with(store):
    _scan(store, "one")
    report = changes(store, ACCOUNT)

    assert (report["since"], _names(report)["added"]) == (0, [])


def test_the_command_tells_them_apart(place: Place):
    place.scan()
    sqs = place.simulator.client("sqs", region_name="us-east-1")
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName="queue-1")["QueueUrl"])
    place.simulator.client("sns", region_name="us-east-1").create_topic(Name="later")
    place.scan()
    done = place.migrate("inventory", "changes")
    report = json.loads(place.migrate("inventory", "changes", "--json").stdout)

    assert [row["name"] for row in report["added"]] == ["later"]
    assert [row["name"] for row in report["removed"]] == ["queue-1"]
    assert [line[0] for line in done.stdout.splitlines()] == ["+", "-", "S"]
