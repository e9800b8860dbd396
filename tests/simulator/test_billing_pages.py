"""Pages: a token goes on with its own question, and not for ever."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.simulator.bills import TODAY, Bills, by, refused, total

START = "2026-08-01"
ASKED: dict[str, Any] = {"GroupBy": by("SERVICE", "USAGE_TYPE")}


def test_pages_put_together_are_the_whole(bills: Bills) -> None:
    first = bills.page(START, TODAY, "DAILY", **ASKED)
    assert "NextPageToken" in first
    assert sum(len(one["Groups"]) for one in first["ResultsByTime"]) == 1000

    found = bills.periods(START, TODAY, "DAILY", **ASKED)

    keys = [(p["TimePeriod"]["Start"], *g["Keys"]) for p in found for g in p["Groups"]]
    assert len(keys) == len(set(keys)) > 5000
    assert len(found) == 109
    shown: dict[Any, Decimal] = {}
    for one in found:
        for group in one["Groups"]:
            name = (one["TimePeriod"]["Start"][:7] + "-01", *group["Keys"])
            amount = Decimal(group["Metrics"]["UnblendedCost"]["Amount"])
            shown[name] = shown.get(name, Decimal(0)) + amount
    rows = [row for row in bills.truth() if row["start"] >= START]
    truth = total(rows, "unblended_cost", "service", "usage_type")
    assert shown == {(s, a, b or "NoUsageType"): v for (s, a, b), v in truth.items()}


def test_a_changed_question_does_not_go_on(bills: Bills) -> None:
    page = bills.page(START, TODAY, "DAILY", **ASKED)["NextPageToken"]

    with refused("RequestChangedException"):
        bills.page(START, TODAY, "MONTHLY", **ASKED, NextPageToken=page)


def test_a_token_that_nobody_gave_is_refused(bills: Bills) -> None:
    for token in ("abc", "x" * 200, "W10="):
        with refused("InvalidNextTokenException"):
            bills.page(START, TODAY, NextPageToken=token)


def test_a_token_expires(fresh_bills: Bills) -> None:
    page = fresh_bills.page(START, TODAY, "DAILY", **ASKED)["NextPageToken"]
    fresh_bills.simulator.advance(minutes=59)
    fresh_bills.page(START, TODAY, "DAILY", **ASKED, NextPageToken=page)
    fresh_bills.simulator.advance(minutes=2)

    with refused("BillExpirationException"):
        fresh_bills.page(START, TODAY, "DAILY", **ASKED, NextPageToken=page)


def test_a_page_shows_the_moment_of_the_first(fresh_bills: Bills) -> None:
    """Midnight passes between two pages: the later one tells nothing of the new day."""
    fresh_bills.simulator.post("clock", {"set": "2026-11-19T07:59:00+00:00"})
    tomorrow = "2026-11-20"
    first = fresh_bills.page(START, tomorrow, "DAILY", **ASKED)
    fresh_bills.simulator.advance(minutes=10)  # 8 hours after its end a day appears

    found = fresh_bills.periods(
        START, tomorrow, "DAILY", **ASKED, NextPageToken=first["NextPageToken"]
    )

    assert found[-1]["TimePeriod"]["Start"] == "2026-11-19"
    assert not next(p for p in found if p["TimePeriod"]["Start"] == "2026-11-18")["Groups"]
    again = fresh_bills.periods("2026-11-18", tomorrow, "DAILY", **ASKED)
    assert again[0]["Groups"]
