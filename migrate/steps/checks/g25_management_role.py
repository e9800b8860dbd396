"""Management gets into the old account."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.iam import assumable, role_arn
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.way_in import BOTH_SIDES


def _look(look: Look) -> Seen:
    role = role_arn(look.context.account("legacy"), look.context.target.management_role)
    got = look.ask("management", lambda account: assumable(account, role))
    return {"role": role, "assumable": bool(got)}


def _judge(seen: Seen) -> Iterator[Finding]:
    if not seen["assumable"]:
        yield Finding(
            Severity.BLOCK,
            f"Management cannot assume {seen['role']}.",
            why="An invited account gets no management role by itself.",
            remedy=BOTH_SIDES,
            source="aws docs: Organizations, creating OrganizationAccountAccessRole",
            key="g25-not-assumable",
        )


CHECK = Check(
    title="Management can assume its role in the old account",
    side=Side.PREPARED,
    weight=Severity.BLOCK,
    reads={"management": ("sts:AssumeRole",)},
    source="aws docs: Organizations, creating OrganizationAccountAccessRole",
    look=_look,
    judge=_judge,
)
