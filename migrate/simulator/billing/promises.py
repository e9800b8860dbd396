"""The lines that a reservation or a savings plan puts on the bill, unblended and amortized.

Together they add up: amortized, a reservation costs in a month what was promised for it,
its advance spread over the term, whether it was used or not.  (botocore ce and aws docs:
cur-ri-columns, cur-sp-line-items name the record types and what each holds.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.simulator.billing.amounts import USAGE, scaled
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.commitments import Reservation, SavingsPlan
from migrate.simulator.billing.tariffs import Fee, Promise, Span, Tariff, Usage

HOUR = scaled(1, USAGE)
YEAR = 365 * 24
SAVINGS = "Savings Plans for AWS Compute usage"


def reserved(
    bought: Reservation, used: Charge, span: Span, percent: int, factor: int = 0
) -> Iterator[Tariff]:
    """Yield the hours that a reservation covered, what is due for it, and its advance.

    `used` is what runs on it; `percent` of the hours are used, the same each day.
    """
    discounted = replace(
        used,
        record_type="DiscountedUsage",
        purchase_type="Standard Reserved Instances",
        commitment=bought.identifier,
    )
    hours = bought.count * 24 * HOUR
    effective = scaled(bought.hourly) + scaled(bought.fixed) // YEAR
    taken = hours * percent // 100
    yield Usage(discounted, taken, 0, effective, span, wobble=0, factor=factor)
    due = replace(discounted, record_type="RIFee", usage_type=_heavy(used.usage_type), tags=())
    left = Usage(due, hours - taken, 0, effective, span, wobble=0)
    yield Promise(due, scaled(bought.hourly) * bought.count, left, bought.count, span)
    if bought.fixed != "0":
        advance = scaled(bought.fixed) * bought.count
        once = Span(span.first, span.first + 1)
        yield Fee(
            replace(due, record_type="Fee"), advance, 0, span=once, quantity=bought.count * HOUR
        )


def _heavy(usage_type: str) -> str:
    """Return the usage type of the fee: `HeavyUsage:m5.large` for `BoxUsage:m5.large`."""
    return usage_type.replace("BoxUsage", "HeavyUsage")


def planned(
    bought: SavingsPlan, used: Charge, daily: str, prices: tuple[str, str], span: Span
) -> Iterator[Tariff]:
    """Yield what a savings plan covered, what is taken back for it, and the hourly promise.

    `daily` of what `used` names runs on it, at `prices` on demand and with the plan.
    """
    quantity, (full, reduced) = scaled(daily, USAGE), (scaled(p) for p in prices)
    covered = replace(
        used,
        record_type="SavingsPlanCoveredUsage",
        purchase_type="Savings Plans",
        commitment=bought.arn,
    )
    yield Usage(covered, quantity, full, reduced, span, wobble=0)
    back = replace(covered, record_type="SavingsPlanNegation")
    yield Usage(back, quantity, -full, 0, span, wobble=0)
    promise = Charge(
        SAVINGS,
        "ComputeSP:1yrNoUpfront",
        region=used.region,
        record_type="SavingsPlanRecurringFee",
        purchase_type="Savings Plans",
        unit="Hrs",
        commitment=bought.arn,
    )
    hourly = scaled(bought.commitment)
    taken = quantity * reduced // HOUR
    if taken > 24 * hourly:
        raise ValueError("More runs on the savings plan than it promises to pay for")
    yield Usage(promise, 24 * HOUR, hourly, (24 * hourly - taken) // 24, span, wobble=0)
