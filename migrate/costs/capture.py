"""Capture: what is missing or open is asked in order, then settled.

What a capture set out to do is a file: a kill, an expired login or a full disk leaves it
there, and the next run finishes exactly it, so no page is paid for twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from migrate.aws.cost_explorer import QuestionRefused
from migrate.costs import files
from migrate.costs.archive import Archive
from migrate.costs.ask import Asker, Asks
from migrate.costs.asking import Capture, Wishes, capture_body, capture_of
from migrate.costs.cubes import Call, Question
from migrate.costs.money import price
from migrate.costs.moving import moved
from migrate.costs.periods import DAILY, MONTHLY, reach_of
from migrate.workspace.whole import sync

__all__ = ["RECENT", "Captured", "Wishes", "finish", "run", "unfinished"]

RECENT = timedelta(minutes=10)
"""An answer that is younger is not asked again by the next run."""
SETTLINGS = 4
"""How often periods are asked again because AWS's numbers moved while they were read."""
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Captured:
    """What a capture came to."""

    name: str
    """What its requests are paid under."""
    asked: int
    """Cells that were asked for."""
    spent: int
    """Requests of this capture."""
    total: int
    """Requests of the archive since its beginning."""


@dataclass(slots=True)
class _Work:
    """A capture while it runs."""

    archive: Archive
    capture: Capture
    clock: Callable[[], datetime]
    progress: Progress
    explorer: Asks
    done: int = 0
    total: int = 0
    asker: Asker = field(init=False)

    def __post_init__(self) -> None:
        purse = self.archive.purse(self.capture.name, self.capture.wishes.budget)
        self.asker = Asker(self.archive, self.explorer, purse, self._tell)

    def ask(self, calls: tuple[Call, ...]) -> None:
        """Ask everything that some calls lack."""
        holdings = self.archive.holdings()
        todo = [q for call in calls for q in self.capture.questions(call, holdings)]
        self.total += len(todo)
        for question in todo:
            self._fill(question)
            self.done += 1

    def _tell(self, what: str) -> None:
        spent = price(self.asker.purse.spent)
        self.progress(self.done, self.total, f"{what} ({spent} so far)")

    def _fill(self, question: Question) -> None:
        """Ask a question; leave out what a new month put out of Cost Explorer's reach meanwhile.

        A cell that has begun is tried to its end first: its token may still be good.
        """
        begun = self.archive.growing(question)
        if question.start >= self._reach(question) or begun.begun():
            try:
                self.asker.cell(question)
            except QuestionRefused:
                if question.start >= self._reach(question):
                    raise
                begun.drop()
            else:
                return
        start = max(question.start, self._reach(question))
        if start < question.end:
            self.asker.cell(replace(question, start=start))

    def _reach(self, question: Question) -> date:
        return reach_of(self.clock().date(), self.capture.months(question.granularity))

    def settle(self) -> None:
        """Ask again what does not add up: AWS's numbers moved between two answers, or later."""
        for _ in range(SETTLINGS):
            off = list(moved(self.capture, self.archive.holdings()))
            if not off:
                return
            for question in off:
                self._fill(question)


def run(
    archive: Archive,
    explorer: Asks,
    wishes: Wishes,
    clock: Callable[[], datetime],
    *,
    recent: timedelta = RECENT,
    progress: Progress = lambda _done, _total, _label: None,
) -> Captured:
    """Finish the capture under way, or begin one; every request is within its budget."""
    archive.prepare()
    capture = unfinished(archive) or Capture(wishes, clock(), recent)
    capture = replace(capture, wishes=replace(capture.wishes, budget=wishes.budget))
    files.write(archive.work / "capture.json", files.dumped(capture_body(capture)))
    work = _Work(archive, capture, clock, progress, explorer)
    for granularity in (MONTHLY, DAILY):
        calls = capture.calls(granularity)
        work.ask(tuple(call for call in calls if call.cube.by is None))
        work.ask(tuple(call for call in calls if call.cube.by is not None))
    work.settle()
    purse = work.asker.purse
    progress(work.done, work.total, f"captured for {price(purse.spent)}")
    return Captured(capture.name, work.done, purse.spent, purse.total)


def finish(archive: Archive) -> None:
    """Say that the capture under way is in the manifest."""
    with files.disk():
        (archive.work / "capture.json").unlink(missing_ok=True)
        sync(archive.work)


def unfinished(archive: Archive) -> Capture | None:
    """Return the capture that was under way when the last run stopped."""
    path = archive.work / "capture.json"
    return capture_of(files.load(path)) if path.exists() else None
