"""Make checks and turn what they saw into findings; what could not be seen blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from migrate.aws.organizations import Organizations
from migrate.aws.permissions import action_of
from migrate.core.errors import NotPermitted, NotYet, OutcomeUnknown
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Side, Unseen
from migrate.steps.checks.registry import all_checks
from migrate.steps.context import Context

LATER: Mapping[Side, str] = {
    Side.MANAGEMENT: "the management account is not bound yet; invite-legacy makes this check",
    Side.ORGANIZATION: "there is no organization yet; invite-legacy makes this check",
    Side.PREPARED: "the management role is not made yet; join-legacy makes this check",
}
"""Why a check was not made, and which step makes it."""
Entries = Mapping[str, Any]
"""Check key to `{"seen": …}`, `{"unknown": …}` or `{"later": …}`."""


def before_inviting() -> tuple[Check, ...]:
    """Return what has to be known before the invitation: all that blocks, all of management."""
    return tuple(c for c in all_checks() if c.weight is Severity.BLOCK or c.side is not Side.LEGACY)


def before_joining() -> tuple[Check, ...]:
    """Return every check whose failure forbids joining."""
    return tuple(c for c in all_checks() if c.weight is Severity.BLOCK)


def permissions_of(*reads: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return role to the IAM actions that allow some calls."""
    found: dict[str, set[str]] = {"legacy": set(), "management": set()}
    for each in reads:
        for role, operations in each.items():
            found[role] |= {action_of(operation) for operation in operations}
    return {role: tuple(sorted(actions)) for role, actions in found.items()}


def run_checks(context: Context, checks: Sequence[Check]) -> dict[str, Any]:
    """Make the checks that can be made now; one that gets no answer does not stop the others."""
    look = Look(context)
    there = _there(look)
    entries: dict[str, Any] = {}
    for number, check in enumerate(checks, start=1):
        context.progress(number, len(checks), f"checking: {check.title}")
        missing = there[check.side]
        entries[check.key] = missing if missing else _made(check, look)
    return entries


def _made(check: Check, look: Look) -> dict[str, Any]:
    try:
        return {"seen": dict(check.look(look))}
    except Unseen as unseen:
        return _unknown(unseen)


def _unknown(unseen: Unseen) -> dict[str, Any]:
    """Keep what stays the same from one look to the next: AWS's sentence has ids in it."""
    error = unseen.error
    return {
        "unknown": {
            "role": unseen.role,
            "operation": error.operation,
            "code": error.code,
            "denied": isinstance(error, NotPermitted),
            "passing": isinstance(error, (NotYet, OutcomeUnknown)),
        }
    }


def _there(look: Look) -> dict[Side, dict[str, Any] | None]:
    """Tell for each side whether its checks can be made; what else stands in their place."""
    bound = look.context.store.accounts()
    there: dict[Side, dict[str, Any] | None] = dict.fromkeys(Side)
    for side in (Side.MANAGEMENT, Side.ORGANIZATION, Side.PREPARED):
        if "management" not in bound:
            there[side] = {"later": Side.MANAGEMENT.value}
    if "management" not in bound:
        return there
    if not look.context.recorded("prepare-legacy"):
        there[Side.PREPARED] = {"later": Side.PREPARED.value}
    try:
        organization = look.ask("management", lambda account: Organizations(account).describe())
    except Unseen as unseen:
        there[Side.ORGANIZATION] = _unknown(unseen)
        return there
    if organization is None or organization["MasterAccountId"] != bound["management"]:
        there[Side.ORGANIZATION] = {"later": Side.ORGANIZATION.value}
    return there


def judged(entries: Entries, checks: Iterable[Check]) -> Iterator[Finding]:
    """Yield what the entries mean, in the order of the checks; calls nothing."""
    for check in checks:
        entry = entries.get(check.key, {})
        if "seen" in entry:
            yield from check.judge(entry["seen"])
        elif "later" in entry:
            yield _later(check, Side(entry["later"]))
        else:
            yield _blocked(check, entry.get("unknown"))


def passing(entries: Entries) -> str:
    """Return an operation that got no answer and will get one by waiting; empty where none."""
    unknown = [entry["unknown"] for entry in entries.values() if "unknown" in entry]
    return next((str(u["operation"]) for u in unknown if u["passing"]), "")


def _later(check: Check, side: Side) -> Finding:
    return Finding(
        Severity.INFO,
        f"Not checked yet: {check.title} ({LATER[side]}).",
        source=check.source,
        key=check.key,
    )


def _blocked(check: Check, unknown: Mapping[str, Any] | None) -> Finding:
    """Make the block of a check that could not be made, with what was missing."""
    if unknown is None:
        sentence, remedy = "it was not made", "Plan the step again."
    else:
        operation, role = unknown["operation"], unknown["role"]
        sentence = f"{operation} of the {role} account answered {unknown['code'] or 'nothing'}"
        remedy = _how_to_see(unknown, action_of(operation), role)
    return Finding(
        Severity.BLOCK,
        f"UNKNOWN: {check.title}: {sentence}.",
        why="What could not be seen is never taken for fine.",
        remedy=remedy,
        source=check.source,
        key=check.key,
    )


def _how_to_see(unknown: Mapping[str, Any], action: str, role: str) -> str:
    if unknown["denied"]:
        return f"Allow {action} for the principal of the {role} profile, then plan again."
    if unknown["passing"]:
        return "AWS was busy or did not answer: plan again in a few minutes."
    return (
        f"{action} has to answer: look up {unknown['code']} in AWS's documentation, "
        "put right what it asks for, then plan again."
    )
