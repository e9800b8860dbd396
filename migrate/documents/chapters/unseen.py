"""What was not seen, not verified or not possible: no paper leaves it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from migrate.core.plan import Finding
from migrate.core.status import SATISFIED, Status
from migrate.documents.cost_history import NoHistory
from migrate.documents.material import Material, counted
from migrate.documents.values import Block, Entries, Entry, Paragraph, Section
from migrate.inventory.bill.comparing import money

LATER, GAP = "Not checked yet:", "Not seen:"
BEGINNINGS = ("UNKNOWN:", LATER, "Not looked at", GAP)
"""How a finding begins that says what could not be seen, or was not looked at."""
KEY = "not-looked-at"
PLANNED = "planned"
"""State of a question that a scan under way has not asked yet."""

AFTERWARDS = {
    "create-accounts": "create the other accounts",
    "set-guardrails": "attach service control policies",
    "grant-access": "give people access through IAM Identity Center",
    "lay-baseline": "set up the organization's trail, Config and GuardDuty",
    "limit-sandboxes": "put budgets on the sandboxes",
    "split-workloads": "say which resource belongs into which account",
    "plan-recreation": "plan how to recreate it there",
}
"""What a multi-account organization needs beside the steps that are there, by step."""


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
        history = step.status in SATISFIED and finding.summary.startswith(LATER)
        counted_below = finding.summary.startswith(GAP) and material.inventory.scan is not None
        if not is_unseen(finding) or counted_below or history:
            continue
        if finding.summary not in told:
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
    yield from _afterwards({step.id for step in material.steps})
    yield from _money(material)
    yield from _inventory(material)


def _afterwards(there: set[str]) -> Iterator[Entry]:
    left = [what for step, what in AFTERWARDS.items() if step not in there]
    if left:
        yield Entry(
            "After this journey:",
            f"left to do by other means: {'; '.join(left)}.",
        )


def _money(material: Material) -> Iterator[Entry]:
    costs = material.costs
    if isinstance(costs, NoHistory):
        yield Entry("Cost history:", costs.why)
        return
    if not costs.known:
        yield Entry("Cost history:", "the archive is not the one that the record knows.")
    for lack in costs.manifest.heading.missing:
        yield Entry("Cost history:", f"{lack.name} is missing: {lack.why}")


def _inventory(material: Material) -> Iterator[Entry]:
    inventory = material.inventory
    if inventory.scan is None:
        yield Entry("Inventory:", "not taken yet; no resource is listed in this paper.")
        return
    gaps = inventory.report["gaps"]
    unasked = sum(gap["cells"] for gap in gaps if gap["state"] == PLANNED)
    if unasked:
        yield Entry("Inventory:", f"{counted(unasked, 'question')} not asked yet.")
    for gap in gaps:
        if gap["state"] != PLANNED:
            where = ", ".join(gap["regions"])
            noun = counted(gap["cells"], "question")
            yield Entry("Inventory:", f"{gap['key']}: {noun} ({where}). {gap['why']}")
    yield from _unproven(inventory.report)


def _unproven(report: Mapping[str, Any]) -> Iterator[Entry]:
    """Return what the bill and other witnesses know and the inventory does not."""
    bill = report["bill"]
    if not bill["compared"]:
        yield Entry("Inventory:", bill["why"])
    elif bill["gaps"]:
        sums = sum((Decimal(gap["amount"]) for gap in bill["gaps"]), Decimal(0))
        what = counted(len(bill["gaps"]), "charge")
        yield Entry(
            "Inventory:",
            f"nothing that was seen explains {what} of {money(sums, bill['currency'])}.",
        )
    for one in report["witnesses"]:
        if one["gaps"]:
            what = counted(one["gaps"], "resource")
            yield Entry("Inventory:", f"{one['title']} knows {what} that was not found.")


def is_unseen(finding: Finding) -> bool:
    """Whether a finding says that something was not seen."""
    return finding.key == KEY or finding.summary.startswith(BEGINNINGS)
