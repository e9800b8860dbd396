"""Completeness by service and region, and one policy for everything that was denied."""

from __future__ import annotations

from migrate.inventory.cells import Cell, State
from migrate.inventory.completeness import by_place, missing_policy

CELLS = [
    Cell("sqs:ListQueues", "eu-west-1", state=State.OK),
    Cell("sqs:ListQueues", "us-east-1", state=State.DENIED, action="sqs:ListQueues"),
    Cell("sns:ListTopics", "eu-west-1", state=State.EMPTY),
    Cell("sns:ListTopics", "us-east-1", state=State.NOT_IN_REGION),
    Cell("iam:ListRoles", "global", state=State.THROTTLED),
]


def test_what_was_not_resolved_is_counted_by_service_and_by_region():
    told = by_place(CELLS)

    assert told["services"] == {
        "iam": {"resolved": 0, "planned": 1},
        "sns": {"resolved": 2, "planned": 2},
        "sqs": {"resolved": 1, "planned": 2},
    }
    assert told["regions"] == {
        "eu-west-1": {"resolved": 2, "planned": 2},
        "global": {"resolved": 0, "planned": 1},
        "us-east-1": {"resolved": 1, "planned": 2},
    }
    assert [(row["service"], row["region"]) for row in told["incomplete"]] == [
        ("iam", "global"),
        ("sqs", "us-east-1"),
    ]


def test_one_policy_allows_what_cells_and_witnesses_were_denied():
    heard = [{"name": "tagging", "state": "denied"}, {"name": "config", "state": "absent"}]
    (statement,) = missing_policy(CELLS, heard)["Statement"]

    assert statement["Action"] == ["sqs:ListQueues", "tag:GetResources"]
    assert missing_policy(CELLS[:1], []) is None
