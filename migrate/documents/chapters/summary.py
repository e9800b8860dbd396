"""In short: what this is, where it stands, what cannot be undone, what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Severity, Undo
from migrate.core.status import Status
from migrate.documents.chapters.unseen import unseen
from migrate.documents.cost_history import History
from migrate.documents.material import Material, counted
from migrate.documents.values import Block, Entries, Entry, Paragraph, Section
from migrate.state.view import StepView


def chapter(material: Material) -> Iterator[Block]:
    """Say everything that a reader with one minute has to know."""
    yield Paragraph(
        f"{_aim(material)} Nothing in it is moved: resources cannot change accounts. A new "
        "account, the management account, founds the organization and pays for all of it. "
        "Everything is done step by step; each step is planned, approved by a person, made, and "
        "looked at again."
    )
    yield Section("In short")
    yield Entries(tuple(_points(material)))


def _next(material: Material) -> str:
    middle = [step.title for step in material.steps if step.status is Status.APPLYING]
    if middle:
        return f"{middle[0]} is under way; if nobody works on it, type `{material.next.command}`."
    return f"{material.next.sentence} Type `{material.next.command}`."


def _aim(material: Material) -> str:
    legacy, home = material.legacy or "that holds everything today", material.target.home
    if material.joined:
        return (
            f"The AWS account {legacy} is a member of an organization of its own since "
            f"{material.joined}; its place as production account is {home}."
        )
    return (
        f"The AWS account {legacy} becomes a member of an organization of its own, as its "
        f"production account, in {home}."
    )


def _points(material: Material) -> Iterator[Entry]:
    yield Entry("Where we stand:", _standing(material))
    if material.ahead():
        yield Entry("Next:", _next(material))
    yield from _blocked(material)
    yield Entry("Cannot be undone:", _one_way(material))
    yield from _inventory(material)
    yield Entry("Money:", _money(material))
    count = len(list(unseen(material)))
    if count:
        noun = counted(count, "thing is", "things are")
        yield Entry("Not seen:", f"{noun} listed in the chapter “What was not seen or not done”.")


def _standing(material: Material) -> str:
    skipped = sum(step.status == "skipped" for step in material.steps)
    told = [f"{len(material.done()) - skipped} of {counted(len(material.steps), 'step')} done"]
    told += [f"{skipped} left out"] if skipped else []
    words = ("applying", "waiting", "approved", "planned", "failed", "drifted")
    for word in words:
        count = sum(step.status == word for step in material.steps)
        told += [f"{count} {word}"] if count else []
    return f"{', '.join(told)}."


def _inventory(material: Material) -> Iterator[Entry]:
    if material.inventory.scan is not None:
        counts = material.inventory.by_service
        told = f"{counted(sum(counts.values()), 'resource')} of {counted(len(counts), 'service')}"
        yield Entry("In the old account:", f"{told}.")


def _blocked(material: Material) -> Iterator[Entry]:
    blocks = [
        f for s, f in material.standing_findings() if f.severity is Severity.BLOCK and _ahead(s)
    ]
    if blocks:
        noun = counted(len(blocks), "finding forbids", "findings forbid")
        yield Entry("Blocked:", f"{noun} going on; the first is: {blocks[0].summary}")


def _ahead(step: StepView) -> bool:
    return step.status not in {Status.DONE, Status.SKIPPED}


def _one_way(material: Material) -> str:
    steps = [step for step in material.steps if step.undo == Undo.ONE_WAY]
    if not steps:
        return "no step of this plan."
    named = "; ".join(
        f"{step.title} ({'done' if step.status is Status.DONE else 'ahead'})" for step in steps
    )
    return f"{named}. Everything else can be taken back."


def _money(material: Material) -> str:
    costs = material.costs
    if not isinstance(costs, History):
        return f"{costs.why} The two bills of the month of joining cannot be estimated before."
    if costs.merge is None:
        return f"The two bills of the month of joining cannot be estimated: {costs.why_no_merge}"
    when = "came" if material.joined else "comes"
    return (
        "founding the organization, joining it and its policies cost nothing. The month of "
        f"joining {when} as two bills; the chapter “The two bills” says how much."
    )
