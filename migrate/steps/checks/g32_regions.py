"""Opt-in regions are known: they are off in every new account."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side


def _look(look: Look) -> Seen:
    found = look.regions("legacy")
    return {
        "opted_in": found["ENABLED"],
        "by_default": found["ENABLED_BY_DEFAULT"],
        "looked_into": sorted(look.context.workspace.settings.regions),
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    if seen["opted_in"]:
        yield Finding(
            Severity.INFO,
            f"Opt-in regions are enabled: {', '.join(seen['opted_in'])}.",
            why="They are off in new accounts, and an organization trail sees enabled ones only.",
            remedy="Nothing now: create-accounts has to enable them where they are needed.",
            source="botocore account ListRegions; aws docs: creating-trail-organization",
            key="g32-opted-in",
        )
    outside = {*seen["opted_in"], *seen["by_default"]} - set(seen["looked_into"])
    if seen["looked_into"] and outside:
        yield Finding(
            Severity.WARNING,
            f"migrate.yaml names {', '.join(seen['looked_into'])}; {len(outside)} other enabled "
            "regions were not looked into.",
            why="What is there is not seen by any check.",
            remedy="Empty `regions` in migrate.yaml to look everywhere.",
            key="g32-not-looked-into",
        )


CHECK = Check(
    title="The regions of the old account are known",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={"legacy": ("account:ListRegions",)},
    source="botocore account ListRegions",
    look=_look,
    judge=_judge,
)
