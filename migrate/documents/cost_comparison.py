"""What the new payer's bills show since the join, beside what the archive saved before it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from migrate.costs.after.comparison import Comparison
from migrate.costs.money import shown
from migrate.documents.cost_history import NoHistory
from migrate.documents.material import Material
from migrate.documents.values import Block, Document, Entries, Entry, Paragraph, Section, Table

DAYS = ("Day", "Old account's bill", "New payer's bill", "Verdict", "Seen")
RATES = ("Service", "A day before", "A day since", "Verdict")
DISCOUNTS = ("Kind", "Before", "Since", "Verdict", "Seen")


def document(material: Material) -> Document:
    """Return the evidence that no day was lost or billed twice, with what is not known yet."""
    found = material.comparison
    if isinstance(found, NoHistory):
        blocks: tuple[Block, ...] = (Paragraph(found.why),)
    else:
        blocks = tuple(_blocks(found))
    return Document("cost-comparison", "Costs before and after the join", blocks)


def _blocks(found: Comparison) -> Iterator[Block]:
    old, new = (shown(bill, found.currency) for bill in (found.old_bill, found.new_bill))
    yield Paragraph(
        f"{found.account} joined on {found.joined:%Y-%m-%d %H:%M} UTC. Of that month {old} are "
        f"saved from the old account's bill, and {new} are shown on the new payer's. Nothing "
        "here is taken for right that could not be seen."
    )
    notes = [(c, (("Then", c.then),) if c.then else ()) for c in found.claims]
    yield Entries(tuple(Entry(f"{c.name}: {c.word.value}", f"{c.said}.", n) for c, n in notes))
    yield Section("The month of joining, day by day")
    yield Paragraph(
        "The verdict is on what is metered day by day; fees, tax and credits are in the amounts, "
        "and AWS dates them as it likes."
    )
    rows = [(f"{d.day}", *_two(found, d.old, d.new), d.word.value, d.said) for d in found.days]
    yield Table(DAYS, tuple(rows), frozenset(DAYS[1:3]))
    yield Section("A usual day, by service")
    yield Paragraph("Means of whole days, prepaid commitments spread, fees and tax left out.")
    yield _rates(found)
    yield Section("Discounts and credits")
    lower = [
        (d.kind, *_two(found, d.before, d.after), d.word.value, d.said) for d in found.discounts
    ]
    yield Table(DISCOUNTS, tuple(lower), frozenset(DISCOUNTS[1:3])) if lower else Paragraph("None.")


def _rates(found: Comparison) -> Table:
    rows = [
        (
            rate.service,
            shown(rate.before, found.currency),
            "" if rate.after is None else shown(rate.after, found.currency),
            rate.word.value,
        )
        for rate in found.rates
    ]
    return Table(RATES, tuple(rows), frozenset(RATES[1:3]))


def _two(found: Comparison, one: Decimal, other: Decimal) -> tuple[str, str]:
    return shown(one, found.currency), shown(other, found.currency)
