"""Completeness by service and region, and the policies for everything that was denied."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from migrate.aws.policies import LARGEST, characters
from migrate.cli.inventory_text import policy_lines
from migrate.core.waiting import WaitFor
from migrate.inventory.cells import Cell, State
from migrate.inventory.completeness import by_place, denied
from migrate.inventory.gaps import Gap, advised
from migrate.inventory.permissions import asked_for
from migrate.steps.not_seen import not_seen
from migrate.steps.s030_take_inventory import STEP

GAP = Gap("denied sqs:ListQueues", State.DENIED, "AccessDenied", ("us-east-1",), 1, final=False)

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
    told = advised(denied(CELLS, heard))

    (statement,) = told["policy"]["Statement"]
    assert statement["Action"] == ["sqs:ListQueues", "tag:GetResources"]
    assert [one["document"] for one in told["policies"]] == [told["policy"]]
    assert advised(denied(CELLS[:1], [])) == {"policy": None, "policies": [], "not_advised": []}


def test_what_reads_data_or_changes_something_is_named_and_not_advised():
    asked = ["kms:Decrypt", "s3:GetObject", "sqs:ListQueues", "sts:AssumeRole"]
    told = advised(asked)

    assert told["policy"]["Statement"][0]["Action"] == ["sqs:ListQueues"]
    assert told["not_advised"] == ["kms:Decrypt", "s3:GetObject", "sts:AssumeRole"]
    assert advised(["kms:Decrypt"])["policy"] is None


@pytest.mark.parametrize(
    "action",
    ["logs:GetLogEvents", "datazone:GetIamPortalLoginUrl", "sqs:List*", "sqs:*", "*", "a:ListB"],
)
def test_what_a_refusal_names_is_advised_only_where_the_inventory_needs_it(action):
    told = advised([action, "sqs:ListQueues"])

    assert told["policy"]["Statement"][0]["Action"] == ["sqs:ListQueues"]
    assert told["not_advised"] == [action]


def test_what_may_be_advised_is_what_the_step_asks_for():
    assert set(STEP.permissions["legacy"]) - asked_for() == {
        "account:ListRegions",
        "ce:GetCostAndUsage",
    }
    assert asked_for() < set(STEP.permissions["legacy"])


def test_too_many_denials_for_one_policy_are_told_as_several():
    actions = sorted(asked_for())[:300]
    told = advised(actions)

    names = [one["name"] for one in told["policies"]]
    assert names == ["migrate-see-what-was-denied-1", "migrate-see-what-was-denied-2"]
    assert characters(told["policy"]) > LARGEST >= max(o["characters"] for o in told["policies"])
    parts = [a for o in told["policies"] for s in o["document"]["Statement"] for a in s["Action"]]
    assert sorted(parts) == sorted(actions)
    printed = list(policy_lines(told))
    assert "2 policies" in printed[0]
    assert [json.loads(line) for line in printed[1:]] == [o["document"] for o in told["policies"]]
    wait = not_seen([GAP], actions).wait
    assert wait is not None
    assert "`migrate permissions take-inventory --account legacy --out policies`" in (
        wait.instruction
    )


def test_a_denial_is_for_a_person_even_where_nobody_knows_what_was_denied():
    wait = not_seen([replace(GAP, why="Handler returned status FAILED", unnamed=True)], ()).wait

    assert wait is not None
    assert wait.waiting_for is WaitFor.PERSON
    assert "does not name" in wait.instruction
    assert "Handler returned status FAILED" in wait.instruction


def test_what_was_not_answered_is_for_aws_even_beside_an_accepted_denial():
    slow = replace(GAP, key="throttled sns:ListTopics Throttling", state=State.THROTTLED)
    wait = not_seen([slow], ["sqs:ListQueues"]).wait

    assert wait is not None
    assert wait.waiting_for is WaitFor.AWS
