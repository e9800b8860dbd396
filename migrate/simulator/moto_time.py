"""Let moto tell the simulated time: what it creates bears the date that its answers bear."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from moto.core import utils

from migrate.simulator import clock

_REAL = utils.utcnow


def _now() -> datetime:
    """Return the simulated time as moto keeps it: in UTC, without saying so."""
    return clock.now().astimezone(UTC).replace(tzinfo=None)


def install_time() -> None:
    """Replace moto's clock where it is defined and in every module that took a copy."""
    utils.utcnow = _now
    for name, module in list(sys.modules.items()):
        if name.startswith("moto.") and module.__dict__.get("utcnow") is _REAL:
            module.__dict__["utcnow"] = _now
