"""`POST /_simulator/enforce`: let policies decide; `GET` tells what they decided."""

from __future__ import annotations

from migrate.simulator.access.enforcing import ENFORCEMENT
from migrate.simulator.control import BadRequest, Order, as_json, route
from migrate.simulator.refusals import Answer


@route("POST", "enforce")
def enforce(order: Order) -> Answer:
    """Switch it on or off; `{}` switches it on. What was noted before is forgotten."""
    wanted = order.body.get("enabled", True)
    if not isinstance(wanted, bool):
        raise BadRequest("enabled has to be true or false")
    ENFORCEMENT.enabled = wanted
    ENFORCEMENT.used.clear()
    ENFORCEMENT.denied.clear()
    return enforced(order)


@route("GET", "enforce")
def enforced(_: Order) -> Answer:
    """Tell which actions each principal used, and which of them were refused."""
    return as_json(
        {
            "enabled": ENFORCEMENT.enabled,
            "used": {arn: sorted(found) for arn, found in ENFORCEMENT.used.items()},
            "denied": {arn: sorted(found) for arn, found in ENFORCEMENT.denied.items()},
        }
    )
