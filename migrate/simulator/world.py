"""Which accounts exist in the simulated AWS, and whose credentials it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from migrate.simulator import clock
from migrate.simulator.keeping import keep

LEGACY, MANAGEMENT, LOG_ARCHIVE = "legacy", "management", "log-archive"


@dataclass(frozen=True, slots=True)
class Key:
    """A pair of credentials; `token` marks a temporary one."""

    access_key: str
    secret: str
    token: str = ""


@dataclass(slots=True)
class Account:
    """What AWS knows of an account besides its resources."""

    id: str
    name: str
    email: str
    created: datetime
    state: str = "ACTIVE"
    """As botocore's account AccountState: PENDING_ACTIVATION, ACTIVE, SUSPENDED, CLOSED."""
    email_verified: bool = True
    payment: bool = True
    """Whether a payment method is on file; an account made by CreateAccount has none."""
    phone: str = "VERIFIED"
    """As botocore's account VerificationStatus: PENDING, VERIFIED, UNVERIFIED."""
    root_mfa: bool = False
    root_keys: list[Key] = field(default_factory=list)
    contact: dict[str, Any] | None = None
    """As botocore's account ContactInformation; None while the owner never filled it in."""
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Alternate contacts by BILLING, OPERATIONS, SECURITY."""
    regions: dict[str, str] = field(default_factory=dict)
    """Opt-in status of regions that are not enabled by default."""


@dataclass(slots=True)
class Prepared:
    """An account that nobody signed up for yet: its profile exists, AWS does not know it."""

    id: str
    name: str
    email: str
    key: Key
    user: str = "migration-admin"


@dataclass(slots=True)
class World:
    """Accounts by id, profiles of the operator, and accounts still to be opened."""

    accounts: dict[str, Account] = field(default_factory=dict)
    profiles: dict[str, Key] = field(default_factory=dict)
    """AWS profile name -> the credentials in the operator's credentials file."""
    roles: dict[str, str] = field(default_factory=dict)
    """`legacy`, `management`, and `log-archive` where there is one -> account id."""
    prepared: dict[str, Prepared] = field(default_factory=dict)
    """By account id; a sign-up makes an account of it."""
    scenario: str = ""

    def add(self, account: str, name: str, email: str, **more: Any) -> Account:
        """Let an account exist."""
        created = more.pop("created", None) or clock.now()
        made = Account(account, name, email, created, **more)
        self.accounts[account] = made
        return made

    def account(self, account: str) -> Account:
        """Return an account that exists; KeyError for any other."""
        return self.accounts[account]

    def __contains__(self, account: str) -> bool:
        return account in self.accounts

    def email_taken(self, email: str) -> bool:
        """Tell whether an account, closed ones included, uses an e-mail address."""
        wanted = email.lower()
        return any(known.email.lower() == wanted for known in self.accounts.values())


WORLD = World()


def _load(found: World) -> None:
    for name in World.__slots__:  # the one object stays, for those who imported it
        setattr(WORLD, name, getattr(found, name))


keep("world", lambda: WORLD, _load)
