"""Who belongs to which organization, and since when: what bills and Cost Explorer need of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


def joined_at(account: str) -> datetime | None:
    """Return since when an account is a member; None for a standalone or management account."""
    del account
    return None


def payer(account: str) -> str | None:
    """Return the management account that pays for an account; None where it is standalone."""
    del account
    return None


def members(account: str) -> Sequence[tuple[str, datetime]]:
    """Return the members of the organization that an account manages, with their joining."""
    del account
    return ()
