"""Names that are attacks: no screen falls over them, none is obeyed by app or terminal."""

from __future__ import annotations

import re
import time

from migrate.core.escape import terminal
from migrate.tui.crash import write_traceback
from migrate.tui.screens.acting import RunnerStarted
from migrate.tui.screens.review import Approved
from tests.faces.seen import NARROW, WIDE, Heard, screen_text, until
from tests.faces.terminal import typed

OBEYED = re.compile(rb"\x1b\]52|\x1b\]0;owned|\x9b31m|\x07|\xe2\x80\xae|\xe2\x80\x8b|\xef\xbb\xbf")
"""Clipboard, title, colour by C1, bell, bidi override, zero width space, byte order mark."""
POINTER = re.compile(rb"\x1b\]22;[a-z-]+\x07")
"""What Textual itself sends: the shape of the mouse pointer."""


async def every_screen(pilot):
    """Walk through everything there is to see."""
    app = pilot.app
    steps = [step.id for step in app.screen.scene.steps]
    planned = {"step-1": ("enter", "a", "s", "l"), "step-2": ("enter", "a"), "step-4": ("enter",)}
    for step, keys in ((step, planned.get(step, ())) for step in steps):
        app.screen.choose(step)
        await pilot.pause()
        yield f"journey {step}"
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
            yield f"{key} {step}"
            while len(app.screen_stack) > 1:
                await pilot.press("escape")
                await pilot.pause()


async def test_every_screen_stands_and_shows_only_harmless_text(nasty, app_of):
    heard, app, seen = Heard(), app_of(nasty), 0
    async with app.run_test(size=NARROW, message_hook=heard, notifications=True) as pilot:
        await until(pilot, "Quit")
        async for name in every_screen(pilot):
            for line in screen_text(app).splitlines():
                assert terminal(line) == line, name
            seen += 1
        assert app.is_running
    assert app.return_value is None
    assert seen == 7 + 7
    assert not heard.of(RunnerStarted)
    assert not heard.of(Approved)


def _starts(row, text):
    return [x for x in range(len(row)) if row.startswith(text, x)]


async def test_a_click_on_a_name_runs_no_action(nasty, app_of):
    """`[@click=app.quit]` is text: the app is still there after clicks all over the screen."""
    app = app_of(nasty)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        app.screen.choose("step-2")
        await pilot.pause()
        shown = screen_text(app).splitlines()
        places = [(x, y) for y, row in enumerate(shown) for x in _starts(row, "click")]
        for place in places:
            await pilot.click(offset=place)
        assert len(places) > 2
        assert app.is_running
    assert app.return_value is None


def test_nothing_that_a_terminal_obeys_reaches_it(nasty):
    """On a real pty, byte for byte, through list, detail, review, log and the end."""
    with typed("-m", "migrate", "--workspace", str(nasty.directory), size=NARROW) as terminal_:
        terminal_.until("Quit")
        for keys, sign in (("\r", "Back"), ("a", "to approve"), ("\x1b", ""), ("l", "Events")):
            terminal_.press(keys)
            terminal_.until(sign)
            time.sleep(0.5)  # Escape and a letter at once would be Alt with the letter
        terminal_.press("\x1b")
        time.sleep(0.5)
        terminal_.press("q")
        assert terminal_.ended() == 0
    written = POINTER.sub(b"", terminal_.written)
    assert not OBEYED.search(written), OBEYED.search(written)


def test_plain_status_is_harmless_too(nasty):
    with typed("-m", "migrate", "--workspace", str(nasty.directory), "status") as terminal_:
        assert terminal_.ended() == 0
    assert b"waiting" in terminal_.written
    assert not OBEYED.search(terminal_.written)


def test_what_is_kept_of_a_crash_has_no_value_and_no_key(tmp_path):
    key, secret = "AKIA" + "IOSFODNN7EXAMPLE", "wJalrXUtnFEMI" + "/K7MDENG/bPxRfiCYEXAMPLEKEY"
    try:
        raise ValueError(key, secret)
    except ValueError:
        write_traceback(tmp_path / "log")
    kept = (tmp_path / "log").read_text(encoding="utf-8")
    assert "ValueError" in kept
    assert "test_hostile_names.py" in kept
    assert secret not in kept
    assert key not in kept
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
