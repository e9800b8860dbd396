"""The gate before joining: the cost history is safe, and what the merge month will cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from migrate.core.errors import HandNeeded
from migrate.core.plan import Facts, Finding, Severity
from migrate.core.waiting import Wait, WaitFor
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.gate import (
    JoinDay,
    archive_verdict,
    estimate_merge_month,
    expected_manifest,
)
from migrate.steps.context import Context

NEVER = timedelta(days=36_500)


def cost_facts(context: Context) -> dict[str, Any]:
    """Prove the archive, whatever its age, and estimate the two bills of joining today."""
    now = context.account("legacy").clock.now()
    expected = expected_manifest(context.store.recorded())
    verdict = archive_verdict(context.workspace.archive, expected, now, fresh=NEVER)
    facts: dict[str, Any] = {"manifest": expected, "wrong": list(verdict.why), "merge": None}
    facts["stopped"] = False  # join-legacy knows whether its own refresh was
    if not verdict.ok:
        return facts
    try:
        estimate = estimate_merge_month(context.workspace.archive, now.date())
    except (ArchiveMissing, ArchiveSpoiled) as error:
        return facts | {"wrong": [str(error)]}
    merge = {
        "currency": estimate.currency,
        "today": _bills(estimate.days[0]),
        "better": _bills(estimate.recommended),
        "why": estimate.why,
    }
    return facts | {"merge": merge}


def cost_findings(facts: Facts) -> Iterator[Finding]:
    """Block what would lose history; say both bills in money, and the better day."""
    if facts["stopped"]:
        yield _half_captured(facts["wrong"][0])
    else:
        yield from map(_not_safe, facts["wrong"])
    if facts["merge"] is None:
        return
    merge = facts["merge"]
    today, better = merge["today"], merge["better"]
    yield Finding(
        Severity.INFO,
        f"The month of joining has two bills. Joining on {_shown(today, merge['currency'])}.",
        why="The old payer is billed up to the moment of joining, the new one from then on. "
        "Estimated from the archive; credits, tax and commitments are in it as they came before.",
        remedy="Keep the old account's payment method valid until its last invoice is paid.",
        source="aws docs: useconsolidatedbilling-effective",
        key="two-bills",
    )
    if better["day"] != today["day"]:
        yield Finding(
            Severity.WARNING,
            f"There is a better day. Joining on {_shown(better, merge['currency'])}.",
            why=f"It is better because {merge['why']}",
            remedy=f"Come back on {better['day']}, or approve this plan to join now.",
            source="our reasoning, from the archive",
            key="g37-better-day",
        )


def _not_safe(wrong: str) -> Finding:
    return Finding(
        Severity.BLOCK,
        f"The cost history is not safe: {wrong}.",
        why="Cost Explorer forgets it for good when the account joins.",
        remedy="Type `migrate costs verify` to see all of it, then `migrate plan archive-costs`.",
        source="aws prescriptive guidance: transitioning to multiple AWS accounts, billing",
        key="g15-archive",
    )


def _half_captured(wrong: str) -> Finding:
    """Say how the archive that our own stopped refresh left is finished.

    The plan that shows this has replaced the one that could have been resumed.
    """
    return Finding(
        Severity.BLOCK,
        f"A capture of the cost history was stopped in the middle: {wrong}.",
        why="Every answer that was saved is whole. Cost Explorer forgets the rest for good when "
        "the account joins.",
        remedy="Type `migrate plan archive-costs` and apply it: that finishes the capture. Then "
        "type `migrate plan join-legacy`.",
        source="our own record of that capture",
        key="g15-archive",
    )


def require_archive(context: Context, step: str) -> None:
    """Stop right before the join unless the archive is proven and under an hour old."""
    now = context.account("legacy").clock.now()
    expected = expected_manifest(context.store.recorded())
    verdict = archive_verdict(context.workspace.archive, expected, now)
    if verdict.ok:
        return
    sentence = f"Stopped right before the join, nothing was sent: {'; '.join(verdict.why)}"
    how = f"Type `migrate plan archive-costs` and apply it, then `migrate apply {step}`."
    raise HandNeeded(
        sentence,
        remedy=how,
        wait=Wait(WaitFor.PERSON, sentence, probe="migrate costs verify", instruction=how),
    )


def _bills(day: JoinDay) -> dict[str, str]:
    return {"day": day.day.isoformat(), "old": _cents(day.old_bill), "new": _cents(day.new_bill)}


def _cents(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _shown(bills: Mapping[str, str], currency: str) -> str:
    return (
        f"{bills['day']} leaves about {bills['old']} {currency} on the old account's last bill "
        f"and puts about {bills['new']} {currency} on the management account's"
    )
