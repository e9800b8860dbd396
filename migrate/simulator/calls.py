"""Every request that was answered, and by whom it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """One request and its outcome."""

    number: int
    time: datetime
    account: str
    principal: str
    """ARN; empty where the credentials were unknown."""
    service: str
    """botocore's name; the host's where no service was recognised."""
    operation: str
    region: str
    status: int
    """0 where the answer was withheld or the connection dropped before acting."""
    error: str
    request_id: str
    message: str = ""
    user_agent: str = ""
    user_id: str = ""
    kind: str = ""
    access_key: str = ""
    source: str = ""
    """Host part of CloudTrail's eventSource, such as `organizations`."""
    mutating: bool = False
    asked: Mapping[str, Any] = field(default_factory=dict)
    """The request's members; of changes only."""
    answered: Mapping[str, Any] = field(default_factory=dict)
    """The answer's members; of changes only."""
    fault: str = ""
    """The injected fault that met it."""

    def as_row(self) -> dict[str, Any]:
        """Return the line of `GET calls`."""
        return {
            "number": self.number,
            "time": self.time.isoformat(),
            "account": self.account,
            "principal": self.principal,
            "service": self.service,
            "operation": self.operation,
            "region": self.region,
            "status": self.status,
            "error": self.error,
            "request_id": self.request_id,
            "user_agent": self.user_agent,
            "fault": self.fault,
        }


@dataclass(slots=True)
class CallLog:
    """All calls in the order of their answers."""

    calls: list[Call] = field(default_factory=list)

    def add(self, call: Call) -> None:
        """Append a call."""
        self.calls.append(call)

    @property
    def next_number(self) -> int:
        """Return the number of the next call; the first is 1."""
        return len(self.calls) + 1

    def since(self, number: int = 0) -> Iterator[Call]:
        """Return the calls after a number."""
        return iter(self.calls[max(number, 0) :])


CALLS = CallLog()
