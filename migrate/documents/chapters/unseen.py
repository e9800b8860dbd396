"""What was not seen, not verified or not possible: no paper leaves it out."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding
from migrate.core.status import SATISFIED, Status
from migrate.documents.cost_history import NoHistory
from migrate.documents.material import Material
from migrate.documents.values import Block, Entries, Entry, Paragraph, Section

BEGINNINGS = ("UNKNOWN:", "Not checked yet:", "Not looked at")
"""How a finding begins that says what could not be seen, or was not looked at."""
KEY = "not-looked-at"


def chapter(material: Material) -> Iterator[Block]:
    """List everything that this paper does not know."""
    yield Section("What was not seen or not done")
    found = tuple(unseen(material))
    if found:
        yield Entries(found)
    else:
        yield Paragraph("Everything that this journey looks at was seen and verified.")
    yield Paragraph(
        "This paper says what was true when it was last looked at. What was changed since then, "
        "by hand or by another tool, is seen by `migrate verify`."
    )


def unseen(material: Material) -> Iterator[Entry]:
    """Return what could not be seen, was not looked at, was left out, or is not proven."""
    told: set[str] = set()
    for step, finding in material.findings():
        history = step.status in SATISFIED and finding.summary.startswith(BEGINNINGS[1])
        if is_unseen(finding) and finding.summary not in told and not history:
            told.add(finding.summary)
            yield Entry(f"{step.title}:", finding.summary, (("what to do", finding.remedy),))
    for step in material.steps:
        if step.status is Status.SKIPPED:
            yield Entry(f"{step.title}:", f"left out. {step.note}")
        elif step.status is Status.DRIFTED:
            yield Entry(f"{step.title}:", f"was done; AWS no longer agrees. {step.note}")
    never = [step for step in material.steps if step.status is Status.PENDING]
    if never:
        named = ", ".join(step.title for step in never)
        yield Entry("Not planned yet:", f"{named}. What they will change is not known.")
    yield from _money(material)
    if "take-inventory" not in {step.id for step in material.steps}:
        yield Entry("Inventory:", "this version takes none; resources are not listed here.")


def _money(material: Material) -> Iterator[Entry]:
    costs = material.costs
    if isinstance(costs, NoHistory):
        yield Entry("Cost history:", costs.why)
        return
    if not costs.known:
        yield Entry("Cost history:", "the archive is not the one that the record knows.")
    for lack in costs.manifest.heading.missing:
        yield Entry("Cost history:", f"{lack.name} is missing: {lack.why}")


def is_unseen(finding: Finding) -> bool:
    """Whether a finding says that something was not seen."""
    return finding.key == KEY or finding.summary.startswith(BEGINNINGS)
