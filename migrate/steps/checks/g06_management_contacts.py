"""AWS can reach the people behind the management account."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.signup import Signup
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side

FINE = frozenset({"VERIFIED", "NOT_SUPPORTED", ""})
"""Answers for the phone that need nothing; an old answer has no VerificationStatus."""


def _look(look: Look) -> Seen:
    contact = look.ask("management", lambda account: Signup(account).contact())
    missing = look.ask("management", lambda account: Signup(account).missing_contacts()) or ()
    return {
        "contact": contact is not None,
        "phone": str((contact or {}).get("VerificationStatus", "")),
        "missing": list(missing),
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    faults = []
    if not seen["contact"]:
        faults.append("it has no contact information")
    if seen["phone"] not in FINE:
        faults.append(f"its phone number is {seen['phone']}")
    if seen["missing"]:
        faults.append(f"it has no contact for {', '.join(seen['missing'])}")
    if faults:
        yield Finding(
            Severity.WARNING,
            f"The management account is hard to reach: {'; '.join(faults)}.",
            why="AWS writes to these about abuse, billing and lost access.",
            remedy="Open Account in its console: complete the contact information, verify the "
            "phone, set the three alternate contacts.",
            source="botocore account GetContactInformation, GetAlternateContact",
            key="g06-management-contacts",
        )


CHECK = Check(
    title="AWS can reach the people behind the management account",
    side=Side.MANAGEMENT,
    weight=Severity.WARNING,
    reads={"management": ("account:GetContactInformation", "account:GetAlternateContact")},
    source="botocore account GetContactInformation, GetAlternateContact",
    look=_look,
    judge=_judge,
)
