"""Months agree with what was invoiced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from migrate.costs.cubes import CONTROL, METRICS
from migrate.costs.invoices import Billed, billed
from migrate.costs.money import CENT, shown
from migrate.costs.periods import MONTHLY, shifted
from migrate.costs.proofs import Evidence

UNBLENDED = METRICS.index("UnblendedCost")


def months_as_invoiced(evidence: Evidence) -> Iterator[str]:
    """What differs between a closed month and its invoices is shown, beyond their rounding.

    A difference does not spoil the archive: AWS bills some things in other months than Cost
    Explorer shows them (subscriptions, corrections).  So nothing is yielded.
    """
    months: dict[date, dict[str, Decimal]] = {}
    for (start, currency), amounts in evidence.totals((CONTROL.name, MONTHLY)).sums.items():
        months.setdefault(start, {})[currency] = amounts[UNBLENDED]
    still_open = evidence.holdings.open_from() or date.max
    compared = agreed = 0
    for bill in billed(evidence.archive):
        if bill.month not in months or shifted(bill.month, 1) > still_open:
            continue
        compared += 1
        different = list(_differences(bill, months[bill.month]))
        agreed += not different
        evidence.notes += different
    evidence.said = f"{agreed} of {compared} closed months agree to the cent of each invoice"
    yield from ()


def _differences(bill: Billed, month: dict[str, Decimal]) -> Iterator[str]:
    for currency in sorted({*bill.totals, *month}):
        explored = month.get(currency, Decimal(0))
        invoiced = bill.totals.get(currency, Decimal(0))
        if abs(explored - invoiced) > CENT * max(bill.count, 1):
            yield (
                f"{bill.month:%Y-%m}: Cost Explorer has {shown(explored, currency)}, "
                f"{bill.count} invoices have {shown(invoiced, currency)}, "
                f"a difference of {shown(explored - invoiced, currency)}"
            )
