"""The first rows of the Resources screen, and what it says where no index finds a text."""

from __future__ import annotations

import threading

from migrate.state import text_index
from migrate.tui.finding import Finder
from migrate.tui.widgets.lazy_table import LazyTable
from tests.faces.seen import WIDE, screen_text, until
from tests.tui.conftest import COUNT
from tests.tui.test_resources_keys import opened, searched


async def test_the_first_frame_has_rows_before_the_list_is_read(seen, app_of, monkeypatch):
    """The finder never comes to anything here: what stands there was read with the screen."""
    monkeypatch.setattr(Finder, "find", lambda *_: None)
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        await pilot.press("2")
        shown = await until(pilot, "CloudWatch::Alarm")
        assert f"{COUNT} resources so far" in shown
        assert app.screen.has_class("-wide")


async def test_a_cursor_that_moved_on_the_first_rows_stays_when_the_list_comes(
    seen, app_of, monkeypatch
):
    original, go = Finder.find, threading.Event()
    monkeypatch.setattr(Finder, "find", lambda *a: (go.wait(60), original(*a)))
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        await pilot.press("2")
        await until(pilot, "CloudWatch::Alarm")
        await pilot.press("down", "down", "down")
        here = app.screen.under_cursor
        go.set()
        await until(pilot, f"{COUNT} resources  by type")
        assert app.screen.query_one(LazyTable).cursor == 3
        assert app.screen.under_cursor == here


async def test_a_search_without_the_text_index_says_that_it_reads_every_row(
    seen, app_of, monkeypatch
):
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await searched(pilot, "0000007", "1 resources  by")
        assert "no text index" not in screen_text(app)
        monkeypatch.setattr(text_index, "usable", lambda run: False)
        await searched(pilot, "web-cdn", "no text index: every row was read")
        shown = await searched(pilot, "", f"{COUNT} resources  by type")
        assert "no text index" not in shown
