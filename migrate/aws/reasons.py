"""Reason codes of Organizations, decoded: the cause, whose action it needs, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Reason:
    """What one reason code means for the operator."""

    cause: str
    remedy: str
    waits: timedelta | None = None
    """How long until another try is worth it; None means that waiting alone does not help."""
    person: bool = False
    """True when a person has to act; waiting is then for that person."""


_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

REASONS: Mapping[tuple[str, str], Reason] = MappingProxyType(
    {
        # botocore HandshakeConstraintViolationException
        ("HandshakeConstraintViolationException", "ACCOUNT_NUMBER_LIMIT_EXCEEDED"): Reason(
            "the organization has no room for another account; right after its creation AWS "
            "also says this while it is still being set up",
            "Wait an hour if the organization is new; else raise the quota of accounts in "
            "Service Quotas (management account, us-east-1).",
            waits=_HOUR,
        ),
        ("HandshakeConstraintViolationException", "HANDSHAKE_RATE_LIMIT_EXCEEDED"): Reason(
            "too many invitations were sent today", "Try again tomorrow.", waits=_DAY
        ),
        ("HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION"): Reason(
            "the account is a member of an organization already",
            "Leave that organization first, or adopt it if it is yours.",
        ),
        ("HandshakeConstraintViolationException", "PAYMENT_INSTRUMENT_REQUIRED"): Reason(
            "the account has no valid payment method",
            "Add a payment method in the account's Billing console, then apply again.",
            waits=_HOUR,
            person=True,
        ),
        (
            "HandshakeConstraintViolationException",
            "ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD",
        ): Reason(
            "the account and the organization are not of the same AWS partition or seller",
            "Ask AWS Support which accounts may join this organization.",
        ),
        (
            "HandshakeConstraintViolationException",
            "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
        ): Reason(
            "the organization is being switched to all features, and cannot invite meanwhile",
            "Finish or cancel the switch to all features.",
            waits=_DAY,
            person=True,
        ),
        (
            "HandshakeConstraintViolationException",
            "ORGANIZATION_MEMBERSHIP_CHANGE_RATE_LIMIT_EXCEEDED",
        ): Reason(
            "the account changed organizations too often lately", "Try again later.", waits=_DAY
        ),
        ("HandshakeConstraintViolationException", "MANAGEMENT_ACCOUNT_EMAIL_NOT_VERIFIED"): Reason(
            "the management account's e-mail address is not verified",
            "Open the verification mail that AWS sent to the management account, or send it "
            "again from the Organizations console.",
            waits=timedelta(minutes=5),
            person=True,
        ),
        ("HandshakeConstraintViolationException", "PAST_DUE_INVOICE"): Reason(
            "an invoice of the account is past due",
            "Pay it in the Billing console.",
            waits=_DAY,
            person=True,
        ),
        # botocore AccountOwnerNotVerifiedException
        ("AccountOwnerNotVerifiedException", ""): Reason(
            "the management account's e-mail address is not verified",
            "Open the verification mail that AWS sent to the management account, or send it "
            "again from the Organizations console.",
            waits=timedelta(minutes=5),
            person=True,
        ),
        # botocore ConstraintViolationException
        ("ConstraintViolationException", "ACCOUNT_CREATION_NOT_COMPLETE"): Reason(
            "the management account's sign-up is not complete",
            "Finish the sign-up: payment method, phone, support plan.",
            waits=_HOUR,
            person=True,
        ),
        ("ConstraintViolationException", "MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED"): Reason(
            "the management account has no valid payment method",
            "Add one in its Billing console.",
            waits=_HOUR,
            person=True,
        ),
        ("ConstraintViolationException", "MASTER_ACCOUNT_MISSING_CONTACT_INFO"): Reason(
            "the management account's contact information is incomplete",
            "Complete it on the account page.",
            waits=_HOUR,
            person=True,
        ),
        ("ConstraintViolationException", "ACCOUNT_NUMBER_LIMIT_EXCEEDED"): Reason(
            "the organization has no room for another account; right after its creation AWS "
            "also says this while it is still being set up",
            "Wait an hour if the organization is new; else raise the quota of accounts.",
            waits=_HOUR,
        ),
        ("ConstraintViolationException", "OU_NUMBER_LIMIT_EXCEEDED"): Reason(
            "the organization has no room for another OU", "Raise the quota of OUs."
        ),
        ("ConstraintViolationException", "OU_DEPTH_LIMIT_EXCEEDED"): Reason(
            "OUs may be five levels deep", "Flatten the OUs in plan.yaml."
        ),
        # botocore MasterCannotLeaveOrganizationException
        ("MasterCannotLeaveOrganizationException", ""): Reason(
            "the account is the management account of an organization of its own",
            "Remove its members and delete that organization first; its history of it stays.",
        ),
        # botocore CreateAccountStatus.FailureReason
        ("CreateAccountStatus", "ACCOUNT_LIMIT_EXCEEDED"): Reason(
            "the organization has no room for another account", "Raise the quota of accounts."
        ),
        ("CreateAccountStatus", "EMAIL_ALREADY_EXISTS"): Reason(
            "an account with this e-mail address exists, perhaps from a request of ours",
            "Look for it in ListAccounts; if it is not there, choose another address.",
        ),
        ("CreateAccountStatus", "CONCURRENT_ACCOUNT_MODIFICATION"): Reason(
            "the same request is being worked on", "Wait for it.", waits=timedelta(minutes=5)
        ),
        ("CreateAccountStatus", "INTERNAL_FAILURE"): Reason(
            "AWS failed", "Look for the account first, then try again.", waits=_HOUR
        ),
    }
)
"""(error code, reason) to its meaning.  Source: botocore 1.44.5, organizations."""


def reason_of(code: str, name: str) -> Reason | None:
    """Return the meaning of a reason, or None where it is not known."""
    return REASONS.get((code, name)) or REASONS.get((code, ""))
