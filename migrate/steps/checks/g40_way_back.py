"""The old account could leave again: it has what AWS asks of a standalone account."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.signup import Signup
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side


def _look(look: Look) -> Seen:
    contact = look.ask("legacy", lambda account: Signup(account).contact())
    return {"contact": contact is not None}


def _judge(seen: Seen) -> Iterator[Finding]:
    if not seen["contact"]:
        yield Finding(
            Severity.WARNING,
            "The old account has no contact information.",
            why="Without it, and without a payment method, it could not leave the organization "
            "again.",
            remedy="Complete Account in the old account's console; keep its payment method.",
            source="botocore RemoveAccountFromOrganization",
            key="g40-no-contact",
        )


CHECK = Check(
    title="The old account could leave the organization again",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={"legacy": ("account:GetContactInformation",)},
    source="botocore RemoveAccountFromOrganization",
    look=_look,
    judge=_judge,
)
