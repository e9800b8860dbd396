"""A scan on the simulated AWS: what is found, what is said to be unseen, and what a kill costs."""

from __future__ import annotations

import json
import random
import re

import pytest

from migrate.aws.account import Account
from migrate.aws.models import lean_loader
from migrate.inventory import workers
from migrate.inventory.cells import State
from migrate.state.inventory import InventoryStore
from tests.inventory.conftest import REGIONS, SECRET, Place


def test_what_is_there_is_found_under_cloud_controls_names(place: Place) -> None:
    states = place.scan()
    seen = {(kind, region, identifier) for kind, region, identifier, *_ in place.seen()}
    for region in REGIONS:
        assert ("AWS::Lambda::Function", region, "worker") in seen
        assert ("AWS::SNS::Topic", region, f"arn:aws:sns:{region}:111122223333:news") in seen
    assert ("AWS::IAM::RolePolicy", "global", "inline|app") in seen
    zones = [i for kind, _, i in seen if kind == "AWS::Route53::HostedZone"]
    assert len(zones) == 1
    assert "/" not in zones[0]
    assert "tiny-data" in {i for kind, _, i in seen if kind == "AWS::S3::Bucket"}
    assert len([s for s in seen if s[0] == "AWS::SQS::Queue" and "queue-" in s[2]]) == 6
    assert states["ok"] >= 12
    assert "planned" not in states


def test_secrets_never_reach_the_state(place: Place) -> None:
    place.scan()
    answer = place.migrate("inventory", "list", "--type", "AWS::Lambda::Function", "--json")
    found = json.loads(answer.stdout)["resources"]
    assert len(found) == 2
    variables = found[0]["properties"]["Environment"]["Variables"]
    assert set(variables) == {"DB_PASSWORD", "MODE"}
    assert variables["DB_PASSWORD"] == f"(redacted, {len(SECRET)} characters)"
    raw = b"".join(p.read_bytes() for p in place.workspace.glob("state.db*"))
    assert SECRET.encode() not in raw
    assert place.coverage()["redacted"] >= 4


def told(stderr: str) -> int:
    """Return how many resources the newest line of progress counts."""
    return int(re.findall(r"([\d,]+) resources", stderr)[-1].replace(",", ""))


def test_denied_cells_wait_for_the_permission_and_are_asked_again(place: Place) -> None:
    fault = place.simulator.fault(kind="deny", service="lambda", operation="ListFunctions")
    stopped = place.migrate("run", "--yes", "--until", "take-inventory")
    said = stopped.stdout + stopped.stderr
    assert stopped.returncode == 3, said
    assert '"lambda:ListFunctions"' in said
    cover = place.coverage()
    assert cover["open"] == ["denied lambda:ListFunctions"]
    assert cover["policy"]["Statement"][0]["Action"] == ["lambda:ListFunctions"]
    assert not cover["scan"]["complete"]
    place.simulator.raw(f"fault?id={fault['id']}", "DELETE")
    before = len(place.simulator.calls(service="sqs"))
    resumed = place.migrate("apply", "take-inventory")
    assert resumed.returncode == 0, resumed.stderr
    assert len(place.simulator.calls(service="sqs")) == before, "what was seen is not asked again"
    assert told(resumed.stderr) > told(stopped.stderr), "what was found before counts on"
    kinds = place.coverage()["resources"]
    assert kinds["AWS::Lambda::Function"] == 2


def test_a_gap_is_accepted_only_by_a_plan_that_names_it(place: Place) -> None:
    place.simulator.fault(kind="deny", service="sns", operation="ListTopics")
    assert place.migrate("run", "--yes", "--until", "take-inventory").returncode == 3
    planned = place.migrate("plan", "take-inventory", "--json")
    plan = json.loads(planned.stdout)
    assert any("sns:ListTopics" in f["summary"] for f in plan["findings"])
    place.migrate("approve", "take-inventory", "--digest", plan["digest"])
    applied = place.migrate("apply", "take-inventory")
    assert applied.returncode == 0, applied.stderr
    assert "AWS::SNS::Topic" not in place.coverage()["resources"]
    assert any(g["key"] == "denied sns:ListTopics" for g in place.coverage()["gaps"])


def test_parents_that_were_not_seen_are_not_taken_for_none(place: Place) -> None:
    place.simulator.fault(kind="deny", service="iam", operation="ListRoles")
    states = place.scan()
    assert states["denied"] == 1
    assert states["skipped"] >= 1
    with place.running() as (made, _):
        store = InventoryStore(made.database)
        rows = store.cells(1, [State.SKIPPED])
    assert {row["listing"] for row in rows} >= {"iam:ListRolePolicies(RoleName=AWS::IAM::Role)"}


