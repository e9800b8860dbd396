"""The two bills of the month of joining, for the days that one would choose from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from migrate.costs.merge import JoinDay, MergeEstimate
from migrate.costs.money import shown
from migrate.documents.cost_history import History
from migrate.documents.material import Material
from migrate.documents.values import Block, Paragraph, Section, Table

COLUMNS = ("Join on", "Old account's bill", "Management account's bill", "")
STEPS = (1, 5, 10, 15, 20, 25)
"""Days of a month that are shown."""


def chapter(material: Material) -> Iterator[Block]:
    """Return the estimate, what it rests on, and the day on which it is best."""
    yield Section("The two bills")
    costs = material.costs
    if not isinstance(costs, History):
        yield Paragraph(f"They cannot be estimated: {costs.why}")
        return
    if costs.merge is None:
        yield Paragraph(f"They cannot be estimated: {costs.why_no_merge}")
        return
    yield Paragraph(
        "The old account is billed for the part of the month before it joins; from the day of "
        "joining the management account is billed. The sum stays the same, but two invoices "
        "have to be paid, booked and kept. Reserved instances, savings plans and credits of the "
        "old account are shared with the organization unless their sharing is switched off."
    )
    if material.joined:
        yield from _after(costs.merge, date.fromisoformat(material.joined))
        return
    yield _table(costs.merge)
    best = costs.merge.recommended
    yield Paragraph(f"The better day is {best.day}: {costs.merge.why}")
    yield Paragraph(
        "Days to come are estimated: the mean of the last four weeks, and what is charged once a "
        "month on the day on which it came last. They are no offer of AWS."
    )


def _table(merge: MergeEstimate) -> Table:
    first = merge.days[0].day
    chosen = [
        d for d in merge.days if d.day.day in STEPS or d.day in {first, merge.recommended.day}
    ]
    return Table(
        COLUMNS,
        tuple(_row(day, merge, "today, as of the archive" * (day.day == first)) for day in chosen),
        numbers=frozenset(COLUMNS[1:3]),
    )


def _row(day: JoinDay, merge: MergeEstimate, remark: str) -> tuple[str, ...]:
    better = "the better day" if day.day == merge.recommended.day else ""
    said = ", ".join(part for part in (better, remark) if part)
    money = [shown(amount, merge.currency) for amount in (day.old_bill, day.new_bill)]
    return (day.day.isoformat(), *money, said)


def _after(merge: MergeEstimate, joined: date) -> Iterator[Block]:
    day = next((d for d in merge.days if d.day == joined), None)
    if day is None:
        yield Paragraph(f"The account joined on {joined}; the archive has no estimate of that day.")
        return
    old, new = (shown(amount, merge.currency) for amount in (day.old_bill, day.new_bill))
    yield Paragraph(
        f"The account joined on {joined}. Estimated before: {old} on the old account's last bill, "
        f"{new} on the management account's bill for the rest of that month. Compare them with "
        "the invoices when AWS has closed the month."
    )
