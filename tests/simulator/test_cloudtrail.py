"""The event history of the simulated AWS: late, by account and region, in CloudTrail's words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import HTTPClientError

from tests.simulator.organized import Organized, refused
from tests.simulators import Simulator


def looked_up(
    simulator: Simulator, role: str, name: str = "", region: str = "us-east-1", **more: Any
) -> list[dict[str, Any]]:
    """Return the bodies of an account's events, of one name if it is given, newest first."""
    if name:
        more["LookupAttributes"] = [{"AttributeKey": "EventName", "AttributeValue": name}]
    client = simulator.client("cloudtrail", role, region_name=region)
    pages = client.get_paginator("lookup_events").paginate(**more)
    return [json.loads(e["CloudTrailEvent"]) for page in pages for e in page["Events"]]


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up)


def test_events_are_delivered_five_minutes_late(org: Organized) -> None:
    assert looked_up(org.simulator, "management", "CreateOrganization") == []
    org.simulator.advance(minutes=4)
    assert looked_up(org.simulator, "management", "CreateOrganization") == []

    org.simulator.advance(minutes=2)

    found = looked_up(org.simulator, "management", "CreateOrganization")
    assert len(found) == 1
    organization = org.management.describe_organization()["Organization"]
    assert found[0]["responseElements"]["organization"]["id"] == organization["Id"]
    assert found[0]["userIdentity"]["accountId"] == org.management_id
    assert found[0]["eventSource"] == "organizations.amazonaws.com"


def test_the_mark_of_a_caller_is_in_the_user_agent(org: Organized) -> None:
    marked = org.simulator.client(
        "organizations", "management", config=Config(user_agent_extra="intent/01ABC")
    )
    marked.create_organizational_unit(ParentId=org.root, Name="Workloads")
    org.simulator.advance(minutes=6)

    found = looked_up(org.simulator, "management", "CreateOrganizationalUnit")

    assert found[0]["userAgent"].endswith("intent/01ABC")
    assert found[0]["requestParameters"] == {"parentId": org.root, "name": "Workloads"}


def test_a_refusal_is_an_event_with_its_code(org: Organized) -> None:
    refused(org.management.create_organization)
    org.simulator.advance(minutes=6)

    codes = [
        e.get("errorCode") for e in looked_up(org.simulator, "management", "CreateOrganization")
    ]

    assert sorted(codes, key=str) == ["AlreadyInOrganizationException", None]


def test_accepting_is_seen_by_the_account_that_accepts(org: Organized) -> None:
    org.join()
    org.simulator.advance(minutes=6)

    assert len(looked_up(org.simulator, "legacy", "AcceptHandshake")) == 1
    assert looked_up(org.simulator, "management", "AcceptHandshake") == []
    joined = looked_up(org.simulator, "management", "AccountJoinedOrganization")
    details = {e["serviceEventDetails"]["accountId"]: e["serviceEventDetails"] for e in joined}
    assert details[org.legacy_id]["joinedMethod"] == "INVITED"
    assert looked_up(org.simulator, "legacy", "AccountJoinedOrganization") == []


def test_departures_say_how(org: Organized) -> None:
    org.join()
    org.management.remove_account_from_organization(AccountId=org.legacy_id)
    org.simulator.advance(minutes=6)

    found = looked_up(org.simulator, "management", "AccountDepartedOrganization")

    assert [e["serviceEventDetails"]["departureMethod"] for e in found] == ["REMOVED"]


