"""The two profiles stand for two accounts of one partition."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.identity import pair_faults


def _look(look: Look) -> Seen:
    return {
        role: look.ask(role, lambda a: {"account": a.id, "partition": a.partition})
        for role in ("legacy", "management")
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    yield from pair_faults(seen["legacy"], seen["management"])


CHECK = Check(
    title="The accounts are two, and of one partition",
    side=Side.MANAGEMENT,
    weight=Severity.BLOCK,
    reads={
        "legacy": ("sts:GetCallerIdentity",),
        "management": ("sts:GetCallerIdentity",),
    },
    source="botocore HandshakeConstraintViolationException: "
    "ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD",
    look=_look,
    judge=_judge,
)
