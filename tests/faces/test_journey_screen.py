"""The journey on the screen: every status in glyph and word, everything known of a step."""

from __future__ import annotations

import pytest

from migrate.core.status import Signal
from migrate.state.lock import RunnerLock
from migrate.tui.screens.journey import JourneyScreen, StepChosen
from migrate.tui.screens.watching import Looked
from migrate.tui.words import SIGNS, word
from tests import tui_world
from tests.faces.seen import NARROW, WIDE, Heard, screen_text, until

both_sizes = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@both_sizes
async def test_every_step_stands_there_in_glyph_and_word(lived, app_of, size):
    app = app_of(lived)
    async with app.run_test(size=size) as pilot:
        shown = await until(pilot, "Quit")
    for step in app.desk.look().steps:
        named = f" {step.position:>2} {step.title} "
        line = next(text for text in shown.splitlines() if named in text[1:44])
        assert SIGNS[word(step)].mark in line
        assert word(step) in line


@both_sizes
async def test_header_names_accounts_endpoint_and_what_may_change(lived, app_of, size):
    app = app_of(lived)
    async with app.run_test(size=size) as pilot:
        shown = await until(pilot, "Quit")
    head = "\n".join(shown.splitlines()[:4])
    assert f"{tui_world.LEGACY} → {tui_world.MANAGEMENT}" in head
    assert "NOT AWS: http://127.0.0.1:4566" in head
    assert "APPROVED: take-inventory" in head
    assert "1 of 9 done" in head


async def test_endpoint_is_shown_on_every_screen(lived, app_of):
    """Whoever looks at any screen sees that it is not AWS that is spoken to."""
    app = app_of(lived)
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, "Quit")
        for key in ("a", "l", "s", "enter", "question_mark"):
            app.screen.choose("archive-costs" if key == "s" else "open-management-account")
            await pilot.press(key)
            await pilot.pause()
            assert not isinstance(app.screen, JourneyScreen)
            assert "NOT AWS: http://127.0.0.1:4566" in screen_text(app)
            await pilot.press("escape")
            await pilot.pause()


async def test_it_starts_at_the_step_that_is_next(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        assert app.screen.chosen.id == app.screen.scene.next.step == "take-inventory"


async def test_the_detail_follows_the_cursor(lived, app_of):
    heard, app = Heard(), app_of(lived)
    async with app.run_test(size=WIDE, message_hook=heard) as pilot:
        await until(pilot, "Quit")
        await pilot.press("j", "j")
        shown = await until(pilot, "Your move")
    assert heard.of(StepChosen)[-1].step == "open-management-account"
    for part in ("Give the root user MFA", tui_world.LINK, "2026-12-09 12:00 UTC", "iam:GetAcc"):
        assert part in shown


DETAILS = {
    "connect-accounts": ("done, with receipts", "bind legacy", "looked"),
    "assess-legacy": ("blocked: do what", "another organization", "leave it"),
    "take-inventory": ("stopped in the middle", "approved by ana@laptop"),
    "archive-costs": ("optional", "s skips it", "needs"),
    "found-organization": ("once only", "cannot be undone", "a review and approve"),
    "prepare-legacy": ("answered accessdenied", "p plan it again"),
    "invite-legacy": ("blocked", "8 shape it"),
}


async def test_the_detail_says_what_is_known(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        for step, told in DETAILS.items():
            app.screen.choose(step)
            await pilot.pause()
            shown = screen_text(app).lower()
            assert [part for part in told if part not in shown] == [], step


async def test_a_narrow_terminal_opens_the_detail_as_a_screen(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=NARROW) as pilot:
        shown = await until(pilot, "Quit")
        assert "What it is for" not in shown
        await pilot.press("enter")
        await until(pilot, "What it is for")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, JourneyScreen)


async def test_enter_and_escape_move_between_list_and_detail(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        await pilot.press("enter")
        assert app.focused.id == "detail"
        await pilot.press("escape")
        assert app.focused.id == "steps"


async def test_n_goes_to_the_next_step(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        await pilot.press("G")
        assert app.screen.chosen.id == "invite-legacy"
        await pilot.press("n")
        assert app.screen.chosen.id == "take-inventory"


async def test_what_another_process_writes_shows_by_itself(lived, app_of):
    heard, app = Heard(), app_of(lived)
    world = tui_world.World.opened(lived)
    async with app.run_test(size=WIDE, message_hook=heard) as pilot:
        await until(pilot, "Quit")
        app.screen.choose("archive-costs")
        seen = len(heard.of(Looked))
        world.plan("archive-costs", tui_world.change("save", "Save the months", calls=()))
        await until(pilot, "Save the months")
        for _ in range(100):  # the details may have been read first
            if len(heard.of(Looked)) > seen:
                break
            await pilot.pause(0.1)
        assert len(heard.of(Looked)) > seen
    world.close()


async def test_nothing_new_draws_nothing(lived, app_of):
    heard, app = Heard(), app_of(lived)
    async with app.run_test(size=WIDE, message_hook=heard) as pilot:
        await until(pilot, "Quit")
        seen = len(heard.of(Looked))
        await pilot.pause(1.0)
    assert len(heard.of(Looked)) == seen


async def test_too_small_a_terminal_says_what_to_do(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=(50, 12)) as pilot:
        await until(pilot, "migrate status")
        await pilot.resize_terminal(*WIDE)
        await until(pilot, "Take the inventory")


async def test_a_call_that_is_out_alarms_only_when_nobody_waits_for_its_answer(lived, app_of):
    app, world = app_of(lived), tui_world.World.opened(lived)
    world.approve("found-organization", tui_world.change("create", "Create it"))
    world.store.move("found-organization", Signal.APPLY)
    world.send("found-organization")
    world.close()
    async with app.run_test(size=WIDE) as pilot:
        with RunnerLock(lived.lock).acquired("apply found-organization"):
            await until(pilot, "x Stop")
            app.screen.choose("found-organization")
            assert "was sent, and" not in await until(pilot, "Create it")
        await until(pilot, "was sent, and")
