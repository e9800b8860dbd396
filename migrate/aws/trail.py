"""CloudTrail as a witness: did a call that carried our mark reach AWS?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from migrate.core.intent import Intent

if TYPE_CHECKING:
    from migrate.aws.account import Account


@dataclass(frozen=True, slots=True)
class Seen:
    """One event that carries the mark of an intent."""

    event_id: str
    error_code: str
    """Empty when AWS did it."""


def look(account: Account, intent: Intent) -> Seen | None:
    """Return the event of an intent, a successful one first; None where there is none.

    Organizations and IAM record in the home region (CloudTrail user guide, global
    services).  LookupEvents has no filter for the user agent, so the operation's
    events since the intent was sent are read and matched by their `userAgent`.
    """
    operation = intent.key.operation.partition(":")[2]
    since = (intent.sent_at or account.clock.now()) - timedelta(minutes=10)
    events = account.pages(
        "cloudtrail",
        "lookup_events",
        "Events",
        intent.region,
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": operation}],
        StartTime=since,
    )
    seen = [_seen(event) for event in events if _marked(event, intent.id)]
    done = [s for s in seen if not s.error_code]
    return next(iter(done or seen), None)


def _marked(event: dict[str, str], intent_id: str) -> bool:
    body = json.loads(event.get("CloudTrailEvent") or "{}")
    return str(body.get("userAgent", "")).endswith(f"intent/{intent_id}")


def _seen(event: dict[str, str]) -> Seen:
    body = json.loads(event.get("CloudTrailEvent") or "{}")
    return Seen(str(event.get("EventId", "")), str(body.get("errorCode", "")))
