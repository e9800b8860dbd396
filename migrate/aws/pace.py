"""How fast one kind of call may be made: faster while AWS answers, halved when it throttles."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

START = 20.0
"""Calls a second of one class in one region before anything is known."""
FASTEST = 200.0
SLOWEST = 0.2
BURST = 1.0
"""Seconds of the rate that may go at once: AWS's bucket is full while nobody asks."""

FIRST: Mapping[str, float] = MappingProxyType(
    {
        "athena": 5,
        "cloudcontrol": 1,
        "cloudfront": 5,
        "firehose": 2,
        "iam": 15,
        "kinesis": 5,
        "kinesis:DescribeStream": 10,
        "kinesis:DescribeStreamSummary": 20,
        "logs": 10,
        "logs:DescribeLogStreams": 15,
        "route53": 5,
        "service-quotas": 5,
        "servicediscovery": 5,
        "waf": 5,
        "waf-regional": 5,
        "wafv2": 5,
    }
)
"""Where a service or one operation of it is known to be slow: Route 53 documents 5 a second; the
rest are the limits that steampipe-plugin-aws and aws-nuke found (their sources)."""
Key = tuple[str, str, str]


def class_of(service: str, operation: str) -> str:
    """Return which calls of a service share a limit: lists, single reads, or one slow operation."""
    if f"{service}:{operation}" in FIRST:
        return operation
    return "read" if operation.startswith(("Get", "BatchGet", "Head", "Lookup")) else "list"


@dataclass
class Pace:
    """Spaces out the calls of one class; additive up, multiplicative down."""

    rate: float
    clock: Callable[[], float] = time.monotonic
    throttled: int = 0
    _next: float = float("-inf")
    """When the bucket is full again."""
    _slowed: float = float("-inf")
    _burst: float = BURST
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self) -> float:
        """Take the next turn and return how many seconds to wait for it."""
        with self._lock:
            now = self.clock()
            at = max(now, self._next)
            self._next = at + 1 / self.rate
            return max(0.0, at - self._burst - now)

    def wait(self) -> float:
        """Return how many seconds the next turn is away, and take none."""
        with self._lock:
            return max(0.0, self._next - self._burst - self.clock())

    def answered(self) -> None:
        """Go a little faster: a second of answers doubles the rate."""
        with self._lock:
            self.rate = min(FASTEST, self.rate + 1)

    def refused(self) -> None:
        """Halve the rate, once for all the calls that were under way together; no more bursts."""
        with self._lock:
            self.throttled += 1
            self._burst = 0.0
            now = self.clock()
            if now - self._slowed > 1 / self.rate:
                self.rate = max(SLOWEST, self.rate / 2)
                self._slowed = now
            self._next = max(self._next, now + 1 / self.rate)


class Paces:
    """One pace for each service, region and class of calls."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._paces: dict[Key, Pace] = {}

    def of(self, service: str, region: str, operation: str) -> Pace:
        """Return the pace at which an operation is asked in a region."""
        key = (service, region, class_of(service, operation))
        pace = self._paces.get(key)
        if pace is None:
            first = FIRST.get(f"{service}:{operation}", FIRST.get(service, START))
            with self._lock:
                pace = self._paces.setdefault(key, Pace(float(first), self._clock))
        return pace

    @property
    def throttled(self) -> int:
        """How often AWS asked to go slower."""
        return sum(pace.throttled for pace in self._paces.values())
