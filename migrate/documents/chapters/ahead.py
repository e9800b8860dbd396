"""What will happen, step by step: what for, whose hand, what it calls, what it takes to undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.core.plan import Receipt
from migrate.core.ports import SavedPlan
from migrate.core.status import Status
from migrate.documents.material import Material, counted
from migrate.documents.values import Block, Entries, Entry, Paragraph, Section, Table
from migrate.documents.words import ACTIONS, hand, stands, undo
from migrate.state.view import StepView

COLUMNS = ("What", "Where", "By whom", "Calls that change AWS", "Undo", "Costs", "Made")
MIDDLE = frozenset({Status.APPLYING, Status.WAITING, Status.FAILED})


def chapter(material: Material) -> Iterator[Block]:
    """Return one section for each step that is not done."""
    yield Section("What will happen")
    ahead = material.ahead()
    if not ahead:
        yield Paragraph("Everything that this journey does is done.")
        return
    yield Paragraph(
        "Planning a step only reads AWS. Its changes are listed here once it is planned; what is "
        "not on an approved plan is not called. Steps that need others are planned after them."
    )
    titles = {step.id: step.title for step in material.steps}
    for step in ahead:
        yield from _step(step, material, titles)


def _step(step: StepView, material: Material, titles: dict[str, str]) -> Iterator[Block]:
    saved = material.plans.get(step.id)
    yield Section(f"{step.position}. {step.title}", level=3)
    yield Paragraph(step.purpose)
    yield Entries(tuple(_facts(step, saved, titles)))
    if saved is not None and saved.plan.changes:
        yield _changes(saved, material.receipts[step.id] if step.status in MIDDLE else {})


def _facts(step: StepView, saved: SavedPlan | None, titles: dict[str, str]) -> Iterator[Entry]:
    yield Entry("Stands:", stands(step))
    if step.needs:
        yield Entry("Needs:", ", ".join(titles.get(need, need) for need in step.needs))
    yield Entry("Undo:", undo(step.undo_how, step.undo))
    if step.skippable:
        yield Entry("Optional:", "the journey can do without it.")
    if saved is None:
        yield Entry("Plan:", "not drawn yet.")
        return
    approved = f"approved by {saved.approved_by}" if saved.approved_by else "not approved yet"
    if not saved.plan.changes:
        yield Entry("Plan:", f"{saved.plan.digest}, {approved}; nothing has to be changed.")
        return
    yield Entry(
        "Plan:", f"{saved.plan.digest}, {approved}; {counted(len(saved.plan.changes), 'change')}:"
    )


def _changes(saved: SavedPlan, made: Mapping[str, Receipt]) -> Table:
    return Table(
        COLUMNS,
        tuple(
            (
                f"{ACTIONS[change.action]}: {change.summary}",
                " ".join(part for part in (change.target.account, change.target.region) if part),
                hand(change),
                ", ".join(change.calls) or "none",
                undo(change.undo_how, change.undo),
                change.cost or "nothing",
                "yes" if change.key in made else "",
            )
            for change in saved.plan.changes
        ),
    )
