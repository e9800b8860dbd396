"""Let another process of this run read an account, with this one's keys and its proof of them.

Who borrows never asks where credentials come from: no second prompt for a code, no second login.
It has no door, no journal and no lock, so it can change nothing.  A loan is handed over on a pipe
and written nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from botocore.credentials import Credentials

from migrate.aws.account import Bound
from migrate.aws.clock import AwsClock
from migrate.aws.guard import Guard, Identity
from migrate.aws.profiles import session_of
from migrate.core.errors import CallRefused
from migrate.workspace.settings import Settings

ASKED = "sts:GetCallerIdentity"


@dataclass(frozen=True, slots=True)
class Keys:
    """One set of credentials, and whom AWS takes it for."""

    frozen: Any = field(repr=False)
    """botocore's `ReadOnlyCredentials`."""
    identity: Identity


@dataclass(frozen=True, slots=True)
class Loan:
    """All that another process needs to read an account."""

    role: str
    profile: str
    settings: Settings
    identity: Identity
    agent: str
    login: str
    keys: Keys


def lend(account: Bound) -> Loan:
    """Return what another process needs; CredentialsExpired where there are no valid keys."""
    return Loan(
        account.role,
        account.profile,
        account.settings,
        account.identity,
        account.agent,
        account.login,
        keys_of(account),
    )


def keys_of(account: Bound) -> Keys:
    """Return the keys of this moment, renewed where they are due, and proven by AWS's word."""
    with account.translating(ASKED):
        frozen = account.session.get_credentials().get_frozen_credentials()
        held = Credentials(frozen.access_key, frozen.secret_key, frozen.token)
        return Keys(frozen, account.guard.prove(held, ASKED))


class Lent(Credentials):  # type: ignore[misc]
    """Credentials that another process renews; they stand where a session looks for its own."""

    def __init__(self, keys: Keys) -> None:
        self._identities: dict[str, Identity] = {}
        self.renew(keys)
        super().__init__(*keys.frozen[:3], account_id=keys.frozen.account_id)

    def renew(self, keys: Keys) -> None:
        """Sign with other keys from now on."""
        self._identities[keys.frozen.access_key] = keys.identity
        self._frozen = keys.frozen

    def get_frozen_credentials(self) -> Any:
        """Return the newest keys."""
        return self._frozen

    def load_credentials(self) -> Lent:
        """Be what a session finds when it looks for credentials."""
        return self

    def whose(self, credentials: Any) -> Identity:
        """Return whom AWS takes lent keys for; others are refused."""
        try:
            return self._identities[credentials.get_frozen_credentials().access_key]
        except KeyError:
            raise CallRefused("These keys were not lent", operation=ASKED) from None


class NoLock:
    """What a process holds that may change nothing."""

    def held(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class Borrowed:
    """An account in the hands of another process."""

    account: Bound
    lent: Lent


def borrow(loan: Loan) -> Borrowed:
    """Return the account of a loan: its clients pass a guard of the same rules."""
    lent = Lent(loan.keys)
    session = session_of(loan.profile, loan.settings)
    session._session.register_component("credential_provider", lent)  # noqa: SLF001
    guard = Guard(
        loan.identity.account,
        loan.identity.partition,
        loan.settings.allowed_endpoints,
        NoLock(),
        identify=lent.whose,
        role=loan.role,
    )
    account = Bound(
        role=loan.role,
        identity=loan.identity,
        profile=loan.profile,
        settings=loan.settings,
        session=session,
        guard=guard,
        clock=AwsClock(),
        agent=loan.agent,
        login=loan.login,
    )
    return Borrowed(account, lent)
