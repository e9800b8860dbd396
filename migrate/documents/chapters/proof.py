"""What proves the inventory: the bill, other witnesses; and what it means for a move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from migrate.documents.material import counted
from migrate.documents.values import Block, Paragraph, Section, Table
from migrate.inventory.bill.comparing import money

LARGEST = 15
GAPS = ("Charge", "Region", "Amount", "Why it is not explained")
NATURES = ("What it is", "Amount")
WITNESSES = ("Witness", "Knows", "Of them found", "Left out on purpose", "Not found", "Heard")
MOVES = ("How it gets there", "Resources")
WAYS = {
    "transfer": "AWS hands it over",
    "share": "it stays and is shared",
    "copy": "what is in it is copied",
    "recreate": "it is made anew from its settings",
    "stays": "it stays with its owner",
    "never": "it cannot leave the account",
    "unknown": "no row of the playbook: unknown",
}


def proof(report: Mapping[str, Any]) -> Iterator[Block]:
    """Return how the inventory was checked, and how it gets to other accounts."""
    yield Section("Held against the bill", level=3)
    yield from _bill(report["bill"])
    if report["witnesses"]:
        yield Section("What others know of it", level=3)
        yield _witnesses(report["witnesses"])
    if report["moves"]:
        yield Section("How it would get to another account", level=3)
        yield Paragraph("By type, with what to beware of, in the file moves.csv.")
        rows = tuple((WAYS[how], f"{count:,}") for how, count in report["moves"].items())
        yield Table(MOVES, rows, frozenset({"Resources"}))


def _bill(bill: Mapping[str, Any]) -> Iterator[Block]:
    if not bill["compared"]:
        yield Paragraph(bill["why"])
        return
    yield Paragraph(
        f"Of what was charged from {bill['start']} to {bill['end']} (that day not included): "
        f"{bill['why']}. Each of the {counted(bill['lines'], 'line')} is in the file "
        "bill-lines.csv with the resources that cause it."
    )
    natures = tuple(
        (name, money(Decimal(amount), bill["currency"])) for name, amount in bill["natures"].items()
    )
    yield Table(NATURES, natures, frozenset({"Amount"}))
    if bill["gaps"]:
        yield Table(GAPS, tuple(_gap(bill, gap) for gap in bill["gaps"][:LARGEST]))
    free = sum(one["resources"] for one in bill["free"])
    if free:
        yield Paragraph(
            f"{counted(free, 'resource')} of types that can cost money had no charge in their "
            "region: small, new, stopped, within a free tier, or forgotten."
        )


def _gap(bill: Mapping[str, Any], gap: Mapping[str, Any]) -> tuple[str, str, str, str]:
    amount = money(Decimal(gap["amount"]), bill["currency"])
    return f"{gap['service']}: {gap['usage_type']}", gap["region"] or "unknown", amount, gap["why"]


def _witnesses(witnesses: list[Mapping[str, Any]]) -> Table:
    rows = tuple(
        (
            one["title"],
            *(f"{one[name]:,}" for name in ("known", "agreed", "explained", "gaps")),
            "; ".join(
                f"{state}: {counted(len(where), 'region')}"
                for state, where in one["states"].items()
            ),
        )
        for one in witnesses
    )
    return Table(WITNESSES, rows, frozenset(WITNESSES[1:5]))
