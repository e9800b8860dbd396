"""The worlds that the simulated AWS starts from: how much is in them, always the same, at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from migrate.simulator import scenarios
from tests.simulator.bills import NOW, Bills
from tests.simulator.listed import REGIONS, listed
from tests.simulators import ROOT, Simulator, Warmed


@pytest.fixture(scope="module")
def builds() -> list[dict[str, Any]]:
    """What came of building acme, twice, each in a process of its own."""
    return [fingerprint("acme"), fingerprint("acme")]


def fingerprint(name: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulator.fingerprint", name, NOW],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def resources(acme: Simulator) -> Iterator[Counter[str]]:
    yield listed(acme)


def test_scenarios_are_found_by_being_there() -> None:
    assert {"acme", "tiny"} <= set(scenarios.names())
    with pytest.raises(scenarios.UnknownScenario, match="acme"):
        scenarios.build("nowhere")


# -- acme -------------------------------------------------------------------------------


def test_a_company_has_everything_in_one_account(resources: Counter[str]) -> None:
    assert sum(resources.values()) >= 1150, resources.total()
    assert len(resources) >= 60, sorted(resources)
    assert not [name for name, count in resources.items() if count == 0]


def test_it_is_spread_over_four_regions(acme: Simulator) -> None:
    for region in REGIONS:
        found = acme.client("ec2", region_name=region).describe_instances()
        named = [i for r in found["Reservations"] for i in r["Instances"]]
        assert named, region


def test_two_builds_are_the_same(builds: list[dict[str, Any]]) -> None:
    first, second = builds

    assert first["world"] == second["world"]
    assert len(first["world"]["us-east-1"]["instances"]) >= 35


def test_it_is_there_in_seconds(builds: list[dict[str, Any]]) -> None:
    """CPU seconds, apart from what any start costs; a busy machine counts up to twice of them."""
    assert min(one["spent"] for one in builds) < 12


def test_tags_are_as_in_life(acme: Simulator) -> None:
    """Five spellings of one key, typos, and leftovers without any."""
    found = acme.client("ec2").describe_instances()
    tags = [
        {t["Key"] for t in i.get("Tags", ())} for r in found["Reservations"] for i in r["Instances"]
    ]
    keys = set().union(*tags)
    assert len(keys & {"env", "Env", "environment", "Environment", "stage", "enviroment"}) >= 4
    assert 0 < sum(not t for t in tags) < len(tags) / 2


def test_hostile_names_are_there(acme: Simulator) -> None:
    west = acme.client("ec2", region_name="us-west-2")
    volumes = west.describe_volumes()["Volumes"]
    values = {t["Value"] for v in volumes for t in v.get("Tags", ())}
    groups = {g["GroupName"] for g in west.describe_security_groups()["SecurityGroups"]}
    alarms = acme.client("cloudwatch", region_name="us-west-2").describe_alarms()["MetricAlarms"]
    pages = acme.client("iam").get_paginator("list_roles").paginate()
    roles = {r["RoleName"] for page in pages for r in page["Roles"]}

    assert {"=cmd|'/c calc'!A1", "[@click=app.quit]x[/]", "@SUM(1)", "-2+3"} <= values
    assert any("\u202e" in value for value in values)
    assert any("{{resolve:" in value and "${AWS::" in value for value in values)
    assert "[@click=app.quit]x[/]" in groups
    assert "=cmd|'/c calc'!A1" in {alarm["AlarmName"] for alarm in alarms}
    assert "=1+1@acme" in roles


def test_resources_refer_to_each_other(acme: Simulator) -> None:
    """A service stands behind a load balancer that a record of the zone leads to."""
    balancers = acme.client("elbv2").describe_load_balancers()["LoadBalancers"]
    names = {f"dualstack.{one['DNSName']}".lower() for one in balancers}
    zones = acme.client("route53").list_hosted_zones()["HostedZones"]
    zone = next(z["Id"] for z in zones if z["Name"] == "acme.example.")
    records = acme.client("route53").list_resource_record_sets(HostedZoneId=zone)
    aliases = {
        r["AliasTarget"]["DNSName"].lower().rstrip(".")
        for r in records["ResourceRecordSets"] if "AliasTarget" in r
    }  # fmt: skip
    assert names & aliases
    ecs = acme.client("ecs")
    arns = ecs.list_services(cluster="shop", maxResults=100)["serviceArns"]
    services = ecs.describe_services(cluster="shop", services=arns[:10])["services"]
    wanted = {b["targetGroupArn"] for s in services for b in s.get("loadBalancers", ())}
    targets = acme.client("elbv2").describe_target_groups()["TargetGroups"]
    assert wanted
    assert wanted <= {t["TargetGroupArn"] for t in targets}


def test_the_management_account_is_not_signed_up(acme: Simulator) -> None:
    found = acme.get("act")["open"]

    assert ("sign-up", "444455556666") in {(one["act"], one["account"]) for one in found}


# -- its bills -----------------------------------------------------------------------------


def test_bills_are_those_of_a_company(bills: Bills) -> None:
    rows = bills.truth()
    services = {r["service"] for r in rows if r["record_type"] == "Usage"}
    months: dict[str, Decimal] = {}
    for row in rows:
        months[row["start"]] = months.get(row["start"], Decimal(0)) + Decimal(row["unblended_cost"])

    assert len(services) >= 25
    whole = [amount for start, amount in sorted(months.items()) if start < "2026-11-01"]
    assert len(whole) == 26
    assert min(whole) > 20_000
    assert 25_000 < whole[-1] < 45_000
    assert whole[-1] > whole[0]
    assert {date.fromisoformat(start).day for start in months} == {1}
    assert {row["region"] for row in rows} >= set(REGIONS)
    assert {row["entity"] for row in rows} == {"Amazon Web Services, Inc.", "Datadog, Inc."}
    assert any("Support" in row["service"] for row in rows)


# -- tiny ------------------------------------------------------------------------------------


def test_tiny_is_there_at_once() -> None:
    assert fingerprint("tiny")["spent"] < 1.5


def test_tiny_is_small(simulator: Simulator) -> None:
    found = listed(simulator, only=("s3", "sqs", "dynamodb"))

    assert 3 <= found.total() <= 15
    rows = Bills(simulator).truth()
    assert len({row["start"] for row in rows}) in {3, 4}
    assert {row["record_type"] for row in rows} >= {"Usage", "Tax"}


def test_a_fork_begins_as_its_parent_did(acme_parent: Warmed, tmp_path: Path) -> None:
    with acme_parent.fork(tmp_path / "a") as one, acme_parent.fork(tmp_path / "b") as two:
        one.client("sqs").create_queue(QueueName="made-in-one")
        urls = two.client("sqs").list_queues(QueueNamePrefix="made-in").get("QueueUrls", [])

    assert urls == []
