"""What a capture has to ask: periods that nobody captured, and those that AWS had left open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from migrate.costs.cubes import CONTROL, Call, Question, call_body, call_of
from migrate.costs.holdings import Holdings, Key
from migrate.costs.periods import DAILY, MONTHLY, cut, reach_of
from migrate.costs.sums import rows_held

CONTROLS = (Call(CONTROL, MONTHLY), Call(CONTROL, DAILY))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an approved plan wants captured."""

    calls: tuple[Call, ...]
    """The controls are asked in any case."""
    budget: int
    """Requests."""
    months: int
    """How many months Cost Explorer answers, the current one included."""
    days: int
    """How many months of days it answers."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture under way."""

    wishes: Wishes
    started: datetime
    """AWS's clock."""
    recent: timedelta
    """How old an answer may be at the start to be taken as it is."""

    @property
    def end(self) -> date:
        """The day after the capture began: one end for all cubes, whatever the clock does."""
        return self.started.date() + timedelta(days=1)

    @property
    def name(self) -> str:
        """What its requests are paid under."""
        return self.started.isoformat()

    def months(self, granularity: str) -> int:
        """Return how many months can be asked for."""
        return self.wishes.months if granularity == MONTHLY else self.wishes.days

    def calls(self, granularity: str) -> tuple[Call, ...]:
        """Return what is asked of one granularity, the control first."""
        return tuple(c for c in (*CONTROLS, *self.wishes.calls) if c.granularity == granularity)

    def questions(self, call: Call, holdings: Holdings) -> Iterator[Question]:
        """Yield what has to be asked of a call, slice by slice where it has a third key.

        It depends on what the capture set out to do, not on the hour: a resumed one asks the
        same.
        """
        if call.cube.by is None:
            for start, end in self._runs(call.key, holdings):
                yield Question(call.cube, call.granularity, start, end)
            return
        for value, present in sorted(values_of(call, holdings).items()):
            part = call.cube.slice(value)
            needed = [
                run
                for run in self._runs((part.name, call.granularity), holdings)
                if any(run[0] <= day < run[1] for day in present)
            ]
            if needed:
                yield Question(part, call.granularity, needed[0][0], needed[-1][1])

    def _runs(self, key: Key, holdings: Holdings) -> Iterator[tuple[date, date]]:
        """Yield the windows of periods that are not known, neighbours joined."""
        still_open = holdings.open_from() or self.end
        after = self.started - self.recent
        winners = holdings.winners(key)
        run: list[tuple[date, date]] = []
        start = reach_of(self.started.date(), self.months(key[1]))
        for period in cut(start, self.end, key[1]):
            cell = winners.get(period[0])
            if cell is None or not (
                period[0] < still_open or (cell.asked_at >= after and cell.question.end == self.end)
            ):
                run.append(period)
            elif run:
                yield run[0][0], run[-1][1]
                run = []
        if run:
            yield run[0][0], run[-1][1]


def values_of(call: Call, holdings: Holdings) -> dict[str, set[date]]:
    """Return the values of a call's third key with the periods in which each has something.

    They are read from a cube that is grouped by that key and was captured before.
    """
    found: dict[str, set[date]] = {}
    for key in holdings.all_keys():
        cube = holdings.cube(key)
        if key[1] == call.granularity and cube.by is None and call.cube.by in cube.groups:
            at = cube.groups.index(call.cube.by)
            for row in rows_held(holdings, key):
                found.setdefault(row.keys[at], set()).add(row.day)
            return found
    return found


def capture_body(capture: Capture) -> dict[str, Any]:
    """Return a capture as JSON."""
    wishes = capture.wishes
    return {
        "calls": [call_body(call) for call in wishes.calls],
        "budget": wishes.budget,
        "months": wishes.months,
        "days": wishes.days,
        "started": capture.started.isoformat(),
        "recent": capture.recent.total_seconds(),
    }


def capture_of(body: Any) -> Capture:
    """Read a capture back."""
    calls = tuple(call_of(call) for call in body["calls"])
    return Capture(
        Wishes(calls, int(body["budget"]), int(body["months"]), int(body["days"])),
        datetime.fromisoformat(body["started"]),
        timedelta(seconds=body["recent"]),
    )
