"""What people do about an organization by hand, and what AWS alone can hurry."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.simulator import clock
from migrate.simulator.acting import act
from migrate.simulator.organization.model import Creation, Organization
from migrate.simulator.organization.store import STORE
from migrate.simulator.passing import settle
from migrate.simulator.world import WORLD

CONSOLE = "organizations/v2/home"


def _managers() -> Iterable[str]:
    return [one.management for one in STORE.organizations.values()]


def _of(account: str) -> Organization:
    found = STORE.of(account)
    if found is None:
        raise LookupError(account)
    return found


@act(
    "finish-organization",
    "Wait until AWS has set the new organization up",
    page=CONSOLE,
    is_open=lambda account: clock.now() < _of(account).ready,
    accounts=_managers,
)
def finish_organization(account: str) -> None:
    """Let the organization be ready now."""
    _of(account).ready = clock.now()


def _unfinished(account: str) -> list[Creation]:
    return [
        one
        for one in _of(account).creations.values()
        if one.active is not None or clock.now() < one.done
    ]


@act(
    "finish-accounts",
    "Wait until AWS has created the new accounts",
    page=CONSOLE,
    is_open=lambda account: bool(_unfinished(account)),
    accounts=_managers,
)
def finish_accounts(account: str) -> None:
    """Let the accounts that are being created be there, and be entered, now."""
    for one in _unfinished(account):
        one.done = min(one.done, clock.now())
    settle()
    for one in _unfinished(account):
        one.active = clock.now()
    settle()


@act(
    "switch-policy-types",
    "Wait until AWS has switched the policy types",
    page=CONSOLE,
    is_open=lambda a: any(clock.now() < s.settles for s in _of(a).policy_types.values()),
    accounts=_managers,
)
def switch_policy_types(account: str) -> None:
    """Let the types that are being switched be so now."""
    for switch in _of(account).policy_types.values():
        switch.settles = min(switch.settles, clock.now())


def _members() -> Iterable[str]:
    return [a for one in STORE.organizations.values() for a in one.members if a != one.management]


@act(
    "suspend-account",
    "Have AWS suspend the account",
    is_open=lambda account: WORLD.account(account).state == "ACTIVE",
    accounts=_members,
    usual=False,
)
def suspend_account(account: str) -> None:
    """Suspend a member, as AWS does for unpaid bills."""
    WORLD.account(account).state = "SUSPENDED"


@act(
    "reinstate-account",
    "Have AWS reinstate the suspended account",
    is_open=lambda account: WORLD.account(account).state == "SUSPENDED",
    accounts=_members,
    usual=False,
)
def reinstate_account(account: str) -> None:
    """Take the suspension back."""
    WORLD.account(account).state = "ACTIVE"
