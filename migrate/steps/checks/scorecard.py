"""Whether it is worth it: what speaks for the move, what against, and what it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrate.core.plan import Finding, Severity

SOURCE = "aws whitepaper: Organizing Your AWS Environment Using Multiple Accounts"
FOR = (
    "an account is the only hard wall AWS has: dev, CI and experiments stop to reach prod",
    "policies of the organization bind every account, its administrators and root users too",
    "each account is a bill of its own",
    "prod stays where it is: no resource is moved by joining, and joining costs nothing",
)
ALWAYS_AGAINST = (
    "the old account's cost history is no longer accessible (archive-costs saves it)",
    "the month of joining has two bills",
)
AGAINST = {
    "g17-exports": "its cost exports hold the time as a member only, or stop",
    "g18-credits": "its credits are shared unless you say otherwise",
    "g19-reservations": "its reserved instances are shared unless you say otherwise",
    "g19-savings-plans": "its savings plans are shared unless you say otherwise",
    "g21-support-plan": "its support plan is ended and started anew",
    "g22-tax": "its tax registrations have to be entered again",
    "g29-trails": "its own trails become a second, paid copy",
}
"""Finding key to what it costs where that was found."""


def scorecard(findings: tuple[Finding, ...], entries: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield three infos, drawn from what the checks saw."""
    keys = {finding.key for finding in findings}
    against = (*ALWAYS_AGAINST, *(text for key, text in AGAINST.items() if key in keys))
    yield _info("for", f"For it: {'; '.join(FOR)}.")
    yield _info("against", f"Against it: {'; '.join(against)}.")
    yield _info("effort", f"What it takes: {_effort(findings, entries)}.")


def _effort(findings: tuple[Finding, ...], entries: Mapping[str, Any]) -> str:
    blocks = sum(f.severity is Severity.BLOCK for f in findings)
    warnings = sum(f.severity is Severity.WARNING for f in findings)
    regions = entries.get("g32-regions", {}).get("seen", {})
    count = len(regions.get("looked_into", ()))
    parts = [
        "a day or more until AWS has activated a new management account",
        f"{blocks} things to put right and {warnings} to decide or know (listed here)",
        f"{count} regions with costs to look after" if count else "",
        "one call that cannot be undone (join-legacy)",
    ]
    return "; ".join(part for part in parts if part)


def _info(key: str, text: str) -> Finding:
    return Finding(Severity.INFO, text, source=SOURCE, key=f"worth-it-{key}")
