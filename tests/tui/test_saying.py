"""What the lines above the keys and the corner say: whole, in time, and never over each other."""

from __future__ import annotations

import os
import signal

import pytest
from rich.cells import cell_len

from migrate.core.plan import Finding, Severity
from migrate.core.status import Signal, Status
from migrate.state.lock import RunnerLock
from migrate.state.view import View
from migrate.steps.journey import journey
from migrate.tui.desk import Desk, Ended
from migrate.tui.flow import outcome
from migrate.tui.screens.journey import JourneyScreen
from migrate.tui.screens.review import Approved, ReviewScreen
from migrate.tui.widgets.findings import tally
from migrate.tui.widgets.next_line import BLOCKED, DONE, KEYS, YOURS
from tests import tui_world
from tests.faces.seen import NARROW, WIDE, Heard, screen_text, type_in, until


@pytest.fixture
def lived(tmp_path):
    world = tui_world.lived_in(tmp_path / "lived")
    world.close()
    return world.workspace


def test_what_is_next_is_never_cut_at_80_columns():
    for position, step in enumerate(journey(), start=1):
        for told in (*KEYS.values(), BLOCKED, YOURS):
            assert cell_len(f" Next {position} {step.title}: {told} ") <= NARROW[0]


async def test_a_runner_is_told_of_from_the_key_to_its_end(lived, app_of):
    """It loads for seconds before it has the lock, and ends after it gave it back."""
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        app.screen.choose("archive-costs")
        await pilot.press("p")
        await pilot.pause()
        scene = app.desk.look()
        assert scene.holder is None
        assert scene.spawned == "plan archive-costs"
        shown = await until(pilot, "Working migrate plan archive-costs")
        assert "runner: plan archive-costs" in shown
        assert "no runner" not in shown
        assert not {"r", "p"} & set(shown.splitlines()[-1].split())
        await until(pilot, "no runner")
        assert app.desk.look().spawned == ""


async def test_a_resume_that_loads_is_not_told_to_be_stopped(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "It was stopped in the middle: r resumes it.")
        await pilot.press("r")
        await pilot.pause()
        assert app.desk.look().spawned == "apply take-inventory"
        shown = await until(pilot, "It goes on if you quit.")
        assert "stopped in the middle" not in shown


async def test_quitting_says_what_goes_on(lived, app_of, capsys):
    app = app_of(lived)
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, "Quit")
        with RunnerLock(lived.lock).acquired("apply take-inventory"):
            await pilot.press("q")
            await pilot.pause()
    told = " ".join(capsys.readouterr().err.split())
    assert "`migrate apply take-inventory` goes on" in told
    assert told.endswith("`migrate status` says how far.")


async def test_a_sentence_in_the_corner_covers_no_line_that_says_what_to_do(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        before = (await until(pilot, "Quit")).splitlines()[-2:]
        app.screen.tell("A long sentence that somebody says in the corner. " * 4)
        after = (await until(pilot, "A long sentence")).splitlines()[-2:]
        assert after == before


async def test_a_wrong_word_is_refused_at_the_question_and_the_right_one_ends_that(lived, app_of):
    heard, app = Heard(), app_of(lived)
    async with app.run_test(size=NARROW, message_hook=heard, notifications=True) as pilot:
        await until(pilot, "Quit")
        app.screen.choose("found-organization")
        await pilot.press("a")
        await until(pilot, "to approve it")
        await type_in(pilot, "yes")
        lines = (await until(pilot, "nothing was approved")).splitlines()
        assert "nothing was approved" in lines[-4]
        assert "account id of the management account" in lines[-3]
        assert lines[-2].strip() == "yes"
        app.screen.query_one("#word").value = tui_world.MANAGEMENT
        await pilot.press("enter")
        await pilot.pause()
        while not heard.of(Approved) or isinstance(app.screen, ReviewScreen):
            await pilot.pause(0.05)
        assert "nothing was approved" not in screen_text(app)


async def test_what_waits_may_be_called_on_and_is_not_read_only(tmp_path, app_of):
    """Looking again at a wait goes on with the approved plan."""
    world = tui_world.World(tmp_path / "waits")
    world.wait("found-organization", tui_world.hand_wait(), tui_world.change("make", "Make it"))
    world.close()
    app = app_of(world.workspace)
    async with app.run_test(size=WIDE) as pilot:
        shown = await until(pilot, "Quit")
        assert "APPROVED: found-organization" in shown
        assert "READ-ONLY" not in shown


async def test_a_call_without_an_answer_names_the_key_that_is_offered(tmp_path, app_of):
    world = tui_world.World(tmp_path / "killed")
    world.apply("found-organization", tui_world.change("make", "Make it"))
    world.send("found-organization")
    world.close()
    app = app_of(world.workspace)
    async with app.run_test(size=WIDE) as pilot:
        shown = await until(pilot, "Quit")
        assert "Looking again (r) settles it" in " ".join(shown.replace("│", " ").split())
        assert "r Run" in shown
        assert "v Look" not in shown


def test_the_end_of_a_runner_is_told_as_it_was(lived):
    desk = Desk(lived)
    scene = desk.look()
    killed, bad = outcome(Ended("apply take-inventory", -signal.SIGKILL), scene)
    assert killed.startswith("migrate apply take-inventory was killed (signal 9)")
    assert bad
    with RunnerLock(lived.lock).acquired("run") as me:
        locked, _ = outcome(Ended("apply take-inventory", 5), desk.look())
    desk.close()
    assert f"process {me.pid}, `run`" in locked
    assert me.pid == os.getpid()


@pytest.mark.parametrize(
    ("findings", "told"),
    [(("warning",), "1 warning"), (("warning", "warning", "block"), "1 blocking · 2 warnings")],
)
def test_findings_are_counted_in_words_that_agree(findings, told):
    assert tally([Finding(Severity(one), "") for one in findings]) == told


async def test_a_plan_shows_all_that_is_approved_and_nothing_twice(lived, app_of):
    world = tui_world.World.opened(lived)
    long = [f"table-{number:02}" for number in range(40)]
    where = f"account {tui_world.LEGACY}"
    save = tui_world.change(
        "save", "Save it", tui_world.LEGACY, name=where, calls=(), after={"tables": long}
    )
    world.plan("archive-costs", save)
    world.close()
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        assert isinstance(app.screen, JourneyScreen)
        app.screen.choose("archive-costs")
        await pilot.press("a")
        shown = await until(pilot, "to approve it")
    assert all(table in shown for table in long)
    assert shown.count(where) == 1
    assert View(lived.state).step("archive-costs").status is Status.PLANNED


async def test_what_was_known_of_a_done_step_asks_for_nothing_any_more(tmp_path, app_of):
    world = tui_world.World(tmp_path / "past")
    world.done("found-organization", tui_world.change("make", "Make it"), tui_world.BLOCK)
    world.close()
    app = app_of(world.workspace)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        app.screen.choose("found-organization")
        shown = await until(pilot, "Known when it was approved")
        assert tui_world.BLOCK.summary in shown
        assert tui_world.BLOCK.remedy not in shown


async def test_the_log_says_what_a_look_at_a_done_step_gave(lived, app_of):
    world = tui_world.World.opened(lived)
    world.store.move("connect-accounts", Signal.CONFIRM)
    world.close()
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        await pilot.press("l")
        await until(pilot, "done, looked at again: it agrees")


def test_the_end_of_the_journey_fits_and_leads_on():
    assert "migrate documents" in DONE
    assert cell_len(f" The journey is done. {DONE} ") <= NARROW[0]
