"""The old account is in no organization, or in ours."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.organizations import Organizations
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.membership import organization_faults


def _look(look: Look) -> Seen:
    current = look.ask("legacy", lambda account: Organizations(account).describe())
    legacy = look.context.account("legacy").id
    master = str(current["MasterAccountId"]) if current else ""
    ours = bool(master) and master == look.context.store.accounts().get("management")
    member = str(current["Id"]) if current else ""
    return {
        "legacy": legacy,
        "member_of": member,
        "organization": member if ours else "",
        "manages": master == legacy,
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    yield from organization_faults(seen)


CHECK = Check(
    title="The old account is in no other organization",
    side=Side.LEGACY,
    weight=Severity.BLOCK,
    reads={"legacy": ("organizations:DescribeOrganization",)},
    source="botocore HandshakeConstraintViolationException: ALREADY_IN_AN_ORGANIZATION; "
    "AcceptHandshake: MasterCannotLeaveOrganizationException",
    look=_look,
    judge=_judge,
)
