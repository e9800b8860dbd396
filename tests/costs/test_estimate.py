"""What a plan expects to pay, beside what the capture then pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.costs import capture, probing
from migrate.costs import look as look_module
from migrate.costs.archive import Archive
from migrate.costs.cubes import Call, Cube, Group
from migrate.costs.errors import BudgetSpent
from migrate.costs.estimating import Estimate, pages, requests, rows
from migrate.costs.extras_table import extras_of
from migrate.costs.look import Seen, look
from migrate.costs.scope import Scope, scope_of
from migrate.costs.sizes import PAGES, SERVICE, USAGE, Sizes
from tests.costs.saved import no_invoices
from tests.costs.synthetic import SMALL, Explorer, Line, line

TAGS = tuple(f"tag-{number}" for number in range(8))


def tagged(count: int) -> Sequence[Line]:
    """Usage types of a few services, each with one of three values of every tag."""
    return tuple(
        line(
            f"Service {number % 8}",
            f"Usage-{number:03d}",
            operation=f"Operation {number % 3}",
            tags={tag: f"value-{(number + at) % 3}" for at, tag in enumerate(TAGS)},
        )
        for number in range(count)
    )


def planned(directory: Path, explorer: Explorer, level: str, probed: str) -> tuple[Seen, Scope]:
    seen = look(Archive(directory), explorer, no_invoices, explorer.now, probed)
    assert seen.keys is not None
    return seen, scope_of(level, seen.keys, seen.sizes, seen.months, 10_000)


def width(scope: Scope) -> int:
    return scope.likely[1] - scope.likely[0]


@pytest.mark.parametrize("size", [120, 700])
def test_a_capture_costs_about_what_its_plan_expects(tmp_path: Path, size: int) -> None:
    """With pages of a size that the guess has, and of one that it has not."""
    explorer = Explorer(tagged(32), page_size=size, tags=TAGS)
    _, blind = planned(tmp_path, explorer, "standard", "")
    before = len(explorer.requests)

    seen, scope = planned(tmp_path, explorer, "standard", "standard")
    looked = {str(request) for request in explorer.requests}
    counted = len(explorer.requests)
    capture.run(Archive(tmp_path), explorer, scope.wishes(seen.months), lambda: explorer.now)
    paid = len(explorer.requests) + sum(1 for extra in extras_of("standard") if extra.paid)

    assert scope.fewest <= paid
    assert scope.likely[0] <= paid <= scope.likely[1]
    assert abs(scope.expected - paid) <= 0.3 * paid
    assert width(scope) * 2 < width(blind)
    assert counted - before <= 20
    asked = {str(request) for request in explorer.requests[counted:]}
    assert not looked & asked, "the days and months that a look counted are not paid again"


def test_the_second_look_asks_nothing_and_says_the_same(tmp_path: Path) -> None:
    """Else the plan would be outdated when it is carried out."""
    explorer = Explorer(tagged(32), page_size=120, tags=TAGS)
    _, first = planned(tmp_path, explorer, "standard", "standard")
    before = len(explorer.requests)

    _, second = planned(tmp_path, explorer, "standard", "standard")

    assert second == first
    assert len(explorer.requests) == before


def test_a_history_too_long_to_be_counted_is_planned_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "ALLOWED", 2)
    explorer = Explorer(tagged(32), page_size=5, tags=TAGS)
    _, blind = planned(tmp_path, explorer, "standard", "")
    before = len(explorer.requests)

    _, scope = planned(tmp_path, explorer, "standard", "standard")
    _, again = planned(tmp_path, explorer, "standard", "standard")

    assert len(explorer.requests) == before + 2
    assert scope == again
    assert width(scope) <= width(blind)


def test_looks_may_cost_what_the_operator_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look_module, "LOOKS", 1)
    explorer = Explorer(SMALL)
    with pytest.raises(BudgetSpent):
        look(Archive(tmp_path), explorer, no_invoices, explorer.now)
    seen = look(Archive(tmp_path), explorer, no_invoices, explorer.now, budget=100)
    assert seen.months


def test_where_little_is_open_nothing_is_counted(tmp_path: Path) -> None:
    explorer = Explorer(SMALL)
    _, blind = planned(tmp_path, explorer, "essential", "")
    before = len(explorer.requests)

    _, scope = planned(tmp_path, explorer, "essential", "essential")

    assert len(explorer.requests) == before
    assert scope == blind


def test_a_tag_is_taken_for_one_like_those_that_were_counted() -> None:
    known, other = Group("TAG", "team"), Group("TAG", "stage")
    sizes = Sizes(40, 400, days={frozenset({SERVICE, known}): 80})

    found = rows(Cube("other", (SERVICE, other)), "DAILY", sizes)
    unknown = rows(Cube("other", (SERVICE, other)), "DAILY", Sizes(40, 400))

    assert found == Estimate(60, 80, 100)
    assert unknown.spread > 10 * found.spread


def test_days_follow_from_how_often_usage_types_are_used() -> None:
    """A row that is the sum of many usage types is there every day, one of a single is not."""
    sizes = Sizes(10, 1000, months={USAGE: 1000}, days={USAGE: 200})
    few = replace(sizes, months={**sizes.months, frozenset({SERVICE}): 10})
    alone = replace(sizes, months={**sizes.months, frozenset({SERVICE}): 1000})

    assert rows(Cube("few", (SERVICE,)), "DAILY", few).expected == pytest.approx(10, rel=0.01)
    assert rows(Cube("alone", (SERVICE,)), "DAILY", alone).expected == pytest.approx(200)


def test_months_follow_from_days_the_other_way() -> None:
    sizes = Sizes(10, 1000, months={USAGE: 1000}, days={USAGE: 200, frozenset({SERVICE}): 200})

    found = rows(Cube("alone", (SERVICE,)), "MONTHLY", sizes)

    assert found.expected == pytest.approx(1000, rel=0.01)
    assert found.low == 200


def test_a_page_that_was_seen_ends_the_guess() -> None:
    call = Call(Cube("usage", tuple(USAGE)), "DAILY")
    days = {USAGE: 1000}

    assert pages(Sizes()) == (PAGES[0], pytest.approx((PAGES[0] * PAGES[1]) ** 0.5), PAGES[1])
    assert pages(Sizes(least_page=2000))[0] == 2000
    assert pages(Sizes(least_page=9000)) == (9000, 9000, 9000)
    assert requests(call, Sizes(page=1000, days=days), 40).expected == 40
