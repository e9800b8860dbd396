"""What goes over the wire of the lagging AWS: effects, refusals, requests read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

MANAGEMENT = "444455556666"
LEGACY = "111122223333"
ROOT = "r-abcd"
ORGANIZATION = "o-abcdefghij"
ADMIN = "arn:aws:iam::{}:user/operator"


class Refused(Exception):
    """An error answer: code and message."""

    def __init__(self, code: str, message: str = "refused", **extra: str) -> None:
        super().__init__(message)
        self.code = code
        self.extra = extra


@dataclass(frozen=True)
class Effect:
    """Something that AWS did, and when reads begin to show it."""

    kind: str
    key: str
    body: Mapping[str, Any]
    at: datetime
    visible: datetime
    mark: str
    """The intent that the user agent named."""


class Killed(BaseException):
    """Stands for the death of the process."""


def parse(request: Any) -> tuple[str, dict[str, Any]]:
    target = request.headers.get("X-Amz-Target", b"")
    name = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
    body = request.body.decode() if isinstance(request.body, bytes) else (request.body or "")
    if name:
        return name, json.loads(body or "{}")
    fields = dict(parse_qsl(body))
    return fields.get("Action", "Unknown"), fields


def is_query(request: Any) -> bool:
    return not request.headers.get("X-Amz-Target")


def mark_of(request: Any) -> str:
    agent = request.headers.get("User-Agent", b"")
    text = agent.decode() if isinstance(agent, bytes) else agent
    return text.rpartition("intent/")[2] if "intent/" in text else ""


def epoch(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(type(value))
