"""What is kept of every call to AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call to AWS, or the sum of one cell's reads."""

    service: str
    operation: str
    region: str
    account: str
    principal: str
    """ARN that AWS told of the credentials."""
    outcome: str
    """`ok`, an AWS error code, `not-sent`, or `no-answer`."""
    request_id: str = ""
    duration_ms: int = 0
    at: datetime | None = None
    """AWS's clock, from the answer's Date; None when no answer came."""
    mutating: bool = False
    intent: str = ""
    step: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    """Redacted."""
    count: int = 1
    """How many calls this row stands for."""
