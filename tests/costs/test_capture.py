"""Capture: each page is paid for once, whatever stops it; only open periods are asked again."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from migrate.core.errors import GatewayError
from migrate.costs import capture
from migrate.costs.archive import Archive
from migrate.costs.capture import unfinished
from migrate.costs.errors import BudgetSpent
from migrate.costs.look import look
from migrate.costs.manifest import Heading, publish
from migrate.costs.prove import prove
from tests.costs.saved import later, no_invoices, saved
from tests.costs.synthetic import NOW, Explorer, line

REQUESTS = 13
"""Requests of an undisturbed capture of the small synthetic bill, level essential."""
KEYS = 7
"""Its cubes and controls, by month and by day."""


class Killed(BaseException):
    """The process ended here."""


def test_a_capture_is_proven(tmp_path: Path) -> None:
    explorer = Explorer()
    manifest = saved(tmp_path, explorer)

    assert len(explorer.requests) == REQUESTS
    verdict = prove(Archive(tmp_path), manifest.sha256)
    assert verdict.ok, verdict.wrong


def test_a_second_capture_within_minutes_asks_nothing(tmp_path: Path) -> None:
    explorer = Explorer()
    first = saved(tmp_path, explorer)
    asked = len(explorer.requests)
    later(explorer, minutes=5)

    assert saved(tmp_path, explorer) == first
    assert len(explorer.requests) == asked


def test_a_later_capture_asks_for_open_periods_only(tmp_path: Path) -> None:
    explorer = Explorer()
    saved(tmp_path, explorer)
    asked = len(explorer.requests)
    later(explorer, hours=3)

    manifest = saved(tmp_path, explorer)

    again = explorer.requests[asked:]
    starts = {request["TimePeriod"]["Start"] for request in again[1:]}
    assert starts == {"2026-03-01"}
    assert again[0]["TimePeriod"]["Start"] == "2023-02-01"  # the look at the reach
    assert len(again) <= 2 * KEYS + 1
    assert prove(Archive(tmp_path), manifest.sha256).ok


def test_a_month_that_was_open_is_asked_until_it_is_closed(tmp_path: Path) -> None:
    explorer = Explorer()
    saved(tmp_path, explorer)
    explorer.now = NOW.replace(month=4, day=3)
    saved(tmp_path, explorer)  # March is still open
    explorer.now = NOW.replace(month=4, day=9)
    saved(tmp_path, explorer)  # March is closed now
    asked = len(explorer.requests)
    later(explorer, days=1)
    manifest = saved(tmp_path, explorer)

    starts = {request["TimePeriod"]["Start"] for request in explorer.requests[asked + 1 :]}
    assert starts == {"2026-04-01"}
    assert prove(Archive(tmp_path), manifest.sha256).ok


@pytest.mark.parametrize("at", range(1, REQUESTS + 1))
def test_a_kill_after_an_answer_costs_one_request(tmp_path: Path, at: int) -> None:
    """The answer was paid for and not kept yet: the worst moment there is."""
    explorer = Explorer(after=lambda number: kill_at(number, at))
    with pytest.raises(Killed):
        saved(tmp_path / "killed", explorer)
    explorer.after = lambda _: None
    later(explorer, minutes=2)

    manifest = saved(tmp_path / "killed", explorer)

    assert len(explorer.requests) == REQUESTS + 1
    assert prove(Archive(tmp_path / "killed"), manifest.sha256).ok


def kill_at(number: int, at: int) -> None:
    if number == at:
        raise Killed


def test_a_resume_on_the_next_day_finishes_what_was_begun(tmp_path: Path) -> None:
    """The clock passes midnight, and the end of the month, between kill and resume."""
    explorer = Explorer(now=NOW.replace(day=31, hour=23, minute=50))
    explorer.after = lambda number: kill_at(number, 9)
    with pytest.raises(Killed):
        saved(tmp_path, explorer)
    explorer.after = lambda _: None
    later(explorer, minutes=20)
    asked = len(explorer.requests)
    archive = Archive(tmp_path)
    begun = unfinished(archive)
    assert begun is not None

    capture.run(archive, explorer, begun.wishes, lambda: explorer.now)

    ends = {request["TimePeriod"]["End"] for request in explorer.requests[asked:]}
    assert ends == {"2026-04-01"}
    assert len(explorer.requests) == REQUESTS + 3  # one lost, one refused, one page begun anew
    manifest = publish(archive, Heading("111122223333", "aws", "standard", (), begun.wishes.calls))
    assert prove(archive, manifest.sha256).ok
    assert {lack.name.partition(":")[0] for lack in manifest.heading.missing} == {"reach"}


def test_midnight_within_a_capture_changes_nothing_of_it(tmp_path: Path) -> None:
    explorer = Explorer(now=NOW.replace(day=31, hour=23, minute=58, second=40))
    explorer.before = lambda number: later(explorer, seconds=30)

    manifest = saved(tmp_path, explorer)

    assert {lack.name.partition(":")[0] for lack in manifest.heading.missing} == {"reach"}
    assert manifest.reach["DAILY"][1].isoformat() == "2026-04-01"
    assert prove(Archive(tmp_path), manifest.sha256).ok


def test_a_void_token_restarts_its_cell_alone(tmp_path: Path) -> None:
    explorer = Explorer()
    lost = []

    def lose(number: int) -> None:
        if explorer.requests[-1].get("NextPageToken") and not lost:
            lost.append(number)
            explorer.tokens_since = number

    explorer.before = lose
    manifest = saved(tmp_path / "lost", explorer)

    assert lost
    assert len(explorer.requests) == REQUESTS + 2  # the refused one, and the first page again
    assert prove(Archive(tmp_path / "lost"), manifest.sha256).ok


def test_a_token_that_never_holds_is_an_error(tmp_path: Path) -> None:
    explorer = Explorer(tokens_since=10**6)

    with pytest.raises(GatewayError):
        saved(tmp_path, explorer)


def test_numbers_that_move_while_they_are_read_are_read_again(tmp_path: Path) -> None:
    explorer = Explorer()
    explorer.before = lambda number: setattr(explorer, "drift", 500 if number > 3 else 0)

    manifest = saved(tmp_path, explorer)

    assert prove(Archive(tmp_path), manifest.sha256).ok


def test_the_budget_is_hard_and_nothing_is_paid_twice_after_it(tmp_path: Path) -> None:
    explorer = Explorer()
    with pytest.raises(BudgetSpent) as spent:
        saved(tmp_path / "poor", explorer, budget=5)
    assert spent.value.wait is not None
    assert len(explorer.requests) == 5 + 2  # the look has its own

    manifest = saved(tmp_path / "poor", explorer, budget=1000)

    assert len(explorer.requests) == REQUESTS
    assert prove(Archive(tmp_path / "poor"), manifest.sha256).ok


def test_what_was_spent_survives_a_line_cut_short(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.purse("a", 100).take("x", 3)
    path = archive.work / "spent.jsonl"
    path.write_bytes(path.read_bytes() + b'\n{"capture":"a","requ')

    purse = archive.purse("a", 100)
    purse.take("y")

    assert archive.purse("a", 100).spent == 4
    assert archive.purse("a", 100).total == 5


def test_history_that_vanished_never_replaces_what_was_saved(tmp_path: Path) -> None:
    """After joining, Cost Explorer shows zero for what came before."""
    explorer = Explorer()
    manifest = saved(tmp_path, explorer)
    explorer.lines = [line("AWS Lambda", "EUW1-GB-Second", since=NOW.date())]
    later(explorer, days=2)

    with pytest.raises(GatewayError, match="any more"):
        saved(tmp_path, explorer)
    assert prove(Archive(tmp_path), manifest.sha256).ok


def test_files_are_for_their_owner_and_read_only(tmp_path: Path) -> None:
    directory = tmp_path / "archive"
    saved(directory, Explorer())

    for path in directory.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.is_dir():
            assert mode == 0o700, path
        elif ".work" not in path.parts:
            assert mode == 0o400, path
    assert json.loads((directory / "manifest.json").read_bytes())["account"] == "111122223333"


def test_a_capture_that_is_not_published_is_known(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    explorer = Explorer()
    months = look(archive, explorer, no_invoices, explorer.now).months
    capture.run(archive, explorer, capture.Wishes((), 100, months, 14), lambda: explorer.now)

    assert unfinished(archive) is not None
    assert not archive.exists()
