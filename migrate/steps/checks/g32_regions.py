"""Opt-in regions are known: they are off in every new account."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.checks.everywhere import READS, enabled, regions_of_interest


def _look(look: Look) -> Seen:
    found = enabled(look, "legacy")
    return {
        "opted_in": found["ENABLED"],
        "enabled": len(found["ENABLED"]) + len(found["ENABLED_BY_DEFAULT"]),
        "looked_into": list(regions_of_interest(look, "legacy")),
        "chosen": bool(look.context.workspace.settings.regions),
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    if seen["opted_in"]:
        yield Finding(
            Severity.INFO,
            f"Opt-in regions are enabled: {', '.join(seen['opted_in'])}.",
            why="They are off in new accounts, and an organization trail sees enabled ones only.",
            remedy="Nothing now: new accounts have to enable them where they are needed.",
            source="botocore account ListRegions; aws docs: creating-trail-organization",
            key="g32-opted-in",
        )
    others = seen["enabled"] - len(seen["looked_into"])
    if others > 0:
        yield Finding(
            Severity.WARNING if seen["chosen"] else Severity.INFO,
            f"Looked into {', '.join(seen['looked_into'])}, not into {others} other enabled "
            "regions" + (" that migrate.yaml leaves out." if seen["chosen"] else "."),
            why="What is there was not seen by any check."
            if seen["chosen"]
            else "They had no cost in 14 months; what is free, such as a share, can be there.",
            remedy="To look everywhere, name every region under `regions` in migrate.yaml.",
            key="g32-not-looked-into",
        )


CHECK = Check(
    title="The regions of the old account are known",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={"legacy": READS},
    source="botocore account ListRegions",
    look=_look,
    judge=_judge,
)
