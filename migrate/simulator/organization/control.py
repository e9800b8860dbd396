"""`/_simulator/organizations` and `/_simulator/accounts`: what tests set that no caller can.

    POST organizations {"finalizing": 180, "creation_failures": ["INTERNAL_FAILURE"]}
    POST accounts      {"account": "111122223333", "payment": false, "state": "SUSPENDED"}

Delays are seconds of the simulated clock; an account quota holds for the organizations there
are and for those to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from migrate.simulator.control import BadRequest, Order, as_json, route
from migrate.simulator.organization.store import STORE, Settings
from migrate.simulator.refusals import Answer
from migrate.simulator.world import WORLD

OF_ACCOUNTS = {"state": str, "payment": bool, "phone": str, "email_verified": bool, "email": str}
"""What can be set of an account, and its type."""


@route("GET", "organizations")
def told(_: Order) -> Answer:
    """Tell the settings."""
    values = {one.name: getattr(STORE.settings, one.name) for one in fields(Settings)}
    shown = {k: v.total_seconds() if isinstance(v, timedelta) else v for k, v in values.items()}
    return as_json(shown)


@route("POST", "organizations")
def changed(order: Order) -> Answer:
    """Change settings, and tell them all."""
    for name, value in _members(order.body).items():
        _set(name, value)
    return told(order)


@route("POST", "accounts")
def altered(order: Order) -> Answer:
    """Change what AWS knows of an account."""
    given = dict(_members(order.body))
    account = str(given.pop("account", ""))
    if account not in WORLD:
        raise BadRequest(f"There is no account {account!r}")
    for name, value in given.items():
        if not isinstance(value, OF_ACCOUNTS.get(name, ())):
            raise BadRequest(f"{name} cannot be set to {value!r}; known: {sorted(OF_ACCOUNTS)}")
    for name, value in given.items():
        setattr(WORLD.account(account), name, value)
    return as_json({"account": account, **given})


def _members(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise BadRequest("Send an object")
    return body


def _set(name: str, value: Any) -> None:
    if name not in {one.name for one in fields(Settings)}:
        raise BadRequest(f"There is no setting {name!r}")
    current = getattr(STORE.settings, name)
    try:
        made = timedelta(seconds=value) if isinstance(current, timedelta) else type(current)(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadRequest(f"{name}: {error}") from None
    setattr(STORE.settings, name, made)
    if name == "accounts":
        for organization in STORE.organizations.values():
            organization.account_limit = STORE.settings.accounts
