"""CloudTrail's records of the calls that were made: in the words of CloudTrail, not of the API."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError
from moto.core.utils import get_service_model

from migrate.simulator.calls import CALLS, Call

HOME = "us-east-1"
GLOBAL = frozenset({"account", "cloudfront", "iam", "organizations", "route53", "support", "waf"})
"""Services that record in us-east-1, wherever they are called (aws docs: cloudtrail-concepts)."""
SOURCES = {"cloudwatch": "monitoring", "service-quotas": "servicequotas", "stepfunctions": "states"}
"""Where eventSource is not the service's own host."""
HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
DATA = {
    "s3": ("GetObject", "PutObject", "DeleteObject", "HeadObject", "ListObjects", "CopyObject"),
    "lambda": ("Invoke",),
    "dynamodb": ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "Batch"),
    "sqs": ("SendMessage", "ReceiveMessage", "DeleteMessage"),
    "sns": ("Publish",),
    "kinesis": ("PutRecord", "GetRecords"),
    "firehose": ("PutRecord",),
    "logs": ("PutLogEvents", "GetLogEvents", "FilterLogEvents"),
}
"""Operations that are data events, which the event history does not hold; by their beginning."""


@dataclass(frozen=True, slots=True)
class Event:
    """One record, and what LookupEvents looks it up by."""

    id: str
    name: str
    source: str
    time: datetime
    user: str
    access_key: str
    read_only: bool
    body: Mapping[str, Any]

    def public(self) -> dict[str, Any]:
        """Return an Event as LookupEvents answers it."""
        found: dict[str, Any] = {
            "EventId": self.id,
            "EventName": self.name,
            "ReadOnly": _word(self.read_only),
            "EventTime": self.time,
            "EventSource": self.source,
            "Resources": [],
            "CloudTrailEvent": json.dumps(self.body, default=_text),
        }
        if self.user:
            found["Username"] = self.user
        if self.access_key:
            found["AccessKeyId"] = self.access_key
        return found

    def has(self, key: str, value: str) -> bool:
        """Tell whether one lookup attribute fits."""
        known = {
            "EventId": self.id,
            "EventName": self.name,
            "EventSource": self.source,
            "Username": self.user,
            "AccessKeyId": self.access_key,
            "ReadOnly": _word(self.read_only),
        }
        return known.get(key) == value


def recorded(account: str, region: str, name: str = "") -> Iterator[Event]:
    """Return the records of the calls that an account's own principals made, or of one name."""
    for call in CALLS.calls:
        if call.account != account or name not in {"", call.operation} or not call.principal:
            continue
        if _home(call) == region and _held(call):
            yield _event(call)


def _held(call: Call) -> bool:
    """Tell whether the service saw the call and the event history holds its kind."""
    return call.status > 0 and not call.operation.startswith(DATA.get(call.service, ("\0",)))


def _home(call: Call) -> str:
    return HOME if call.service in GLOBAL else call.region


def _event(call: Call) -> Event:
    source = f"{_host(call.service)}.amazonaws.com"
    identifier = str(uuid5(NAMESPACE_URL, f"{call.number}/{call.request_id}"))
    body = {
        "eventVersion": "1.11",
        "userIdentity": _identity(call),
        "eventTime": call.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": source,
        "eventName": call.operation,
        "awsRegion": _home(call),
        "sourceIPAddress": "127.0.0.1",
        "userAgent": call.user_agent,
        "requestParameters": _members(call, "input_shape", call.asked),
        "responseElements": _members(call, "output_shape", call.answered),
        "requestID": call.request_id,
        "eventID": identifier,
        "readOnly": not call.mutating,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": call.account,
        "eventCategory": "Management",
    }
    if call.error:
        body |= {"errorCode": call.error, "errorMessage": call.message}
    user = _user(call)
    when = call.time.replace(microsecond=0)
    return Event(
        identifier, call.operation, source, when, user, call.access_key, not call.mutating, body
    )


def _host(service: str) -> str:
    if service in SOURCES:
        return SOURCES[service]
    try:
        return str(get_service_model(service).metadata["endpointPrefix"])
    except (UnknownServiceError, ValueError):
        return service


def _identity(call: Call) -> dict[str, Any]:
    found = {
        "type": call.kind,
        "principalId": call.user_id,
        "arn": call.principal,
        "accountId": call.account,
        "accessKeyId": call.access_key,
    }
    if call.kind == "IAMUser":
        found["userName"] = _user(call)
    return found


def _user(call: Call) -> str:
    return "root" if call.kind == "Root" else call.principal.rpartition("/")[2]


def _members(call: Call, side: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a request's or answer's members as CloudTrail writes them, secrets hidden."""
    if not values:
        return None
    try:
        shape = getattr(get_service_model(call.service).operation_model(call.operation), side)
    except (UnknownServiceError, OperationNotFoundError, ValueError):
        return None
    found: dict[str, Any] | None = _written(shape, values)
    return found


def _written(shape: Any, value: Any) -> Any:
    if shape is not None and shape.metadata.get("sensitive"):
        return HIDDEN
    if isinstance(value, Mapping):
        members = getattr(shape, "members", None) if shape is not None else None
        inner = getattr(shape, "value", None)
        return {
            (_lower(key) if members is not None else key): _written(
                members.get(key) if members is not None else inner, one
            )
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_written(getattr(shape, "member", None), one) for one in value]
    return value


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%b %d, %Y, %I:%M:%S %p")
    return value.isoformat() if isinstance(value, date) else str(value)
