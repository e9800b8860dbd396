"""What was found: what forbids going on, what to decide, what to know."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.documents.chapters.unseen import is_unseen
from migrate.documents.material import Material
from migrate.documents.values import Block, Bullets, Entries, Entry, Paragraph, Section
from migrate.documents.words import WEIGHTS
from migrate.state.view import StepView

LEAD = {
    Severity.BLOCK: "Each of these has to be put right before its step can be approved.",
    Severity.WARNING: "Approving a step accepts its warnings. Decide them before.",
}


def chapter(material: Material) -> Iterator[Block]:
    """Return the findings that still stand, the heaviest first."""
    yield Section("Risks and findings")
    found = [pair for pair in material.standing_findings() if not is_unseen(pair[1])]
    if not found:
        yield Paragraph("No plan and no look has found anything yet that stands.")
    for severity in (Severity.BLOCK, Severity.WARNING):
        mine = [pair for pair in found if pair[1].severity is severity]
        if mine:
            yield Section(f"{WEIGHTS[severity]} ({len(mine)})", level=3)
            yield Paragraph(LEAD[severity])
            yield Entries(tuple(_entry(step, finding) for step, finding in mine))
    known = [finding.summary for _, finding in found if finding.severity is Severity.INFO]
    if known:
        yield Section(f"{WEIGHTS[Severity.INFO]} ({len(known)})", level=3)
        yield Bullets(tuple(dict.fromkeys(known)))
    yield from _accepted(material)


def _entry(step: StepView, finding: Finding) -> Entry:
    return Entry(
        finding.summary,
        notes=(
            ("why", finding.why),
            ("what to do", finding.remedy),
            ("step", step.title),
            ("source", finding.source),
        ),
    )


def _accepted(material: Material) -> Iterator[Block]:
    """Return the warnings that were accepted by approving a plan whose step is done."""
    standing = {id(finding) for _, finding in material.standing_findings()}
    accepted = [
        (step, finding)
        for step, finding in material.findings()
        if finding.severity is Severity.WARNING and id(finding) not in standing
    ]
    if accepted:
        yield Section(f"Warnings that were accepted ({len(accepted)})", level=3)
        yield Entries(
            tuple(
                Entry(finding.summary, notes=(("accepted by", _who(material, step)),))
                for step, finding in accepted
            )
        )


def _who(material: Material, step: StepView) -> str:
    saved = material.plans.get(step.id)
    who = saved.approved_by if saved and saved.approved_by else "nobody"
    return f"{who}, with the plan of “{step.title}”"
