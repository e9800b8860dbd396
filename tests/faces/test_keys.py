"""Each key does its one thing, is offered only where it fits, and starts what a person types."""

from __future__ import annotations

import time

import pytest

from migrate.state.lock import RunnerLock
from migrate.state.view import View
from migrate.tui.runs import last_run
from migrate.tui.screens.acting import RunnerStarted
from migrate.tui.screens.log import LogScreen
from migrate.tui.screens.review import Approved, Mistyped, ReviewScreen
from migrate.tui.screens.skip import Skipped, SkipScreen
from migrate.tui.screens.watching import Refused
from tests import tui_world
from tests.faces.seen import NARROW, WIDE, Heard, screen_text, type_in, until

OFFERED = {
    "connect-accounts": "rapvl?q",
    "assess-legacy": "rapl?q",
    "take-inventory": "ral?q",
    "archive-costs": "rpsl?q",
    "open-management-account": "rapvocwl?q",
    "found-organization": "rapl?q",
    "invite-legacy": "rl?q",
    "prepare-legacy": "rapl?q",
}


@pytest.fixture
async def opened(lived, app_of):
    """The journey on a wide screen, with what it says of itself."""
    heard, app = Heard(), app_of(lived)
    async with app.run_test(size=WIDE, message_hook=heard) as pilot:
        await until(pilot, "Quit")
        yield pilot, app, heard


def status(workspace, step):
    view = View(workspace.state)
    try:
        return str(view.step(step).status)
    finally:
        view.close()


def ran(workspace):
    """Return what was typed for the newest runner; kill nothing, it ends by itself."""
    for _ in range(200):
        last = last_run(workspace.log)
        if last is not None and last.lines:
            return last.command
        time.sleep(0.1)
    raise AssertionError("no runner wrote to the log")


async def test_the_footer_offers_only_the_keys_that_fit(opened):
    pilot, app, _ = opened
    for step, keys in OFFERED.items():
        app.screen.choose(step)
        for _ in range(20):  # the footer is drawn anew a moment later
            await pilot.pause(0.02)
            offered = "".join(screen_text(app).splitlines()[-1].split()[::2])
            if offered == keys:
                break
        assert offered == keys, step


@pytest.mark.parametrize(
    ("step", "key", "typed"),
    [
        ("found-organization", "p", "plan found-organization"),
        ("connect-accounts", "v", "verify connect-accounts"),
    ],
)
async def test_a_key_starts_what_a_person_would_type(opened, lived, step, key, typed):
    pilot, app, heard = opened
    app.screen.choose(step)
    await pilot.press(key)
    await pilot.pause()
    assert [m.command for m in heard.of(RunnerStarted)] == [typed]
    assert ran(lived) == typed


async def test_r_never_approves(opened, lived):
    """On a planned step it shows the plan; nothing is started, nothing is approved."""
    pilot, app, heard = opened
    app.screen.choose("found-organization")
    await pilot.press("r")
    await until(pilot, "to approve it")
    assert isinstance(app.screen, ReviewScreen)
    assert not heard.of(RunnerStarted)
    assert status(lived, "found-organization") == "planned"


async def test_a_mistyped_word_approves_nothing(opened, lived):
    pilot, app, heard = opened
    app.screen.choose("found-organization")
    await pilot.press("a")
    await until(pilot, "to approve it")
    tries = ["", "yes", tui_world.LEGACY, tui_world.MANAGEMENT[:-1], "found-organization"]
    for typed in tries:
        app.screen.query_one("#word").value = typed
        await pilot.press("enter")
    await pilot.pause()
    assert [m.typed for m in heard.of(Mistyped)] == tries
    assert not heard.of(Approved)
    assert not heard.of(RunnerStarted)
    assert status(lived, "found-organization") == "planned"


async def test_the_typed_account_approves_and_applies_exactly_that_plan(opened, lived):
    pilot, app, heard = opened
    digest = app.desk.view.plan("found-organization").plan.digest
    app.screen.choose("found-organization")
    await pilot.press("a")
    await until(pilot, "account id of the management account")
    await type_in(pilot, tui_world.MANAGEMENT)
    for _ in range(100):
        if heard.of(RunnerStarted):
            break
        await pilot.pause(0.1)
    assert [(m.step, m.digest) for m in heard.of(Approved)] == [("found-organization", digest)]
    assert [m.command for m in heard.of(RunnerStarted)] == ["apply found-organization"]
    assert ran(lived) == "apply found-organization"


async def test_a_plan_that_was_replaced_is_not_approved_by_what_was_typed_for_the_old(
    opened, lived
):
    pilot, app, heard = opened
    world = tui_world.World.opened(lived)
    app.screen.choose("found-organization")
    await pilot.press("a")
    await until(pilot, "to approve it")
    app.screen.query_one("#word").value = tui_world.MANAGEMENT
    world.plan("found-organization", tui_world.change("other", "Another thing", name="other"))
    await until(pilot, "Another thing")
    await pilot.press("enter")
    await pilot.pause()
    world.close()
    assert heard.of(Mistyped)
    assert not heard.of(Approved)


