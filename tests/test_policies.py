"""IAM policies: within AWS's limits, whole names, nothing lost, nothing that reads data."""

from __future__ import annotations

import json
import math
import random

import pytest

from migrate.aws.policies import (
    ATTACHED,
    INLINE,
    LARGEST,
    READS_DATA,
    Policy,
    advice,
    characters,
    document_of,
    only_looks,
    policies,
)
from migrate.steps.journey import journey
from migrate.steps.s030_take_inventory import STEP as INVENTORY

ROLES = [(step, role) for step in journey() for role in step.permissions]
EMPTY = characters(document_of(["a:B"])) - len("a:B")


def allowed(found: tuple[Policy, ...]) -> list[str]:
    """Return every action that the policies allow, as often as they do."""
    return sorted(a for p in found for s in p.document["Statement"] for a in s["Action"])


def invented(count: int, seed: int) -> set[str]:
    """Return actions of some services, of many lengths."""
    rng = random.Random(seed)
    return {
        f"svc{rng.randrange(40)}:List{'x' * rng.randrange(4, 60)}{number}"
        for number in range(count)
    }


def test_white_space_is_not_counted_as_aws_does_not_count_it() -> None:
    document = document_of(["ec2:DescribeVpcs", "s3:ListAllMyBuckets"])
    spread = json.dumps(document, indent=8)

    assert characters(document) == len("".join(spread.split())) < len(spread)


@pytest.mark.parametrize("count", [1, 90, 400, 1700])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_and_every_document_fits(count: int, seed: int) -> None:
    actions = invented(count, seed)
    found = policies("p", actions)

    assert allowed(found) == sorted(actions)
    assert max(policy.characters for policy in found) <= LARGEST
    assert len({policy.name for policy in found}) == len(found)
    needed = sum(len(action) + 3 for action in actions) / (LARGEST - EMPTY)
    assert len(found) <= math.ceil(needed * 1.05)


def test_the_same_actions_in_any_order_give_the_same_documents() -> None:
    actions = sorted(invented(700, 5))
    mixed = random.Random(1).sample(actions, len(actions))

    assert policies("p", mixed) == policies("p", actions)


def test_a_service_is_cut_only_where_no_document_holds_it() -> None:
    small = {f"ec2:Describe{'x' * 20}{n}" for n in range(50)}
    large = {f"iot:List{'x' * 40}{n}" for n in range(150)}
    found = policies("p", small | large)

    homes = [{a.partition(":")[0] for a in allowed((policy,))} for policy in found]
    assert sum("ec2" in services for services in homes) == 1
    assert sum("iot" in services for services in homes) == 2


def test_one_document_has_the_plain_name() -> None:
    assert [policy.name for policy in policies("p", ["ec2:DescribeVpcs"])] == ["p"]


def test_reading_keyspaces_is_kept_to_the_tables_that_describe_them() -> None:
    (policy,) = policies("p", ["cassandra:Select", "ec2:DescribeVpcs"])

    places = {
        action: statement["Resource"]
        for statement in policy.document["Statement"]
        for action in statement["Action"]
    }
    assert places["ec2:DescribeVpcs"] == "*"
    assert all("/keyspace/system" in place for place in places["cassandra:Select"])
    assert any("cassandra:Select" in line for line in advice((policy,)))


@pytest.mark.parametrize(("step", "role"), ROLES, ids=lambda one: getattr(one, "id", one))
def test_every_step_fits_the_managed_policies_of_one_role(step, role) -> None:
    found = policies("migrate", step.permissions[role])

    assert allowed(found) == sorted(set(step.permissions[role]))
    assert all(policy.characters <= LARGEST for policy in found)
    assert len(found) <= (ATTACHED if step.id == "take-inventory" else 1)


@pytest.mark.parametrize("role", ["legacy", "management"])
def test_the_whole_journey_fits_one_role_of_each_account(role: str) -> None:
    actions = {action for step in journey() for action in step.permissions.get(role, ())}

    assert len(policies("migrate", actions)) <= ATTACHED


def test_an_inventory_is_allowed_whole_names_of_looks_alone() -> None:
    actions = INVENTORY.permissions["legacy"]

    assert [action for action in actions if "*" in action or "?" in action] == []
    assert [action for action in actions if not only_looks(action)] == []


@pytest.mark.parametrize("action", ["s3:List*", "s3:Get*", "*", "ec2:Describe?", "s3:List/../x"])
def test_a_pattern_is_no_look(action: str) -> None:
    assert not only_looks(action)


@pytest.mark.parametrize(
    "action", ["kms:Decrypt", "iam:PassRole", "sts:AssumeRole", "s3:PutObject", *sorted(READS_DATA)]
)
def test_what_changes_or_reads_data_is_no_look(action: str) -> None:
    assert not only_looks(action)


def test_an_inventory_needs_only_what_its_services_need() -> None:
    few = INVENTORY.needed({"take-inventory.services": "sqs,sns"})["legacy"]

    lists = {action for action in few if action.startswith(("sqs:", "sns:", "ec2:", "rds:"))}
    assert lists == {"sns:ListSubscriptions", "sns:ListTopics", "sqs:ListQueues"}
    assert "account:ListRegions" in few
    assert set(few) < set(INVENTORY.permissions["legacy"])
    assert len(policies("p", few)) == 1
    assert set(INVENTORY.needed({})["legacy"]) == set(INVENTORY.permissions["legacy"])


def full(count: int) -> tuple[Policy, ...]:
    """Return so many policies that nearly fill what AWS takes."""
    size = LARGEST - EMPTY - len("s00:List00")
    actions = [f"s{n:02}:List{'x' * size}{n:02}" for n in range(count)]
    return policies("p", actions)


def test_advice_says_that_they_fit_or_what_to_do_when_they_do_not() -> None:
    fewer = "name the services"
    nine, eleven, twelve, many = (full(n) for n in (9, 11, 12, 21))

    assert list(advice(policies("p", ["ec2:DescribeVpcs"]), fewer)) == []
    assert "One role can have them all, and 1 more." in list(advice(nine, fewer))
    ten = " ".join(advice(full(10), fewer))
    assert "and no more until the IAM quota" in ten
    assert "L-0DA4ABF3" in ten
    assert any("inline" in line and eleven[-1].name in line for line in advice(eleven, fewer))
    assert sum(one.characters for one in twelve[ATTACHED:]) > INLINE
    assert not any("inline" in line for line in advice(twelve, fewer))
    assert any("L-0DA4ABF3" in line and " 12," in line for line in advice(twelve, fewer))
    assert any("No role can have them all" in line for line in advice(many, fewer))
    assert f"To need fewer, {fewer}." in list(advice(many, fewer))
