"""Whose credentials are these: users, root users and sessions of every account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from migrate.simulator import clock
from migrate.simulator.keeping import keep
from migrate.simulator.world import WORLD

ROOT, USER, ROLE, FEDERATED = "Root", "IAMUser", "AssumedRole", "FederatedUser"
"""As CloudTrail's userIdentity names them."""


class CredentialsRefused(Exception):
    """Credentials that AWS does not take."""


class UnknownKey(CredentialsRefused):
    """Nobody has this access key, it is inactive, or its token is not the one it came with."""


class KeyExpired(CredentialsRefused):
    """A temporary key whose time is over."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who makes a call."""

    account: str
    arn: str
    user_id: str
    access_key: str
    secret: str
    kind: str
    name: str = ""
    """Of the user or the role, without its path."""
    role_arn: str = ""
    token: str = ""
    session_policies: tuple[str, ...] = ()
    expires: datetime | None = None
    source_arn: str = ""
    """Who assumed the role."""


@dataclass(slots=True)
class Sessions:
    """The temporary credentials that STS gave out, by access key."""

    known: dict[str, Principal]

    def add(self, principal: Principal) -> None:
        """Let a session's credentials be known."""
        self.known[principal.access_key] = principal

    def forget_before(self, moment: datetime) -> None:
        """Let every session given out before now expire at that moment at the latest."""
        for key, found in list(self.known.items()):
            if found.expires is None or found.expires > moment:
                self.known[key] = replace(found, expires=moment)


SESSIONS = Sessions({})
keep("sessions", lambda: SESSIONS.known, lambda found: setattr(SESSIONS, "known", found))


_CALLER: list[Principal] = []


@contextmanager
def acting_as(principal: Principal) -> Iterator[None]:
    """Let services know who asks, as long as the world's lock is held."""
    _CALLER.append(principal)
    try:
        yield
    finally:
        _CALLER.pop()


def caller() -> Principal:
    """Return who makes the call that is being answered."""
    return _CALLER[-1]


def owner_of(access_key: str) -> str | None:
    """Return the account of an access key; None where nobody has it."""
    session = SESSIONS.known.get(access_key)
    found = session or _root(access_key) or _user(access_key, "aws")
    return found.account if found else None


def who(access_key: str, token: str = "", region: str = "us-east-1") -> Principal:
    """Return whose credentials these are, or raise why AWS does not take them."""
    session = SESSIONS.known.get(access_key)
    if session is not None:
        return _checked(session, token)
    found = _root(access_key) or _user(access_key, get_partition(region))
    if found is None or token:
        raise UnknownKey(access_key)
    return found


def _checked(session: Principal, token: str) -> Principal:
    if session.token != token or session.account not in WORLD:
        raise UnknownKey(session.access_key)
    if session.expires is not None and clock.now() >= session.expires:
        raise KeyExpired(session.access_key)
    return session


def _root(access_key: str) -> Principal | None:
    for account in WORLD.accounts.values():
        for key in account.root_keys:
            if key.access_key == access_key:
                arn = f"arn:aws:iam::{account.id}:root"
                return Principal(account.id, arn, account.id, access_key, key.secret, ROOT)
    return None


def _user(access_key: str, partition: str) -> Principal | None:
    for account in WORLD.accounts:
        if account not in iam_backends:
            continue
        iam = iam_backends[account][partition]
        key = iam.access_keys.get(access_key)
        if key is None or key.status != "Active" or key.user_name not in iam.users:
            continue
        user = iam.users[key.user_name]
        secret = key.secret_access_key
        return Principal(account, user.arn, user.id, access_key, secret, USER, user.name)
    return None
