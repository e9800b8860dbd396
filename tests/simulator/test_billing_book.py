"""The ledger itself: exact, saved as rules, grown by the clock, and cheap to ask."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from migrate.simulator.application import Application
from migrate.simulator.billing import ledger
from migrate.simulator.billing.amounts import cents, scaled, text
from migrate.simulator.billing.book import Book
from migrate.simulator.billing.charge import DIMENSIONS, GROUPABLE
from migrate.simulator.billing.cost_explorer import CostExplorer
from migrate.simulator.billing.preferences import Preferences
from migrate.simulator.scenarios.acme.ledger import open_book, open_books
from migrate.simulator.scenarios.tiny_bills import book
from tests.simulator.bills import LEGACY, METRICS

OPENED = date(2026, 1, 1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def columns(found: Book) -> list[list[int]]:
    return [list(c) for line in found.lines for c in (line.cost, line.amortized, line.quantity)]


def test_a_book_is_the_same_however_it_grew() -> None:
    at_once, by_days = book(LEGACY, OPENED, 1), book(LEGACY, OPENED, 1)
    at_once.extend(date(2026, 4, 15))
    for day in range(105):
        by_days.extend(OPENED + timedelta(days=day))

    assert columns(at_once) == columns(by_days)
    assert columns(book(LEGACY, OPENED, 2)) != columns(at_once)


def test_a_book_is_saved_as_its_rules() -> None:
    found = open_book(OPENED)
    found.extend(date(2026, 3, 1))
    kept = pickle.dumps(found)
    again = pickle.loads(kept)

    assert len(kept) < 200_000
    assert again.days == 0
    again.extend(date(2026, 3, 1))
    assert columns(again) == columns(found)


def test_a_share_takes_its_part_of_the_lines_before_it() -> None:
    found = book(LEGACY, OPENED, 1)
    found.extend(date(2026, 3, 1))
    tax = next(line for line in found.lines if line.charge.record_type == "Tax")
    others = [line for line in found.lines if line is not tax]

    january = sum(line.cost[31] for line in others)
    assert tax.cost[30] == 0
    assert tax.cost[31] == january * 7 // 100


def test_a_reset_forgets_all() -> None:
    ledger.LEDGER.books["999988887777"] = book("999988887777", OPENED, 1)
    ledger.LEDGER.of("999988887777").plan = "FREE"
    ledger.reset()

    assert ledger.LEDGER.books == {}
    assert ledger.LEDGER.of("999988887777").plan == "PAID"


@pytest.mark.parametrize(
    ("hours", "data", "history"), [(23, False, False), (25, True, False), (73, True, True)]
)
def test_data_come_in_steps(hours: int, data: bool, history: bool) -> None:
    mine = Preferences(enabled=NOON)
    later = NOON + timedelta(hours=hours)

    assert (mine.filled(later), mine.has_history(later)) == (data, history)


def test_amounts_are_exact() -> None:
    assert scaled("0.0000000001") == 1
    assert text(scaled("-12.50")) == "-12.5"
    assert [cents(scaled(v)) for v in ("0.005", "-0.005", "1.0049")] == ["0.01", "-0.01", "1.00"]
    with pytest.raises(ValueError, match="decimal places"):
        scaled("0.00000000001")


def test_what_can_be_grouped_by_is_documented() -> None:
    assert {"SERVICE", "REGION", "LINKED_ACCOUNT", "RECORD_TYPE", "USAGE_TYPE"} <= GROUPABLE
    assert set(DIMENSIONS) - GROUPABLE == {"OPERATING_SYSTEM"}


@pytest.fixture
def explorer() -> Iterator[CostExplorer]:
    Application()
    open_books()
    yield CostExplorer.backends[LEGACY]["aws"]
    ledger.reset()


def test_a_question_costs_what_its_days_do(explorer: CostExplorer) -> None:
    """Ratios of CPU time: a year to a month, and by two keys to without."""
    end = datetime.now(UTC).date()
    groups = [{"Type": "DIMENSION", "Key": key} for key in ("SERVICE", "REGION")]

    def seconds(days: int, **more: Any) -> float:
        spent = []
        for _ in range(3):
            before = time.process_time()
            explorer.get_cost_and_usage(
                TimePeriod={"Start": str(end - timedelta(days=days)), "End": str(end)},
                Metrics=list(METRICS),
                Granularity="DAILY",
                **more,
            )
            spent.append(time.process_time() - before)
        return min(spent)

    seconds(365)  # the book is written once
    year = seconds(365)
    assert year < 40 * seconds(30)
    assert seconds(365, GroupBy=groups) < 20 * year
