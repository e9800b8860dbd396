"""Findings: what was seen, why it matters, what to do, and where the rule comes from."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from migrate.core.plan import Finding
from migrate.tui.desk import Page
from migrate.tui.widgets.section import Section
from migrate.tui.words import MUTED, SEVERITIES, fact, line


class Findings(Section):
    """What the newest look at a done step found, and what the newest plan warns about."""

    def lines(self, page: Page) -> list[Content]:
        """Return the findings, the heaviest first."""
        told = []
        if page.step.verified:
            told += [line(("Seen when it was verified", "bold"))]
            told += finding_lines(page.step.verified)
        if page.step.findings:
            told += [line(("Findings of the plan", "bold"))]
            told += finding_lines(page.step.findings)
        return told


def finding_lines(findings: Sequence[Finding]) -> list[Content]:
    """Return findings in full, the heaviest first."""
    order = list(SEVERITIES)
    told = []
    for finding in sorted(findings, key=lambda found: order.index(found.severity)):
        shown = SEVERITIES[finding.severity]
        told.append(
            line((f"{shown.mark} {finding.severity:<8}", shown.style), (finding.summary, "bold"))
        )
        for name, text in (("why", finding.why), ("do", finding.remedy)):
            told += [fact(f"  {name}", text)] if text else []
        told += [fact("  source", (finding.source, MUTED))] if finding.source else []
    return told
