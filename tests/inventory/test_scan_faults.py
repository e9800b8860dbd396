"""Under throttles, 500s and refusals the report names exactly the cells that were not seen."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlalchemy import Engine, event

from migrate.core.errors import StateError
from migrate.inventory import ask
from migrate.inventory import scan as scanning
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import RESOLVED, State
from migrate.inventory.gaps import missing_actions
from migrate.inventory.kinds import Kind
from migrate.inventory.rows import cell_of
from migrate.state.inventory import InventoryStore
from tests.inventory.conftest import REGIONS, Place

BEHIND = "AWS::Config::RemediationConfiguration"
NOTHING_BEHIND = frozenset({"AWS::EMR::WALWorkspace", "AWS::Evidently::Segment"})
"""Types whose rows know no action of the handler."""
DENIED = {
    "sqs": "ListQueues",
    "sns": "ListTopics",
    "lambda": "ListFunctions",
    "kms": "ListAliases",
    "ecs": "ListClusters",
    "dynamodb": "ListTables",
    "efs": "DescribeFileSystems",
    "kinesis": "ListStreams",
    "glue": "GetDatabases",
    "backup": "ListBackupVaults",
}


def test_the_report_names_exactly_what_was_not_seen(place: Place) -> None:
    place.simulator.fault(kind="throttle", rate=0.05, seed=1)
    place.simulator.fault(kind="error", rate=0.02, seed=2)
    for service, operation in DENIED.items():
        place.simulator.fault(kind="deny", service=service, operation=operation)
    place.scan(_types_of({*DENIED, "ec2", "iam", "route53", "s3"}))
    with place.running() as (made, _):
        cells = [cell_of(row) for row in InventoryStore(made.database).cells(1)]
    asked = {f"{service}:{operation}" for service, operation in DENIED.items()}
    unseen = [cell for cell in cells if cell.state not in RESOLVED]
    refused = [cell for cell in unseen if cell.state is State.DENIED]
    assert {cell.listing.partition("(")[0] for cell in refused} == asked
    assert {(c.listing, c.region) for c in refused} == {
        (listing.id, region)
        for listing in load_catalogue().listings.values()
        if f"{listing.service}:{listing.operation}" in asked
        for region in REGIONS
    }
    parents = {kind.type for cell in refused for kind in _kinds(cell.listing)}
    others = [cell for cell in unseen if cell.state is not State.DENIED]
    assert {load_catalogue().listings[cell.listing].parent for cell in others} <= parents
    assert all(cell.state is State.SKIPPED for cell in others)
    assert len(missing_actions(cells)) == len(DENIED)
    assert place.coverage()["cells"]["resolved"] == len(cells) - len(unseen)


def test_a_refusal_that_names_no_action_asks_for_all_that_stand_behind_the_list(
    place: Place,
) -> None:
    """Cloud Control could be called; what its handler needs is what may be missing."""
    _refuse_behind_cloud_control(place)
    place.scan(frozenset({BEHIND}))
    cover = place.coverage()

    behind = next(k.allows for k in _kinds(f"cloudcontrol:ListResources(TypeName={BEHIND})"))
    assert cover["policy"]["Statement"][0]["Action"] == sorted(behind)
    assert "cloudformation:ListResources" not in behind
    assert cover["open"] == [f"denied {', '.join(behind)}"]


def test_types_of_which_nobody_knows_what_stands_behind_are_denied_one_by_one(
    place: Place,
) -> None:
    """Accepting that one was not seen must not cover the other."""
    _refuse_behind_cloud_control(place)
    place.scan(NOTHING_BEHIND)
    with place.running() as (made, _):
        cells = [cell_of(row) for row in InventoryStore(made.database).cells(1)]

    assert {(cell.state, cell.action) for cell in cells} == {
        (State.DENIED, "cloudformation:ListResources")
    }
    assert place.coverage()["open"] == [
        f"denied cloudcontrol:ListResources(TypeName={name})" for name in sorted(NOTHING_BEHIND)
    ]


def _refuse_behind_cloud_control(place: Place) -> None:
    told = "AWS::Config Handler returned status FAILED: denied (HandlerErrorCode: AccessDenied)"
    place.simulator.fault(
        kind="error",
        service="cloudcontrol",
        code="AccessDeniedException",
        message=told,
        status=400,
    )


def _types_of(services: set[str]) -> frozenset[str]:
    """Return what the lists of some services show, and what those hang on."""
    kinds = [kind for listing in load_catalogue().listings.values() for kind in listing.kinds]
    found = {kind.type for kind in kinds if kind.service in services}
    while wanted := {kind.parent for kind in kinds if kind.type in found} - found - {""}:
        found |= wanted
    return frozenset(found)


def _kinds(listing: str) -> tuple[Kind, ...]:
    return load_catalogue().listings[listing].kinds


def test_a_list_that_stays_throttled_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.inventory.scan.THROTTLED_ROUNDS", 1)
    place.simulator.fault(kind="throttle", service="sqs", operation="ListQueues")
    states = place.scan(frozenset({"AWS::SQS::Queue", "AWS::SNS::Topic"}))
    assert states["throttled"] == len(REGIONS)
    assert states["ok"] == len(REGIONS)
    assert place.coverage()["open"] == ["throttled sqs:ListQueues ThrottlingException"]


def test_an_endpoint_discovery_that_names_no_endpoint_is_an_error_of_its_cell(
    place: Place,
) -> None:
    place.simulator.fault(kind="error", operation="DescribeEndpoints", status=200)
    states = place.scan(frozenset({"AWS::Timestream::Database", "AWS::SNS::Topic"}))
    assert states == {"ok": len(REGIONS), "error": len(REGIONS)}
    assert place.coverage()["open"] == ["error timestream-write:ListDatabases KeyError"]


def test_a_commit_that_fails_loses_no_part_of_a_list(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails once, between the parts of a list and its end."""
    place.scan()
    seen = place.seen()
    monkeypatch.setattr(ask, "PART", 1)
    monkeypatch.setattr(scanning, "COMMIT_EVERY", 0.0)
    fails = [True]

    def refuse(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith(("INSERT INTO resource", "UPDATE resource")) and fails:
            fails.clear()
            raise sqlite3.OperationalError("disk I/O error")

    event.listen(Engine, "before_cursor_execute", refuse)
    try:
        with pytest.raises(StateError):
            place.scan()
    finally:
        event.remove(Engine, "before_cursor_execute", refuse)
    place.scan()
    assert place.seen() == seen
