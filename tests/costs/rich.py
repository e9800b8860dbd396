"""A world whose bills are awkward: three years, many usage types, hostile tags, negative months.

Started as a parent process like `tests.simulators`; `Rich` in `conftest` forks servers from it.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from migrate.simulator import clock, scenarios
from migrate.simulator.billing.book import Book
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.meters import Meter, credit, fee, mapped, tax
from migrate.simulator.billing.periods import shifted
from migrate.simulator.billing.preferences import Category, TagKey
from migrate.simulator.billing.tariffs import Tariff
from migrate.simulator.scenarios import tiny
from migrate.simulator.world import WORLD
from tests import simulators

ACCOUNT = tiny.LEGACY_ID
MONTHS = 38
FEW = 40
"""Usage types of one service: 38 months of them are several pages."""
HOSTILE = (
    "plain",
    "=1+1",
    "a|b\n# c",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "\x1b[2J",
    "$x",
)
EVIL_KEY = "=cmd|' /C calc'!A0"


def build(name: str) -> None:
    """Make `tiny`, then give its account a long and awkward history."""
    scenarios.tiny.build(WORLD)
    now = clock.now()
    opened = shifted(now.date(), 1 - MONTHS)
    LEDGER.books[ACCOUNT] = Book(ACCOUNT, opened, tuple(lines()), 7)
    mine = LEDGER.of(ACCOUNT)
    mine.enabled = mine.multi_year = None if name == "off" else now - timedelta(days=400)
    mine.tags = {
        "team": TagKey(True, opened, now, now),
        EVIL_KEY: TagKey(True, opened, now, now),
        "unused": TagKey(False, opened, now, now),
    }
    rule = {"Dimensions": {"Key": "SERVICE", "Values": ["AWS Lambda"]}}
    arn = f"arn:aws:ce::{ACCOUNT}:costcategory/0000"
    mine.categories = [Category("product", arn, now, (("shop", rule),), "rest")]


def lines() -> list[Tariff]:
    """Return the lines of the bill."""
    found: list[Tariff] = []
    for number in range(FEW):
        meter = Meter("AWS Lambda", "eu-west-1" if number % 3 else "us-east-1",
                      f"EUW1-Lambda-{number:03d}", f"Invoke-{number % 7}", "GB-Second",
                      "0.0000166667", str(1000 + number))  # fmt: skip
        found += meter.usage()
    shares = [(6, mapped({"team": text, EVIL_KEY: "x"})) for text in HOSTILE]
    buckets = Meter("Amazon Simple Storage Service", "us-east-1", "TimedStorage-ByteHrs",
                    "StandardStorage", "GB-Mo", "0.023", "12.5", growth=200)  # fmt: skip
    found += buckets.usage([*shares, (100, ())])
    refund = Charge("AWS Lambda", "Refund", region="us-east-1", record_type="Refund",
                    purchase_type="")  # fmt: skip
    found += [fee(refund, "-900", on=3, every=12, first=1), credit("AWS Lambda", 10, "5")]
    return [*found, tax(19)]


if __name__ == "__main__":
    scenarios.build = build
    simulators._warm(sys.argv[1], sys.argv[2])