def test_throttles_and_500s_cost_time_and_nothing_else(place: Place) -> None:
    place.scan()
    calm = place.seen()
    place.simulator.fault(kind="throttle", rate=0.05, seed=3)
    place.simulator.fault(kind="error", rate=0.02, seed=4)
    states = place.scan()
    assert set(states) <= {"ok", "empty"}
    assert place.seen() == calm


def test_an_endless_500_is_an_error_with_its_code(place: Place) -> None:
    place.simulator.fault(kind="error", service="ecs", operation="ListClusters")
    states = place.scan()
    assert states["error"] == len(REGIONS)
    assert len(place.simulator.calls(operation="ListClusters")) == 3 * len(REGIONS)


def test_an_operation_that_is_not_there_is_asked_once(place: Place) -> None:
    place.simulator.fault(
        kind="error", service="ecs", operation="ListClusters", status=501, code="NotImplemented"
    )
    assert place.scan()["error"] == len(REGIONS)
    assert len(place.simulator.calls(operation="ListClusters")) == len(REGIONS)
    assert place.coverage()["open"] == [], "nobody can do anything about it"


def test_expired_credentials_pause_the_scan_and_it_goes_on(place: Place) -> None:
    fault = place.simulator.fault(kind="expire", service="sqs")
    stopped = place.migrate("run", "--yes", "--until", "take-inventory")
    assert stopped.returncode == 3, stopped.stderr
    assert "not valid now" in stopped.stdout + stopped.stderr
    place.simulator.raw(f"fault?id={fault['id']}", "DELETE")
    done = place.migrate("run", "--yes", "--until", "take-inventory")
    assert done.returncode == 0, done.stderr
    assert place.coverage()["resources"]["AWS::SQS::Queue"] == 7


def test_regions_that_cannot_be_asked_for_are_never_guessed(place: Place) -> None:
    place.simulator.fault(kind="deny", service="account", operation="ListRegions")
    stopped = place.migrate("plan", "take-inventory")
    assert stopped.returncode == 4
    assert "account:ListRegions" in stopped.stderr
    assert place.simulator.calls(operation="ListQueues") == []


def test_left_out_regions_are_warned_of(place: Place) -> None:
    plan = json.loads(place.migrate("plan", "take-inventory", "--json").stdout)
    assert any("leaves out enabled regions" in f["summary"] for f in plan["findings"])


def test_a_failed_cell_never_looks_like_a_deletion(place: Place) -> None:
    place.scan()
    sqs = place.simulator.client("sqs", region_name=REGIONS[0])
    url = next(u for u in sqs.list_queues()["QueueUrls"] if "queue-1" in u)
    sqs.delete_queue(QueueUrl=url)
    place.simulator.client("iam").delete_role_policy(RoleName="app", PolicyName="inline")
    place.simulator.client("iam").delete_role(RoleName="app")
    place.simulator.fault(kind="deny", service="sns", operation="ListTopics")
    place.scan()
    with place.running() as (made, context):
        store = InventoryStore(made.database)
        rows = store.resources(context.account("legacy").id, removed=True)
        gone = {(r["type"], r["identifier"]) for r in rows if r["removed_scan"]}
    assert gone == {
        ("AWS::SQS::Queue", url),
        ("AWS::IAM::Role", "app"),
        ("AWS::IAM::RolePolicy", "inline|app"),
    }


def test_stopped_anywhere_it_ends_as_if_undisturbed(place: Place) -> None:
    place.scan()
    undisturbed = place.seen()
    chance = random.Random(7)
    for _ in range(20):
        place.killed(after=chance.uniform(0.0, 1.0))
    place.scan()
    assert place.seen() == undisturbed


def test_what_a_rule_calls_is_seen_and_told_apart_by_bus_rule_and_id(place: Place) -> None:
    target = "X::Events::RuleTarget"
    events = place.simulator.client("events", region_name="eu-central-1")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    queue = "arn:aws:sqs:eu-central-1:111122223333:nights"
    events.put_targets(Rule="nightly", Targets=[{"Id": "one", "Arn": queue}])
    place.scan(types=frozenset({"AWS::Events::EventBus", "AWS::Events::Rule", target}))

    seen = {identifier: where for kind, where, identifier, *_ in place.seen() if kind == target}
    assert seen == {"default|nightly|one": "eu-central-1"}


def test_models_of_a_service_go_when_it_is_done_and_come_again_when_it_is_not(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.scan()
    kept, remembered = place.seen(), [0]

    def count(account: Account, _: str) -> None:
        read = lean_loader(account.session._session)._cache
        remembered.append(sum("service-2" in str(key) for key in read))

    monkeypatch.setattr(workers, "IDLE", 0.0)
    place.scan(meanwhile=count)
    assert place.seen() == kept
    assert remembered[-1] < max(remembered)
