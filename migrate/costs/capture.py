"""Capture: which cells are missing or open, asked in order, then settled and written down.

What a capture set out to do is a file: a kill, an expired login or a full disk leaves it
there, and the next run finishes exactly it, so no page is paid for twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from migrate.aws.cost_explorer import QuestionRefused
from migrate.costs import files
from migrate.costs.archive import Archive
from migrate.costs.ask import Asker, Asks
from migrate.costs.cubes import CONTROL, Cube, Question, cubes_of
from migrate.costs.holdings import Holdings, Key
from migrate.costs.money import price
from migrate.costs.periods import DAILY, MONTHLY, cut, reach_of
from migrate.costs.sums import differences, totals_of

RECENT = timedelta(minutes=10)
"""An answer that is younger is not asked again by the next run."""
SETTLINGS = 3
"""How often open periods are asked again because AWS's numbers moved while they were read."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an approved plan wants captured."""

    level: str
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

    def reach(self, granularity: str) -> date:
        """Return the first day that can be asked for."""
        months = self.wishes.months if granularity == MONTHLY else self.wishes.days
        return reach_of(self.started.date(), months)

    def wanted(self) -> tuple[tuple[Cube, str], ...]:
        """Return the cubes with their granularities: months first, since they are few rows."""
        cubes = cubes_of(self.wishes.level)
        return tuple((c, g) for g in (MONTHLY, DAILY) for c in cubes if g in c.granularities)

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of what is wanted."""
        return tuple((cube.name, granularity) for cube, granularity in self.wanted())


def questions(capture: Capture, holdings: Holdings) -> Iterator[Question]:
    """Yield what has to be asked: periods that nobody captured, and those that AWS had open.

    They depend on what the capture set out to do, not on the hour: a resumed one asks the same.
    """
    still_open = holdings.open_from() or capture.end
    after = capture.started - capture.recent
    for cube, granularity in capture.wanted():
        winners = holdings.winners((cube.name, granularity))
        run: list[tuple[date, date]] = []
        for start, end in cut(capture.reach(granularity), capture.end, granularity):
            cell = winners.get(start)
            known = cell is not None and (
                start < still_open or (cell.asked_at >= after and cell.question.end == capture.end)
            )
            if not known:
                run.append((start, end))
            elif run:
                yield Question(cube, granularity, run[0][0], run[-1][1])
                run = []
        if run:
            yield Question(cube, granularity, run[0][0], run[-1][1])


def fresh(archive: Archive, keys: tuple[Key, ...], now: datetime, within: timedelta) -> bool:
    """Whether every cube was brought up to date that recently, and nothing is under way."""
    if unfinished(archive) is not None or not archive.exists():
        return False
    captured = archive.holdings().captured_at(keys)
    return captured is not None and now - captured < within


@dataclass(frozen=True, slots=True)
class Captured:
    """What a capture came to."""

    asked: int
    """Cells that were asked for."""
    spent: int
    """Requests of this capture."""
    total: int
    """Requests of the archive since its beginning."""


def run(
    archive: Archive,
    explorer: Asks,
    wishes: Wishes,
    clock: Callable[[], datetime],
    *,
    recent: timedelta = RECENT,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _label: None,
) -> Captured:
    """Finish the capture under way, or begin one; every request is within its budget."""
    archive.prepare()
    capture = unfinished(archive) or Capture(wishes, clock(), recent)
    capture = replace(capture, wishes=replace(capture.wishes, budget=wishes.budget))
    files.write(archive.work / "capture.json", files.dumped(_body(capture)))
    todo = list(questions(capture, archive.holdings()))
    done = [0]
    purse = archive.purse(capture.name, capture.wishes.budget)

    def tell(what: str) -> None:
        progress(done[0], len(todo), f"{what} ({price(purse.spent)} so far)")

    asker = Asker(archive, explorer, purse, tell)
    for question in todo:
        _fill(asker, capture, question, clock)
        done[0] += 1
    _settle(archive, asker, capture)
    progress(len(todo), len(todo), f"captured for {price(purse.spent)}")
    return Captured(len(todo), purse.spent, purse.total)


def _fill(
    asker: Asker, capture: Capture, question: Question, clock: Callable[[], datetime]
) -> None:
    """Ask a question; leave out what a new month has put out of Cost Explorer's reach meanwhile.

    A cell that has begun is tried to its end first: its token may still be good.
    """
    wishes = capture.wishes
    months = wishes.months if question.granularity == MONTHLY else wishes.days
    begun = asker.archive.growing(question)
    if question.start >= reach_of(clock().date(), months) or begun.pages():
        try:
            asker.cell(question)
        except QuestionRefused:
            if question.start >= reach_of(clock().date(), months):
                raise
            begun.drop()
        else:
            return
    start = max(question.start, reach_of(clock().date(), months))
    if start < question.end:
        asker.cell(replace(question, start=start))


def finish(archive: Archive) -> None:
    """Say that the capture under way is in the manifest."""
    with files.disk():
        (archive.work / "capture.json").unlink(missing_ok=True)
        files.sync(archive.work)


def unfinished(archive: Archive) -> Capture | None:
    """Return the capture that was under way when the last run stopped."""
    path = archive.work / "capture.json"
    if not path.exists():
        return None
    body = files.load(path)
    return Capture(
        Wishes(**body["wishes"]),
        datetime.fromisoformat(body["started"]),
        timedelta(seconds=body["recent"]),
    )


def moved(holdings: Holdings, keys: tuple[Key, ...], since: date) -> list[Key]:
    """Return the cubes that do not sum to their control in what AWS has not closed."""
    found = []
    for key in keys:
        control = totals_of(holdings, (CONTROL.name, key[1]), since)
        cube = totals_of(holdings, key, since)
        if any(differences(control.sums, cube.sums, cube.rows)):
            found.append(key)
    return found


def _settle(archive: Archive, asker: Asker, capture: Capture) -> None:
    """Ask open periods again while AWS's numbers moved between two answers."""
    cubes = {(cube.name, granularity): cube for cube, granularity in capture.wanted()}
    for _ in range(SETTLINGS):
        holdings = archive.holdings()
        since = holdings.open_from() or capture.end
        off = moved(holdings, capture.keys(), since)
        if not off:
            return
        controls = {(CONTROL.name, granularity) for _, granularity in off}
        for key in [*sorted(controls), *(k for k in off if k not in controls)]:
            asker.cell(Question(cubes[key], key[1], _start(since, key[1]), capture.end))


def _start(since: date, granularity: str) -> date:
    return since if granularity == DAILY else since.replace(day=1)


def _body(capture: Capture) -> dict[str, Any]:
    wishes = capture.wishes
    return {
        "wishes": {
            "level": wishes.level,
            "budget": wishes.budget,
            "months": wishes.months,
            "days": wishes.days,
        },
        "started": capture.started.isoformat(),
        "recent": capture.recent.total_seconds(),
    }
