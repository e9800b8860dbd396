"""How fast one kind of call may be made: faster while AWS answers, halved when it throttles."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

START = 20.0
"""Calls a second of a service in one region before anything is known."""
FASTEST = 200.0
SLOWEST = 0.2

FIRST: Mapping[str, float] = MappingProxyType(
    {
        "athena": 5,
        "cloudcontrol": 1,
        "cloudfront": 5,
        "firehose": 2,
        "iam": 15,
        "kinesis": 5,
        "logs": 10,
        "route53": 5,
        "service-quotas": 5,
        "servicediscovery": 5,
        "waf": 5,
        "waf-regional": 5,
        "wafv2": 5,
    }
)
"""Where a service is known to be slow: Route 53 documents 5 a second; the rest are the limits that
steampipe-plugin-aws and aws-nuke found (their sources)."""


@dataclass
class Pace:
    """Spaces out the calls of one (service, region); additive up, multiplicative down."""

    rate: float
    clock: Callable[[], float] = time.monotonic
    throttled: int = 0
    _next: float = 0.0
    _slowed: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self) -> float:
        """Take the next turn and return how many seconds to wait for it."""
        with self._lock:
            now = self.clock()
            at = max(now, self._next)
            self._next = at + 1 / self.rate
            return at - now

    def answered(self) -> None:
        """Go a little faster: a second of answers doubles the rate."""
        with self._lock:
            self.rate = min(FASTEST, self.rate + 1)

    def refused(self) -> None:
        """Halve the rate, once for all the calls that were under way together."""
        with self._lock:
            self.throttled += 1
            now = self.clock()
            if now - self._slowed > 1 / self.rate:
                self.rate = max(SLOWEST, self.rate / 2)
                self._slowed = now
            self._next = max(self._next, now + 1 / self.rate)


class Paces:
    """One pace for each service and region."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._paces: dict[tuple[str, str], Pace] = {}

    def of(self, service: str, region: str) -> Pace:
        """Return the pace of a service in a region."""
        with self._lock:
            pace = self._paces.get((service, region))
            if pace is None:
                pace = Pace(float(FIRST.get(service, START)), self._clock)
                self._paces[service, region] = pace
            return pace

    @property
    def throttled(self) -> int:
        """How often AWS asked to go slower."""
        return sum(pace.throttled for pace in self._paces.values())
