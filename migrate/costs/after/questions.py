"""Ask the new payer for two cubes by day since the month of joining, and keep the last invoice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil

from migrate.costs.archive import Archive
from migrate.costs.ask import Asker, Asks
from migrate.costs.cubes import Cube, Group, Question
from migrate.costs.errors import ArchiveMissing
from migrate.costs.invoices import Bills, Invoices
from migrate.costs.manifest import Lack
from migrate.costs.merge import CUBE
from migrate.costs.money import price
from migrate.costs.periods import DAILY, REACH, first_of, reach_of, shifted
from migrate.costs.purse import Purse
from migrate.costs.sizes import PAGES

MINE, ACCOUNTS = "joined-service-record-type", "joined-account-record-type"
SERVICE, KIND = Group("DIMENSION", "SERVICE"), Group("DIMENSION", "RECORD_TYPE")
ACCOUNT = Group("DIMENSION", "LINKED_ACCOUNT")
LASTS = timedelta(minutes=60)
"""How long an answer is not asked for again."""
MONTHS = 3
"""How many months are looked at, the one of joining included."""
KINDS = 12
"""Record types of one account on one day: our guess."""


@dataclass(frozen=True, slots=True)
class Price:
    """Requests that a comparison takes."""

    fewest: int
    most: int

    def __str__(self) -> str:
        return f"{price(self.fewest)} to {price(self.most)} ({self.fewest} to {self.most} requests)"


def questions(account: str, joined: datetime, today: date) -> tuple[Question, Question]:
    """Return what is asked: the old account by service, and all accounts, by kind of charge."""
    start = first_of(joined.astimezone(UTC).date())
    if start < reach_of(today, REACH):
        raise ArchiveMissing(
            f"Days of {start:%Y-%m}, when the account joined, are beyond Cost Explorer's reach",
            remedy=f"Days are kept for {REACH} months; the invoices of that month remain.",
        )
    end = min(today + timedelta(days=1), shifted(start, MONTHS))
    mine = Cube(MINE, (SERVICE, KIND), by=ACCOUNT).slice(account)
    accounts = Cube(ACCOUNTS, (ACCOUNT, KIND))
    return Question(mine, DAILY, start, end), Question(accounts, DAILY, start, end)


def price_of(saved: Archive, asked: tuple[Question, ...], accounts: int) -> Price:
    """Tell what the questions will cost, from the rows that the archive has of a day."""
    if not asked:
        return Price(0, 0)
    holdings = saved.holdings()
    winners = holdings.winners((CUBE, DAILY))
    rows = max((cell.rows.get(day, 0) for day, cell in winners.items()), default=0)
    few = most = 0
    for question in asked:
        days = (question.end - question.start).days
        a_day = rows if question.cube.by else accounts * KINDS
        few += 1
        most += max(1, ceil(a_day * days / PAGES[0]))
    return Price(few, most)


def unanswered(since: Archive, asked: tuple[Question, ...], now: datetime) -> tuple[Question, ...]:
    """Return the questions that were not answered within the hour."""
    return tuple(question for question in asked if not _fresh(since, question, now))


def ask(
    since: Archive,
    explorer: Asks,
    asked: tuple[Question, ...],
    purse: Purse,
    tell: Callable[[str], None],
) -> int:
    """Ask within a budget of requests, each page paid and kept once; return how many it took."""
    asker = Asker(since, explorer, purse, tell)
    for question in asked:
        asker.cell(question)
    return purse.spent


def last_invoice(
    since: Archive, bills: Bills, joined: datetime, clock: Callable[[], datetime]
) -> Iterator[Lack]:
    """Keep the invoices of the month of joining: the days that Cost Explorer never showed."""
    month = first_of(joined.astimezone(UTC).date())
    yield from Invoices(since, bills, clock, lambda _: None).save(month)


def _fresh(since: Archive, question: Question, now: datetime) -> bool:
    cells = since.holdings().by_key.get((question.cube.name, DAILY), ())
    return any(
        cell.question == question and timedelta() <= now - cell.asked_at < LASTS for cell in cells
    )
