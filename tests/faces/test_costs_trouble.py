"""The costs screen on an archive that is not there, damaged, hostile, or still being made."""

from __future__ import annotations

import shutil

import pytest

from migrate.core.escape import terminal
from migrate.core.ports import Progress
from migrate.state.lock import RunnerLock
from tests import tui_world
from tests.faces import costs_world
from tests.faces.seen import NARROW, WIDE, until


async def test_no_archive_says_so_and_what_to_type(costs_of):
    async with costs_of("empty", NARROW) as it:
        shown = await until(it.pilot, "No cost history was saved here yet.")
        assert "migrate plan archive-costs" in shown
        assert "Archive the costs: blocked" in shown
        assert "└" not in shown
        assert not {"Group", "Days", "Bills"} & set(shown.splitlines()[-1].split())
        await it.press("escape", sign="Quit")


def damaged_manifest(workspace):
    costs_world.spoil(workspace.archive / "manifest.json", b'"files"', b'"fil"')


def changed_table(workspace):
    path = workspace.archive / "tables/monthly/service-record-type.csv"
    costs_world.spoil(path, b"USD", b"EUR")


def lost_table(workspace):
    (workspace.archive / "tables/monthly/service-record-type.csv").unlink()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (damaged_manifest, "manifest.json is not the manifest of an archive"),
        (changed_table, "service-record-type.csv is not as it was captured"),
        (lost_table, "service-record-type.csv cannot be read"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_a_damaged_archive_draws_nothing_and_says_which_file(costs_of, damage, told):
    async with costs_of("small", NARROW, damage) as it:
        shown = await until(it.pilot, "Nothing is drawn here")
        assert told in " ".join(shown.split())
        assert "migrate costs verify" in shown
        assert "└" not in shown


async def test_other_tables_are_still_shown_when_one_is_damaged(costs_of):
    async with costs_of("small", WIDE, changed_table) as it:
        await until(it.pilot, "Nothing is drawn here")
        shown = await it.press("g", "down", "down", "enter", sign="Costs by region")
        assert "└" in shown


async def test_a_verdict_of_other_files_is_not_shown_as_theirs(costs_of):
    """A manifest that changed since is neither proven nor the one that state.db knows."""

    def older(workspace):
        costs_world.spoil(
            workspace.archive / "manifest.json", b'"level": "essential"', b'"level": "standard"'
        )

    async with costs_of("small", WIDE, older) as it:
        shown = await until(it.pilot, "not the archive that state.db knows")
        assert "proven," not in shown
        shown = await it.press("a", sign="Not proven")
        assert "migrate costs verify" in shown
        assert "state.db keeps" in shown


async def test_what_is_missing_stands_below_with_why_and_what_to_do(costs_of):
    def incomplete(workspace):
        lack = {"name": "budgets", "why": "not permitted (budgets:ViewBudget)"}
        costs_world.made(workspace.archive, missing=[lack])

    async with costs_of("currencies", NARROW, incomplete) as it:
        await until(it.pilot, "1 part missing")
        shown = await it.press("a", "pagedown", "pagedown", sign="budgets: not permitted")
        assert "migrate plan archive-costs" in " ".join(shown.split())


async def test_a_check_that_fails_stands_below_every_amount(costs_of):
    def wrong(workspace):
        path = workspace.archive / ".work/outlook.json"
        costs_world.spoil(path, b'"ok":true', b'"ok":false')

    async with costs_of("small", WIDE, wrong) as it:
        await until(it.pilot, "NOT proven:")
        await it.press("a", sign="NOT proven: 10 of 11 checks hold")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_hostile_names_are_text_on_every_page(costs_of, size):
    async with costs_of("hostile", size) as it:
        shown = await until(it.pilot, "not proven yet (v proves it)")
        for keys, sign in (("t", "▌"), ("t", "└"), ("a", "Manifest"), ("b", "two bills")):
            shown += await it.press(keys, sign=sign)
        await it.press("b", sign="└")
        shown += await it.press("t", "enter", sign="split it by")
        for text in shown.splitlines():
            assert terminal(text) == text
        assert "[@click=app.quit]" in shown
        assert "[$primary] \\" in shown
        assert it.app.is_running
    assert it.app.return_value is None
    assert len(costs_world.HOSTILE) == 7


async def test_progress_of_a_capture_is_followed(costs_of):
    async with costs_of("empty") as it:
        await until(it.pilot, "No cost history")
        world = tui_world.World.opened(it.workspace)
        with RunnerLock(it.workspace.lock).acquired("apply archive-costs"):
            world.store.progress(Progress("archive-costs", 3, 12, "service-region daily ($0.07)"))
            shown = await until(it.pilot, "service-region daily ($0.07)")
            assert "25%  3 of 12" in shown
        world.close()


async def test_an_archive_that_comes_is_shown_by_itself(costs_of, archives):
    async with costs_of("empty") as it:
        await until(it.pilot, "No cost history")
        shutil.copytree(archives / "small" / "archive", it.workspace.archive)
        await until(it.pilot, "Costs by service · unblended, USD")


async def test_v_proves_the_files_by_the_command_that_a_person_types(costs_of):
    async with costs_of("hostile") as it:
        await until(it.pilot, "not proven yet (v proves it)")
        shown = await it.press("v", sign="proven, 11 checks")
        assert "not proven" not in shown
        assert "$ migrate costs verify #" in it.workspace.log.read_text("utf-8")
