"""Who administers an account's security services from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from migrate.aws.account import Account
from migrate.core.errors import GatewayError

NOT_IN_USE = frozenset(
    {
        "InvalidAccessException",  # botocore securityhub: not subscribed to Security Hub
        "ResourceNotFoundException",
    }
)


def _guard_duty(account: Account, region: str) -> str:
    for detector in account.pages("guardduty", "list_detectors", "DetectorIds", region):
        answer = account.call("guardduty", "get_administrator_account", region, DetectorId=detector)
        found = answer.get("Administrator") or {}
        if found.get("AccountId"):
            return str(found["AccountId"])
    return ""


def _security_hub(account: Account, region: str) -> str:
    try:
        answer = account.call("securityhub", "get_administrator_account", region)
    except GatewayError as error:
        if error.code in NOT_IN_USE:
            return ""
        raise
    return str((answer.get("Administrator") or {}).get("AccountId", ""))


def _macie(account: Account, region: str) -> str:
    """Macie says with a denial that it is not enabled (aws docs: macie2, common errors)."""
    try:
        answer = account.call("macie2", "get_administrator_account", region)
    except GatewayError as error:
        off = error.code == "AccessDeniedException" and "is not enabled" in str(error)
        if off or error.code in NOT_IN_USE:
            return ""
        raise
    return str((answer.get("administrator") or {}).get("accountId", ""))


@dataclass(frozen=True, slots=True)
class Reader:
    """How one service tells who administers it."""

    name: str
    service: str
    calls: tuple[str, ...]
    read: Callable[[Account, str], str]
    """Return the account id of the administrator; empty where there is none."""


READERS = (
    Reader(
        "GuardDuty",
        "guardduty",
        ("guardduty:ListDetectors", "guardduty:GetAdministratorAccount"),
        _guard_duty,
    ),
    Reader("Security Hub", "securityhub", ("securityhub:GetAdministratorAccount",), _security_hub),
    Reader("Macie", "macie2", ("macie2:GetAdministratorAccount",), _macie),
)