async def test_a_blocked_plan_cannot_be_approved(opened):
    pilot, app, _ = opened
    app.screen.choose("assess-legacy")
    await pilot.press("a")
    shown = await until(pilot, "Blocked:")
    assert "to approve it" not in shown
    assert "The account is in another organization." in shown
    assert not app.screen.query_one("#word").display


async def test_the_review_shows_everything_that_an_approval_covers(opened):
    pilot, app, _ = opened
    app.screen.choose("found-organization")
    await pilot.press("a")
    shown = await until(pilot, "to approve it")
    for part in (
        app.desk.view.plan("found-organization").plan.digest,
        "once only",
        "organizations:CreateOrganization",
        "the management credentials",
        "account 444455556666",
        "FeatureSet=ALL",
        "Suspended accounts count.",
        "management 444455556666",
    ):
        assert part in shown


async def test_escape_leaves_the_review_and_approves_nothing(opened, lived):
    pilot, app, heard = opened
    app.screen.choose("found-organization")
    await pilot.press("a")
    await until(pilot, "to approve it")
    app.screen.query_one("#word").value = tui_world.MANAGEMENT
    await pilot.press("escape")
    await pilot.pause()
    assert not heard.of(Approved)
    assert status(lived, "found-organization") == "planned"


async def test_skip_asks_why_and_keeps_it(opened, lived):
    pilot, app, heard = opened
    app.screen.choose("archive-costs")
    await pilot.press("s")
    await until(pilot, "Why can the journey do without it?")
    await pilot.press("enter")
    for _ in range(100):
        if heard.of(Refused):
            break
        await pilot.pause(0.05)
    assert "needs a reason" in str(heard.of(Refused)[0].error)
    assert isinstance(app.screen, SkipScreen)
    await type_in(pilot, "none")
    await until(pilot, "skipped")
    assert [(m.step, m.reason) for m in heard.of(Skipped)] == [("archive-costs", "none")]
    assert status(lived, "archive-costs") == "skipped"


async def test_the_link_is_copied_and_the_chore_written_to_a_private_file(opened, lived):
    pilot, app, _ = opened
    app.screen.choose("open-management-account")
    await pilot.press("c")
    assert app.clipboard == tui_world.LINK
    await pilot.press("w")
    (path,) = lived.documents.iterdir()
    text = path.read_text(encoding="utf-8")
    typed = f"migrate --workspace {lived.directory} apply open-management-account"
    for part in (tui_world.LINK, "Assign an MFA device", typed):
        assert part in text
    assert path.stat().st_mode & 0o777 == 0o600


async def test_without_a_desktop_the_link_is_not_opened_over_the_screen(opened, monkeypatch):
    pilot, app, heard = opened
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    app.screen.choose("open-management-account")
    await pilot.press("o")
    await pilot.pause()
    assert "no graphical browser" in str(heard.of(Refused)[0].error)


async def test_log_tells_events_and_follows_them(opened, lived):
    pilot, app, _ = opened
    await pilot.press("l")
    shown = await until(pilot, "applying → failed")
    assert isinstance(app.screen, LogScreen)
    assert "planned → approved by ana@laptop" in shown
    world = tui_world.World.opened(lived)
    world.plan("archive-costs", tui_world.change("save", "Save", calls=()))
    world.close()
    await until(pilot, "archive-costs            pending → planned")


async def test_help_explains_every_state_and_every_key(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=(100, 60)) as pilot:
        await until(pilot, "Quit")
        keys = {key for key, active in app.screen.active_bindings.items() if active.binding.show}
        await pilot.press("question_mark")
        shown = await until(pilot, "Without asking")
    for word in ("ready", "blocked", "planned", "waiting", "done", "failed", "skipped", "drifted"):
        assert word in shown
    told = {word for line in shown.splitlines() for word in line[:12].split()}
    assert {key for key in keys if len(key) == 1} <= told


async def test_while_a_runner_works_nothing_else_is_started(opened, lived):
    """Its holder stands on the screen; only stopping it is offered."""
    pilot, _app, heard = opened
    with RunnerLock(lived.lock).acquired("run --until take-inventory") as me:
        shown = await until(pilot, f"process {me.pid}")
        assert "run --until take-inventory" in shown
        keys = (await until(pilot, "x Stop")).splitlines()[-1].split()
        assert not {"r", "p", "v"} & set(keys)
        await pilot.press("r", "p", "v")
        await pilot.pause()
    assert not heard.of(RunnerStarted)
    await until(pilot, "no runner")


async def test_quit_ends_the_screen_with_nothing_wrong(lived, app_of):
    app = app_of(lived)
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, "Quit")
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 0
    assert app.return_value is None
