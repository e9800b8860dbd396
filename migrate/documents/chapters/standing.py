"""Where each step stands, and whose move it is."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.status import Status
from migrate.core.waiting import WaitFor
from migrate.documents.material import Material, moment
from migrate.documents.values import Block, Entries, Entry, Paragraph, Section, Table
from migrate.documents.words import stands
from migrate.state.view import StepView

COLUMNS = ("#", "Step", "Stands", "Since", "Looked at", "Remark")

LOOKED = frozenset({Status.DONE, Status.DRIFTED})


def chapter(material: Material) -> Iterator[Block]:
    """Return the journey as a table, then what is waited for."""
    yield Section("Where we stand")
    titles = {step.id: step.title for step in material.steps}
    since, looked = material.since, material.looked
    yield Table(
        COLUMNS,
        tuple(
            (
                str(step.position),
                step.title,
                stands(step),
                since.get(step.id, ""),
                looked.get(step.id, "") if step.status in LOOKED else "",
                _remark(step, titles),
            )
            for step in material.steps
        ),
        numbers=frozenset({"#"}),
    )
    waits = [step for step in material.steps if step.wait is not None]
    yield Section("Whose move it is")
    if not waits:
        yield Paragraph("Nothing is waited for.")
        return
    yield Entries(tuple(_wait(step) for step in waits))


def _remark(step: StepView, titles: dict[str, str]) -> str:
    if step.wait is not None:
        return step.wait.reason
    if step.status is Status.PENDING and step.blocked_by:
        return f"needs: {', '.join(titles.get(need, need) for need in step.blocked_by)}"
    if step.status in {Status.FAILED, Status.SKIPPED, Status.DRIFTED}:
        return step.note
    return ""


def _wait(step: StepView) -> Entry:
    wait = step.wait
    if wait is None:
        return Entry(step.title)
    whose = "a person has to act." if wait.waiting_for is WaitFor.PERSON else "AWS has to move."
    return Entry(
        f"{step.title}:",
        f"{whose} {wait.reason}",
        (
            ("do", wait.instruction),
            ("where", wait.link),
            ("proof", wait.probe),
            ("since", moment(step.changed_at)),
            ("next look", moment(wait.next_look)),
            ("deadline", moment(wait.deadline)),
        ),
    )
