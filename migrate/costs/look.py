"""What Cost Explorer can be asked in this account, found out by asking it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from migrate.aws.cost_explorer import NoDataYet, QuestionRefused
from migrate.core.errors import NotPermitted
from migrate.costs.archive import Archive
from migrate.costs.ask import Asker, Asks
from migrate.costs.capture import RECENT
from migrate.costs.cubes import CONTROL, Question
from migrate.costs.holdings import Holdings
from migrate.costs.money import exact
from migrate.costs.periods import LONG_REACH, MONTHLY, REACH, first_of, reach_of, shifted
from migrate.costs.sums import rows_held

LOOKS = 100
"""Requests that all looks of one month of planning may cost together: $1."""
Summaries = Callable[[date], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """How far back Cost Explorer answers, and whether it tells the whole story."""

    months: int
    """Months that it answers, the current one included; 0 while it is not enabled."""
    filled: bool | None
    """Whether past months are there; None where that cannot be told apart from an empty account."""
    older: bool | None
    """Whether there are bills before its reach; None where that cannot be told."""


def look(archive: Archive, explorer: Asks, summaries: Summaries, now: datetime) -> Seen:
    """Ask for the total of 38 months, else of 14: the answer is kept as the archive's control."""
    archive.prepare()
    months = _months(archive, explorer, now)
    if not months:
        return Seen(0, False, _billed_before(summaries, now.date(), REACH))
    holdings = archive.holdings()
    filled = True if _any_cost(holdings, now.date()) else _unbilled(summaries, now.date())
    older = False if months == LONG_REACH else _billed_before(summaries, now.date(), months)
    return Seen(months, filled, older)


def _months(archive: Archive, explorer: Asks, now: datetime) -> int:
    held = [months for months in (LONG_REACH, REACH) if _recent(archive.holdings(), months, now)]
    if held:
        return held[0]
    purse = archive.purse(f"look {now:%Y-%m}", LOOKS)
    asker = Asker(archive, explorer, purse, lambda _: None)
    try:
        return _longest(asker, now.date())
    except NoDataYet:
        return 0


def _longest(asker: Asker, today: date) -> int:
    """Return the longest reach that is answered; a refusal of the shorter one is an error."""
    end = today + timedelta(days=1)
    for months in (LONG_REACH, REACH):
        try:
            asker.cell(Question(CONTROL, MONTHLY, reach_of(today, months), end))
        except QuestionRefused:
            if months == REACH:
                raise
        else:
            return months
    return 0


def _recent(holdings: Holdings, months: int, now: datetime) -> bool:
    """Whether that reach was asked for minutes ago."""
    start = reach_of(now.date(), months)
    return any(
        cell.key == (CONTROL.name, MONTHLY)
        and cell.question.start == start
        and now - cell.asked_at < RECENT
        for cell in holdings.cells
    )


def _any_cost(holdings: Holdings, today: date) -> bool:
    """Whether a month before the current one has any cost."""
    rows = rows_held(holdings, (CONTROL.name, MONTHLY))
    return any(any(row.amounts) for row in rows if row.day < first_of(today))


def _unbilled(summaries: Summaries, today: date) -> bool | None:
    """Tell an account without costs from one whose history is still being filled."""
    try:
        return not any(_billed(summaries, shifted(today, -back)) for back in (1, 2, 3))
    except NotPermitted:
        return None


def _billed_before(summaries: Summaries, today: date, months: int) -> bool | None:
    """Whether there are invoices of the two months before the reach."""
    try:
        return any(_billed(summaries, shifted(today, -months - back)) for back in (0, 1))
    except NotPermitted:
        return None


def _billed(summaries: Summaries, month: date) -> bool:
    return any(
        exact(str(one.get("BaseCurrencyAmount", {}).get("TotalAmount") or "0"))
        for one in summaries(month)
    )
