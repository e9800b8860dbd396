"""What Cost Explorer can be asked in this account, and how much it will say, found by asking it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from migrate.aws.cost_explorer import NoDataYet, QuestionRefused
from migrate.core.errors import NotPermitted
from migrate.costs.archive import Archive
from migrate.costs.ask import Asker, Asks
from migrate.costs.choosing import choose
from migrate.costs.counting import counted
from migrate.costs.cubes import CONTROL, Cube, Question
from migrate.costs.holdings import Holdings
from migrate.costs.money import exact
from migrate.costs.periods import LONG_REACH, MONTHLY, REACH, first_of, reach_of, shifted
from migrate.costs.probing import probe
from migrate.costs.scope import periods_of
from migrate.costs.sizes import Sizes
from migrate.costs.sums import rows_held
from migrate.costs.wants import ESSENTIAL, Keys, wants_of

LOOKS = 300
"""Requests that all looks of one month may cost together, unless more is allowed: $3."""
LASTS = timedelta(minutes=60)
"""How long a look is not repeated."""
USAGE = next(want for want in ESSENTIAL if want.name == "service-usage-type")
SAMPLE = Cube(USAGE.name, USAGE.groups)
"""The largest grouping: its rows of one month tell how large everything is."""
Summaries = Callable[[date], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """How far back Cost Explorer answers, whether it tells the whole story, and how long it is."""

    months: int
    """Months that it answers, the current one included; 0 while it is not enabled."""
    filled: bool | None
    """Whether past months are there; None where that cannot be told apart from an empty account."""
    older: bool | None
    """Whether there are bills before its reach; None where that cannot be told."""
    keys: Keys | None
    """Active tags and cost categories; None where they may not be read."""
    sizes: Sizes


def look(
    archive: Archive,
    explorer: Asks,
    summaries: Summaries,
    now: datetime,
    level: str = "",
    *,
    budget: int = 0,
) -> Seen:
    """Ask for the total of 38 months, else of 14: the answers are kept as part of the archive.

    For a level, its price is found out too.  A higher budget than `LOOKS` lets looks cost more.
    """
    archive.prepare()
    purse = archive.purse(f"look {now:%Y-%m}", max(LOOKS, budget))
    asker = Asker(archive, explorer, purse, lambda _: None)
    months = _months(asker, now)
    if not months:
        older = _billed_before(summaries, now.date(), REACH)
        return Seen(0, False, older, Keys(), Sizes())
    _sample(asker, now.date())
    holdings = archive.holdings()
    filled = True if _any_cost(holdings, now.date()) else _unbilled(summaries, now.date())
    older = False if months == LONG_REACH else _billed_before(summaries, now.date(), months)
    keys = active_keys(asker, now)
    sizes = _probed(asker, level, keys or Keys(), months, now) if level else counted(holdings)
    return Seen(months, filled, older, keys, sizes)


def _probed(asker: Asker, level: str, keys: Keys, months: int, now: datetime) -> Sizes:
    wants, periods = wants_of(level, keys), periods_of(months)
    return probe(
        asker,
        lambda sizes: (choose(wants, sizes, periods), lambda c: periods.of(c.granularity)),
        now,
    )


def _months(asker: Asker, now: datetime) -> int:
    held = [months for months in (LONG_REACH, REACH) if _recent(asker, months, now)]
    if held:
        return held[0]
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


def _sample(asker: Asker, today: date) -> None:
    """Ask for the last whole month by usage type, once."""
    month = shifted(first_of(today), -1)
    if month not in asker.archive.holdings().winners((SAMPLE.name, MONTHLY)):
        asker.cell(Question(SAMPLE, MONTHLY, month, first_of(today)))


def active_keys(asker: Asker, now: datetime) -> Keys | None:
    """Return what the bills can be grouped by: asked once an hour, paid as any request."""
    known = asker.archive.notes.get("keys", now, LASTS)
    if known is None:
        try:
            tags = asker.listed(
                "list_cost_allocation_tags", "CostAllocationTags", {"Status": "Active"}
            )
            found = asker.listed("list_cost_category_definitions", "CostCategoryReferences", {})
        except NotPermitted:
            return None
        known = {
            "tags": sorted(str(tag["TagKey"]) for tag in tags),
            "categories": sorted(str(one["Name"]) for one in found),
        }
        asker.archive.notes.put("keys", now, known)
    return Keys(tuple(known["tags"]), tuple(known["categories"]))


def _recent(asker: Asker, months: int, now: datetime) -> bool:
    """Whether that reach was asked for within the hour."""
    start = reach_of(now.date(), months)
    cells = asker.archive.holdings().by_key.get((CONTROL.name, MONTHLY), ())
    return any(
        cell.question.start == start and timedelta() <= now - cell.asked_at < LASTS
        for cell in cells
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
