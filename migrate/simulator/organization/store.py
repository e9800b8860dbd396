"""All organizations of the simulated AWS, and how slow and how narrow its AWS is."""

from __future__ import annotations

import hashlib
import string
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from migrate.simulator import clock
from migrate.simulator.keeping import keep
from migrate.simulator.organization.model import Handshake, Member, Organization, Period

_LETTERS = string.ascii_lowercase + string.digits
_ENOUGH = 200


@dataclass(slots=True)
class Settings:
    """Delays by the simulated clock, and quotas; a scenario or a test may change them."""

    seed: str = "0"
    finalizing: timedelta = timedelta(minutes=3)
    """AWS says up to an hour."""
    creating: timedelta = timedelta(minutes=2)
    activating: timedelta = timedelta(minutes=1)
    """From SUCCEEDED until the account can really be entered."""
    switching: timedelta = timedelta(seconds=20)
    """How long EnablePolicyType and DisablePolicyType take."""
    closing: timedelta = timedelta(minutes=5)
    accounts: int = 10
    """Quota of accounts that a new organization gets (orgs_reference_limits: 10 by default)."""
    invitations_a_day: int = 20
    creations_at_once: int = 5
    membership_pause: timedelta = timedelta()
    """How long an account has to wait between two changes of membership."""
    creation_failures: list[str] = field(default_factory=list)
    """FailureReason of the next CreateAccount requests, in order."""
    handshake_refusals: list[str] = field(default_factory=list)
    """Reason with which the next invitations and acceptances are refused, in order."""


@dataclass(slots=True)
class Store:
    """Organizations by id, and what outlives or crosses them."""

    settings: Settings = field(default_factory=Settings)
    organizations: dict[str, Organization] = field(default_factory=dict)
    handshakes: dict[str, Handshake] = field(default_factory=dict)
    periods: list[Period] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, account: str) -> Organization | None:
        """Return the organization that an account is in."""
        return next((o for o in self.organizations.values() if account in o.members), None)

    def new_id(self, prefix: str, length: int) -> str:
        """Return the next id with a prefix: the same ones in the same order for one seed."""
        return prefix + "".join(_LETTERS[b % 36] for b in self._bytes(prefix)[:length])

    def new_account(self, taken: Any) -> str:
        """Return an account id that nobody has, such as 444455556666."""
        for attempt in count():
            drawn = self._bytes("account")
            first, second, third = drawn[0] % 9 + 1, drawn[1] % 10, drawn[2] % 10
            made = f"{first}" * 4 + f"{second}" * 4 + f"{third}" * 4
            if attempt > _ENOUGH:  # there are 900 ids of that look
                made = f"{int.from_bytes(drawn[:8]) % 9 * 10**11 + 10**11 + attempt}"
            if made not in taken:
                break
        return made

    def _bytes(self, kind: str) -> bytes:
        number = self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return hashlib.sha256(f"{self.settings.seed}:{kind}:{number}".encode()).digest()

    def begin(self, organization: Organization, member: Member) -> None:
        """Let an account be in an organization, and write it down."""
        organization.members[member.id] = member
        management, since = organization.management, member.joined
        self.periods.append(Period(member.id, organization.id, management, since, member.method))

    def end(self, account: str, departure: str) -> None:
        """Write down that an account is in no organization any more."""
        for period in self.periods:
            if period.account == account and period.left is None:
                period.left, period.departure = clock.now(), departure

    def changed(self, account: str) -> datetime | None:
        """Return when the membership of an account changed last."""
        moments = [p.left or p.joined for p in self.periods if p.account == account]
        return max(moments, default=None)


STORE = Store()


def _load(found: Store) -> None:
    for one in fields(Store):  # the one object stays, for those who imported it
        setattr(STORE, one.name, getattr(found, one.name))


def reset() -> None:
    """Forget every organization."""
    _load(Store())


keep("organizations", lambda: STORE, _load)
