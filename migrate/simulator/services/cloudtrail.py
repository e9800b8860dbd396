"""LookupEvents: the event history of 90 days, some minutes late; the trails are moto's."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.cloudtrail.responses import CloudTrailResponse

from migrate.simulator import clock
from migrate.simulator.framework import AwsError, extend
from migrate.simulator.services.membership_events import happened
from migrate.simulator.services.trail_events import Event, recorded

LATE = timedelta(minutes=5)
"""aws docs: cloudtrail, "typically delivers within about 5 minutes"."""
KEPT = timedelta(days=90)
PAGE = 50


def lookup_events(backend: Any, **asked: Any) -> dict[str, Any]:
    """Return events that fit one attribute and a time, the newest first."""
    _require_sound(asked)
    size = asked.get("MaxResults") or PAGE
    until, start = _place(asked.get("NextToken"))
    found = sorted(
        (one for one in _events(backend, until, _name(asked)) if _wanted(one, asked)),
        key=lambda one: (one.time, one.id),
        reverse=True,
    )
    answer: dict[str, Any] = {"Events": [one.public() for one in found[start : start + size]]}
    if start + size < len(found):
        answer["NextToken"] = _token(until, start + size)
    return answer


def _name(asked: Mapping[str, Any]) -> str:
    """Return the name of event that is looked for; empty for all."""
    found = asked.get("LookupAttributes") or ()
    return next((a["AttributeValue"] for a in found if a["AttributeKey"] == "EventName"), "")


def _events(backend: Any, until: datetime, name: str) -> list[Event]:
    """Return what was delivered until a moment; of a name only, where that is enough."""
    place = (backend.account_id, backend.region_name)
    known = [*recorded(*place, name), *happened(*place)]
    return [one for one in known if until - KEPT <= one.time <= until - LATE]


def _require_sound(asked: Mapping[str, Any]) -> None:
    """Refuse what no event could fit."""
    if len(asked.get("LookupAttributes") or ()) > 1:
        raise AwsError(
            "InvalidLookupAttributesException", "You can specify one lookup attribute only."
        )
    start, end = _moment(asked.get("StartTime")), _moment(asked.get("EndTime"))
    if start and end and start > end:
        raise AwsError("InvalidTimeRangeException", "The start time is after the end time.")
    if not 1 <= (asked.get("MaxResults") or PAGE) <= PAGE:
        raise AwsError("InvalidMaxResultsException", "MaxResults has to be from 1 to 50.")


def _wanted(one: Event, asked: Mapping[str, Any]) -> bool:
    start, end = _moment(asked.get("StartTime")), _moment(asked.get("EndTime"))
    if (start and one.time < start.replace(microsecond=0)) or (end and one.time > end):
        return False
    attributes = asked.get("LookupAttributes") or ()
    return all(one.has(a["AttributeKey"], a["AttributeValue"]) for a in attributes)


def _moment(value: Any) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(float(value), UTC)


def _token(until: datetime, start: int) -> str:
    return base64.urlsafe_b64encode(f"{until.isoformat()}|{start}".encode()).decode()


def _place(token: str | None) -> tuple[datetime, int]:
    """Return until when to look and where to go on: later pages see the first one's world."""
    if not token:
        return clock.now(), 0
    try:
        until, start = base64.urlsafe_b64decode(token.encode()).decode().split("|")
        return datetime.fromisoformat(until), int(start)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise AwsError("InvalidNextTokenException", "The NextToken is not valid.") from None


extend(
    CloudTrailResponse,
    lambda response: response.cloudtrail_backend,
    {"lookup_events": lookup_events},
)
