"""What Organizations itself records, in the management account's history alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from migrate.simulator.organization.model import Creation, Period
from migrate.simulator.organization.store import STORE
from migrate.simulator.services.trail_events import HOME, Event

SOURCE = "organizations.amazonaws.com"


def happened(account: str, region: str) -> Iterator[Event]:
    """Return joinings, departures, finished creations (botocore AcceptHandshake, CreateAccount)."""
    if region != HOME:
        return
    for period in STORE.periods:
        if period.management == account:
            yield from _membership(period)
    organization = STORE.of(account)
    if organization is not None and organization.management == account:
        for creation in organization.creations.values():
            if creation.account or creation.failure:
                yield _created(account, creation)


def _membership(period: Period) -> Iterator[Event]:
    details = {"organizationId": period.organization, "accountId": period.account}
    joined = {"joinedMethod": period.method, "joinedTime": _stamp(period.joined)}
    yield _event(
        "AccountJoinedOrganization", period.management, period.joined, {**details, **joined}
    )
    if period.left is not None:
        left = {"departureMethod": period.departure, "departureTime": _stamp(period.left)}
        yield _event(
            "AccountDepartedOrganization", period.management, period.left, {**details, **left}
        )


def _created(account: str, one: Creation) -> Event:
    status = {"id": one.id, "state": "SUCCEEDED" if one.account else "FAILED"}
    status |= {"accountName": "****", "completedTimestamp": _stamp(one.done)}
    status |= {"accountId": one.account} if one.account else {"failureReason": one.failure}
    return _event("CreateAccountResult", account, one.done, {"createAccountStatus": status})


def _event(name: str, account: str, when: datetime, details: Mapping[str, Any]) -> Event:
    identifier = str(uuid5(NAMESPACE_URL, f"{name}/{account}/{when.isoformat()}/{details}"))
    body = {
        "eventVersion": "1.11",
        "userIdentity": {"accountId": account, "invokedBy": "AWS Internal"},
        "eventTime": _stamp(when),
        "eventSource": SOURCE,
        "eventName": name,
        "awsRegion": HOME,
        "sourceIPAddress": "AWS Internal",
        "userAgent": "AWS Internal",
        "requestParameters": None,
        "responseElements": None,
        "eventID": identifier,
        "readOnly": False,
        "eventType": "AwsServiceEvent",
        "managementEvent": True,
        "recipientAccountId": account,
        "serviceEventDetails": details,
        "eventCategory": "Management",
    }
    return Event(identifier, name, SOURCE, when.replace(microsecond=0), "", "", False, body)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
