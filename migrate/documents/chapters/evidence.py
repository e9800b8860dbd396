"""What was done, who decided it, and how to prove that nothing was altered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from migrate.core.plan import Action, Change
from migrate.documents.decisions import decided
from migrate.documents.material import Material, counted
from migrate.documents.values import Block, Entries, Entry, Paragraph, Section, Table
from migrate.state.captures import is_note

DONE = ("Step", "What", "How")
CALLS = ("Account", "Call", "Outcome", "Times")
HOW: Mapping[Action, str] = {
    Action.BY_HAND: "by hand, and proven by a read",
    Action.READ: "read only",
}
DECIDED = ("When", "Who", "Step", "What")


def chapter(material: Material) -> Iterator[Block]:
    """Return receipts, decisions, the calls that changed AWS, and the anchor of the record."""
    yield Section("What was done")
    rows = tuple(_done(material))
    if rows:
        yield Table(DONE, rows)
    else:
        yield Paragraph("Nothing was done yet.")
    yield Section("Who decided what")
    decisions = tuple((d.at, d.who, d.step, d.what) for d in decided(material))
    if decisions:
        yield Table(DECIDED, decisions)
    else:
        yield Paragraph("Nothing was decided yet.")
    yield Section("Calls to AWS")
    yield from _calls(material)
    yield Section("Proof")
    yield Paragraph(
        "Every call and every decision is kept in a chain: each entry carries the checksum of the "
        "one before. Keep this page outside the machine; with it, nobody can alter or cut the "
        "record unseen."
    )
    yield Entries(
        (
            Entry("Record up to event:", str(len(material.events))),
            Entry("Head:", material.head or "empty"),
            Entry("Check it:", f"`migrate audit --anchor {material.head or 'HEAD'}`"),
        )
    )


def _done(material: Material) -> Iterator[tuple[str, ...]]:
    for step in material.steps:
        saved = material.plans.get(step.id)
        planned = {change.key: change for change in saved.plan.changes} if saved else {}
        for key, receipt in material.receipts[step.id].items():
            if is_note(receipt):
                continue
            change = planned.get(key) or planned.get(key.partition("@")[0])
            what = change.summary if change else key
            yield step.title, what, "found, and adopted" if receipt.adopted else _how(change)


def _how(change: Change | None) -> str:
    if change is None or change.action not in HOW:
        return "made"
    return HOW[change.action]


def _calls(material: Material) -> Iterator[Block]:
    if not material.calls:
        yield Paragraph("None yet.")
        return
    reads, failed, services = 0, 0, Counter[str]()
    changing: Counter[tuple[str, str, str]] = Counter()
    for call in material.calls:
        count, outcome = int(call["calls"]), str(call["outcome"])
        services[str(call["service"])] += count
        failed += count * (outcome != "ok")
        if call["mutating"]:
            name = f"{call['service']}:{call['operation']}"
            changing[str(call["account"]), name, outcome] += count
        else:
            reads += count
    total = services.total()
    yield Paragraph(
        f"{counted(total, 'call')} to {counted(len(services), 'service')}: {reads:,} that only "
        f"read, {total - reads:,} that change. {failed:,} were answered with an error or not at "
        "all. The file calls.csv has them by operation, region and outcome."
    )
    if changing:
        rows = ((*key, f"{count:,}") for key, count in sorted(changing.items()))
        yield Table(CALLS, tuple(rows), numbers=frozenset({"Times"}))
