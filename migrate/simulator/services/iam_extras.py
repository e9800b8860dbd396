"""What IAM says of an account's root user."""

from __future__ import annotations

from typing import Any

from moto.iam.models import AccountSummary

from migrate.simulator.organization.store import STORE
from migrate.simulator.world import WORLD

_BY_MOTO = AccountSummary.summary_map.fget


def _summary(summary: Any) -> dict[str, int]:
    """Return GetAccountSummary's map with what is known of the root user."""
    found: dict[str, int] = _BY_MOTO(summary)
    account = summary._iam_backend.account_id  # noqa: SLF001
    if account not in WORLD:
        return found
    known = WORLD.account(account)
    return found | {
        "AccountMFAEnabled": int(known.root_mfa),
        "AccountAccessKeysPresent": int(bool(known.root_keys)),
        "AccountSigningCertificatesPresent": 0,
        "AccountPasswordPresent": int(not _made_by_organization(account)),
    }


def _made_by_organization(account: str) -> bool:
    """An account made by CreateAccount has no root password (aws docs: root-user)."""
    organization = STORE.of(account)
    return organization is not None and organization.members[account].born is not None


AccountSummary.summary_map = property(_summary)
