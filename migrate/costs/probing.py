"""Count, where a guess would be wide: single periods of what the capture asks anyway.

The answers are kept and not asked again, so a probe costs what it splits: a page or two; and
the size of a full page is seen, which AWS does not say.  Once
a month is enough; a plan must not move between being shown and being carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil

from migrate.costs.ask import Asker
from migrate.costs.counting import counted
from migrate.costs.cubes import Call, Question
from migrate.costs.errors import BudgetSpent
from migrate.costs.estimating import known, requests
from migrate.costs.periods import DAILY, first_of, shifted
from migrate.costs.sizes import PAGES, Sizes

WIDE = 100
"""Requests that a range may be wide before something is counted: $1."""
ALLOWED = 60
"""Requests that counting may cost in a month: $0.60.  What is still wide then stays wide."""
PROBES = 8
"""Periods that are counted at the most."""
FULL = (PAGES[0], 2000, PAGES[1])
"""Rows that a full page may have, tried one after the other: few are paid for to see one."""
LONGEST = 300
"""Days that are asked for at the most to see a full page; within the reach of days."""
DONE, LASTS = "probed", timedelta(days=31)
CLOSED = 10
"""Day of a month by which AWS has closed the month before (aws docs: ce-exploring-data)."""

Choose = Callable[[Sizes], tuple[Sequence[Call], Callable[[Call], int]]]
"""Returns, for what is known, the calls and how many periods each asks for."""


def probe(asker: Asker, choose: Choose, now: datetime) -> Sizes:
    """Count what makes the estimate wide, the widest first; return all that is known then.

    It has a purse of its own: a history that is too long to be counted can still be captured.
    """
    archive = asker.archive
    if archive.notes.get(DONE, now, LASTS) is not None:
        return counted(archive.holdings())
    counting = replace(asker, purse=archive.purse(f"count {now:%Y-%m}", ALLOWED))
    asked: list[str] = []
    with suppress(BudgetSpent):
        _count(counting, choose, now, asked)
    if asked:
        archive.notes.put(DONE, now, asked)
    return counted(archive.holdings())


def _count(asker: Asker, choose: Choose, now: datetime, asked: list[str]) -> None:
    """Count one call after the other, and add its name to `asked` before it is asked."""
    month = shifted(first_of(now.date()), -1 if now.day > CLOSED else -2)
    sizes, paged = counted(asker.archive.holdings()), False
    while len(asked) < PROBES and (call := _widest(sizes, choose)):
        asked.append(call.cube.name)
        _ask(asker, call, month)
        sizes = counted(asker.archive.holdings())
        if not paged and call.granularity == DAILY:
            sizes, paged = _page(asker, call, sizes, month), True


def _widest(sizes: Sizes, choose: Choose) -> Call | None:
    """Return what to count next; None where the whole is narrow, or nothing would change it."""
    calls, periods = choose(sizes)
    spreads = {call: requests(call, sizes, periods(call)).spread for call in calls}
    left = [call for call in calls if call.cube.by is None and not known(call, sizes)]
    if sum(spreads.values()) <= WIDE:
        return None
    return max(left, key=lambda call: spreads[call], default=None)


def _ask(asker: Asker, call: Call, month: date) -> None:
    end = month + timedelta(days=1) if call.granularity == DAILY else shifted(month, 1)
    asker.cell(Question(call.cube, call.granularity, month, end))


def _page(asker: Asker, call: Call, sizes: Sizes, month: date) -> Sizes:
    """Learn how many rows a page has, by days that are just too many for one, if it is small."""
    rows = sizes.days.get(frozenset(call.cube.keys), 0)
    end = month
    for size in FULL:
        if sizes.page or not rows or sizes.least_page > size:
            continue
        start = end - timedelta(days=ceil(size / rows) + 1)
        if start < month - timedelta(days=LONGEST):
            break
        asker.cell(Question(call.cube, DAILY, start, end))
        end, sizes = start, counted(asker.archive.holdings())
    return sizes
