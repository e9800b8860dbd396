"""Reads that lag behind writes: AWS's do, moto's never.

Before every write to a service that lags, its state is taken; a read is answered from the
state as it was so many simulated seconds ago, which is the state before the first write
since then.  Writes themselves see what is there, as AWS's own duplicate checks do.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from moto.core.base_backend import BackendDict

from migrate.simulator import clock
from migrate.simulator.asked import Asked
from migrate.simulator.faults.rules import Rule
from migrate.simulator.framework import ModelBackend
from migrate.simulator.keeping import KEPT
from migrate.simulator.pickling import Index, dumped, dumped_places, loaded_places, put_places
from migrate.simulator.touching import places

_NEVER = frozenset({"sessions", "enforcement"})
"""What is kept, but shown by no read."""
_READS_IAM = ("sts", "AssumeRole")


@dataclass(frozen=True, slots=True)
class Past:
    """The state of a service before a write."""

    until: datetime
    backends: bytes
    kept: bytes


HISTORIES: dict[str, list[Past]] = {}
"""By service, oldest first."""


def before_write(asked: Asked, account: str, rules: Sequence[Rule]) -> None:
    """Take the state of the service that is about to be written, if reads of it lag."""
    lags = [r.seconds for r in rules if r.matches(asked.service, r.operation, account)]
    if not lags or not asked.mutating:
        return
    ours = _touch(asked, account)
    index = Index()
    held = {place for place, found in places() if found.service_name == asked.service}
    now = clock.now()
    past = HISTORIES.setdefault(asked.service, [])
    past[:] = [one for one in past if one.until > now - timedelta(seconds=max(lags))]
    backends = b"" if ours else dumped_places(held, index)[0]
    past.append(Past(now, backends, _kept(index) if ours else b""))


def lag_of(asked: Asked, account: str, rules: Sequence[Rule]) -> Past | None:
    """Return the state that a read is answered from; None for the present one."""
    reads_iam = (asked.service, asked.operation) == _READS_IAM
    if asked.mutating and not reads_iam:
        return None
    service = "iam" if reads_iam else asked.service
    for rule in rules:
        if rule.matches(service, asked.operation, account) and rule.fires():
            moment = clock.now() - timedelta(seconds=rule.seconds)
            past = HISTORIES.get(service, [])
            return next((one for one in past if one.until > moment), None)
    return None


@contextmanager
def as_it_was(past: Past) -> Iterator[None]:
    """Let a service be in a past state; the present one comes back unharmed."""
    loaded = loaded_places(past.backends) if past.backends else {}
    live = [
        (backend, dict(vars(backend))) for place in loaded for backend in place.backends().values()
    ]
    present = _kept(Index()) if past.kept else b""
    put_places(loaded)
    _put(past.kept)
    try:
        yield
    finally:
        for backend, values in live:
            vars(backend).clear()
            vars(backend).update(values)
        _put(present)


def _touch(asked: Asked, account: str) -> bool:
    """Let the service's backend of the account be there; tell whether the service is ours."""
    for backends in BackendDict._instances:  # noqa: SLF001
        if backends.service_name == asked.service:
            if issubclass(backends.backend, ModelBackend):
                return True
            found = backends[account]
            for region in (asked.region, "aws"):
                if region in found:
                    found[region]
    return False


def _kept(index: Index) -> bytes:
    taken = {
        name: dumped(kept.take(), index)
        for name, kept in KEPT.items()
        if not kept.heavy and name not in _NEVER
    }
    return pickle.dumps(taken)


def _put(content: bytes) -> None:
    taken: dict[str, Any] = pickle.loads(content) if content else {}  # noqa: S301  # made above
    for name, state in taken.items():
        KEPT[name].put(pickle.loads(state))  # noqa: S301
