"""Findings: what was seen, why it matters, what to do, and where the rule comes from."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from migrate.core.plan import Finding, Severity
from migrate.core.status import SATISFIED
from migrate.tui.desk import Page
from migrate.tui.prose import Row
from migrate.tui.widgets.section import Section
from migrate.tui.words import MUTED, SEVERITIES, fact, hanging, heading, line


class Findings(Section):
    """What the newest look at a done step found, and what the newest plan warns about."""

    def lines(self, page: Page) -> list[Content | Row]:
        """Return the findings, the heaviest first."""
        told: list[Content | Row] = []
        if page.step.verified:
            told += [heading("Seen when it was looked at again")]
            told += finding_lines(page.step.verified)
        if page.step.findings:
            past = page.step.status in SATISFIED
            name = "Known when it was approved" if past else "What to know"
            told += [line("")] if told else []
            told += [heading(name, (f"  {tally(page.step.findings)}", MUTED))]
            told += finding_lines(page.step.findings, brief=True, past=past)
        return told


def tally(findings: Sequence[Finding]) -> str:
    """Count findings by weight."""
    counts = [(s, sum(f.severity is s for f in findings)) for s in SEVERITIES]
    warned = "warning" if dict(counts)[Severity.WARNING] == 1 else "warnings"
    named = {Severity.BLOCK: "blocking", Severity.WARNING: warned, Severity.INFO: "to know"}
    return " · ".join(f"{count} {named[severity]}" for severity, count in counts if count)


def finding_lines(
    findings: Sequence[Finding], *, brief: bool = False, past: bool = False
) -> list[Row]:
    """Return findings, the heaviest first; in brief, what informs or is past is one line."""
    order = list(SEVERITIES)
    told = []
    for finding in sorted(findings, key=lambda found: order.index(found.severity)):
        shown, light = SEVERITIES[finding.severity], finding.severity is Severity.INFO
        mark = (f"{shown.mark} {finding.severity:<8}", f"bold {shown.style}")
        told.append(hanging(mark, (finding.summary, "" if light else "bold")))
        if past or (brief and light):
            continue
        for name, text in (("why", finding.why), ("do", finding.remedy)):
            told += [fact(f"    {name}", text, width=10)] if text else []
        source = finding.source and not brief
        told += [fact("    from", (finding.source, MUTED), width=10)] if source else []
    return told