def test_a_creation_is_told_with_its_request(org: Organized) -> None:
    request = org.create("dev")
    org.simulator.advance(minutes=10)

    asked = looked_up(org.simulator, "management", "CreateAccount")[0]
    result = looked_up(org.simulator, "management", "CreateAccountResult")[0]

    assert asked["responseElements"]["createAccountStatus"]["id"] == request
    assert asked["requestParameters"]["email"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    status = result["serviceEventDetails"]["createAccountStatus"]
    assert (status["id"], status["state"]) == (request, "SUCCEEDED")
    assert status["accountId"] == org.status(request)["AccountId"]


def test_regional_events_stay_in_their_region(simulator: Simulator) -> None:
    simulator.client("sqs", region_name="eu-west-1").create_queue(QueueName="jobs-eu")
    simulator.client("iam", region_name="eu-west-1").create_user(UserName="eve")
    simulator.advance(minutes=6)

    assert len(looked_up(simulator, "legacy", "CreateQueue", "eu-west-1")) == 1
    assert looked_up(simulator, "legacy", "CreateQueue") == []
    assert len(looked_up(simulator, "legacy", "CreateUser")) == 1
    assert looked_up(simulator, "legacy", "CreateUser", "eu-west-1") == []


def test_data_events_are_not_in_the_history(simulator: Simulator) -> None:
    client = simulator.client("s3")
    client.put_object(Bucket="tiny-data", Key="a", Body=b"secret")
    client.create_bucket(Bucket="tiny-more")
    simulator.advance(minutes=6)

    names = [e["eventName"] for e in looked_up(simulator, "legacy")]

    assert "CreateBucket" in names
    assert "PutObject" not in names


def test_events_are_looked_up_by_one_attribute_and_time(simulator: Simulator) -> None:
    iam = simulator.client("iam")
    iam.create_user(UserName="early")
    simulator.advance(hours=1)
    between = simulator.now()
    simulator.advance(seconds=2)  # events have whole seconds
    iam.create_user(UserName="late")
    iam.list_users()
    simulator.advance(minutes=6)
    client = simulator.client("cloudtrail")

    since = looked_up(simulator, "legacy", "CreateUser", StartTime=between)
    until = looked_up(simulator, "legacy", "CreateUser", EndTime=between)

    assert [e["requestParameters"]["userName"] for e in since] == ["late"]
    assert [e["requestParameters"]["userName"] for e in until] == ["early"]
    for key, value, names in (
        ("ReadOnly", "true", {"ListUsers"}),
        ("EventSource", "iam.amazonaws.com", {"CreateUser", "ListUsers"}),
        ("Username", "nobody", set()),
    ):
        asked = [{"AttributeKey": key, "AttributeValue": value}]
        found = client.lookup_events(LookupAttributes=asked, StartTime=between)["Events"]
        assert {event["EventName"] for event in found} == names
    two = [{"AttributeKey": "EventName", "AttributeValue": name} for name in ("a", "b")]
    assert refused(client.lookup_events, LookupAttributes=two)[0] == (
        "InvalidLookupAttributesException"
    )
    backwards = {"StartTime": between, "EndTime": between - timedelta(hours=1)}
    assert refused(client.lookup_events, **backwards)[0] == "InvalidTimeRangeException"


def test_history_comes_newest_first_in_pages_that_hold_still(simulator: Simulator) -> None:
    iam = simulator.client("iam")
    for number in range(5):
        iam.create_user(UserName=f"user-{number}")
        simulator.advance(minutes=1)
    simulator.advance(minutes=6)
    client = simulator.client("cloudtrail")
    asked = [{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}]

    first = client.lookup_events(LookupAttributes=asked, MaxResults=2)
    iam.create_user(UserName="meanwhile")
    simulator.advance(minutes=6)
    rest = client.lookup_events(LookupAttributes=asked, NextToken=first["NextToken"])

    bodies = [json.loads(e["CloudTrailEvent"]) for e in first["Events"] + rest["Events"]]
    names = [body["requestParameters"]["userName"] for body in bodies]
    assert names == [f"user-{number}" for number in (4, 3, 2, 1, 0)]
    assert refused(client.lookup_events, NextToken="mine")[0] == "InvalidNextTokenException"


def test_history_is_kept_for_ninety_days(org: Organized) -> None:
    org.simulator.advance(days=89)
    assert len(looked_up(org.simulator, "management", "CreateOrganization")) == 1

    org.simulator.advance(days=2)

    assert looked_up(org.simulator, "management", "CreateOrganization") == []


@pytest.mark.parametrize(("kind", "codes"), [("drop-after", [None]), ("drop", [])])
def test_a_lost_answer_leaves_the_event_of_what_was_done(
    org: Organized, kind: str, codes: list[str | None]
) -> None:
    """The witness by which a lost answer is told from a request that never arrived."""
    org.simulator.fault(operation="CreateOrganizationalUnit", kind=kind, times=1)

    with pytest.raises(HTTPClientError):
        org.unit("Workloads")

    org.simulator.advance(minutes=6)
    found = looked_up(org.simulator, "management", "CreateOrganizationalUnit")
    assert [event.get("errorCode") for event in found] == codes
    units = org.management.list_organizational_units_for_parent(ParentId=org.root)
    assert len(units["OrganizationalUnits"]) == len(codes)


def test_a_concurrent_change_is_refused_on_demand(org: Organized) -> None:
    busy = {"code": "ConcurrentModificationException", "status": 400}
    org.simulator.fault(service="organizations", kind="error", times=1, **busy)
    create = org.management.create_organizational_unit

    assert refused(create, ParentId="r-none", Name="x")[0] == "ConcurrentModificationException"
    assert org.unit("Workloads")
