"""Page tokens: opaque, bound to the request that they continue, and not valid for ever."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError

LIFE = timedelta(minutes=60)
"""How long a token can be used (the length is ours; aws docs name only the error)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins, and at what moment its first page was asked for."""

    skip: int
    asked: datetime


def signature(account: str, request: Any) -> str:
    """Return what identifies a request, its page apart."""
    written = json.dumps([account, request], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def token(signed: str, place: Place) -> str:
    """Write the token of a further page."""
    body = json.dumps([signed, place.skip, place.asked.timestamp()])
    return base64.urlsafe_b64encode(body.encode()).decode()


def place_of(found: str | None, signed: str, now: datetime) -> Place:
    """Read a token; refuse a foreign, changed or expired one with AWS's errors."""
    if not found:
        return Place(0, now)
    try:
        name, skip, asked = json.loads(base64.urlsafe_b64decode(found.encode()))
        place = Place(int(skip), datetime.fromtimestamp(float(asked), UTC))
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise AwsError("InvalidNextTokenException", "The pagination token is invalid.") from error
    if name != signed:
        raise AwsError("RequestChangedException", "Your request parameters changed between pages.")
    if now - place.asked > LIFE:
        raise AwsError(
            "BillExpirationException",
            "The requested report expired. Update the date interval and try again.",
        )
    return place


@dataclass(frozen=True, slots=True)
class Paging:
    """How an operation names its pages, and what it says of a token that is wrong."""

    items: str
    size: str = "maxResults"
    cursor: str = "nextToken"
    most: int = 100
    invalid: str = "ValidationException"

    def page(self, account: str, asked: dict[str, Any], found: Sequence[Any]) -> dict[str, Any]:
        """Answer the page that a request asks for."""
        place_token = asked.pop(self.cursor, None)
        size = min(int(asked.get(self.size) or self.most), self.most)
        signed = signature(account, [self.items, asked])
        try:
            place = place_of(place_token, signed, clock.now())
        except AwsError as error:
            raise AwsError(self.invalid, f"The {self.cursor} is invalid.") from error
        answer: dict[str, Any] = {self.items: list(found[place.skip : place.skip + size])}
        if place.skip + size < len(found):
            answer[self.cursor] = token(signed, Place(place.skip + size, place.asked))
        return answer
