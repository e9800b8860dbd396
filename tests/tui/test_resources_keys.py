"""Keys of the Resources screen: no layout for a key, links followed and back, the export."""

from __future__ import annotations

import csv
import stat

import pytest
from textual.screen import Screen

from migrate.tui.screens import resources
from migrate.tui.screens.resource import ResourceScreen
from migrate.tui.screens.watching import RunnerEnded
from migrate.tui.widgets.lazy_table import LazyTable
from migrate.tui.widgets.resource_sheet import ResourceSheet
from tests.faces.seen import NARROW, WIDE, Heard, filtered, screen_text, until
from tests.tui.conftest import COUNT

LISTED = f"{COUNT} resources  by"


async def opened(pilot, sign: str = LISTED) -> str:
    await until(pilot, "Quit")
    await pilot.press("2")
    return await until(pilot, sign)


async def searched(pilot, text: str, sign: str) -> str:
    await filtered(pilot, text)
    shown = await until(pilot, sign)
    await pilot.press("enter")
    return shown


async def ended(pilot, heard: Heard) -> None:
    for _ in range(600):
        if heard.of(RunnerEnded):
            return
        await pilot.pause(0.05)
    raise AssertionError("the runner never ended")


async def test_neither_a_page_nor_its_details_lay_the_screen_out_anew(seen, app_of, monkeypatch):
    app, layouts = app_of(seen), []
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await until(pilot, "identifier")
        await pilot.pause(0.5)
        original = Screen._refresh_layout
        monkeypatch.setattr(
            Screen, "_refresh_layout", lambda *a, **k: (layouts.append(a), original(*a, **k))
        )
        await pilot.press("pagedown", "pagedown", "down", "up")
        here = app.screen.under_cursor
        await until(pilot, f"identifier  {here.identifier}")
        assert app.screen.query_one(LazyTable).scroll_offset.y > 0
    assert layouts == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_no_line_of_the_details_ends_behind_the_scroll_bar(seen, app_of, size):
    app = app_of(seen)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await until(pilot, "identifier")
        await pilot.pause(0.5)
        sheet = app.screen.query_one(ResourceSheet)
        lines, shown = sheet._laid.lines[: sheet.size.height], screen_text(app)
        assert max(len(line.plain) for line in lines) == sheet.scrollable_content_region.width
        assert all(line.plain.rstrip() in shown for line in lines)


async def test_a_row_left_at_once_is_never_read(seen, app_of, monkeypatch):
    """A held key reads the details of the row that it ends on, and of no other."""
    app, read = app_of(seen), []
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await until(pilot, "identifier")
        await pilot.pause(0.5)
        original = type(app.screen)._read
        monkeypatch.setattr(
            type(app.screen),
            "_read",
            lambda self, *a, **k: (read.append(a[0]), original(self, *a, **k)),
        )
        table = app.screen.query_one(LazyTable)
        for _ in range(20):
            table.action_move(1)
        here = app.screen.under_cursor
        await until(pilot, f"identifier  {here.identifier}")
    assert read == [here.id]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_links_are_followed_and_the_way_back_is_kept(seen, app_of, size):
    app = app_of(seen)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await searched(pilot, "0000001", "1 resources  by")
        await pilot.press("enter")
        await until(pilot, "identifier  ")
        assert isinstance(app.screen, ResourceScreen) is (size is NARROW)
        first = next(t for t in screen_text(app).splitlines() if "identifier  " in t)
        await until(pilot, "n Next link")
        await pilot.press("n")
        await until(pilot, "enter Follow")
        await pilot.press("enter")
        await until(pilot, "A link led here")
        await pilot.press("n", "enter")
        await pilot.pause(0.3)
        if size is WIDE:
            app.screen.find(app.screen.search, news=True)
            await pilot.pause(0.5)
            assert "A link led here" in screen_text(app), "a list read anew moves nothing"
        await pilot.press("backspace", "backspace")
        shown = await until(pilot, first.strip()[-30:])
        assert "A link led here" not in shown
        assert app.screen.query_one(ResourceSheet).check_action("back", ()) is False


async def test_a_cursor_that_moves_forgets_the_links_that_were_followed(seen, app_of):
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await searched(pilot, "is:linked", "resources  by")
        await until(pilot, "identifier")
        await pilot.press("enter", "n", "enter")
        await until(pilot, "A link led here")
        app.screen.query_one(LazyTable).focus()
        await pilot.press("down")
        here = app.screen.under_cursor
        shown = await until(pilot, f"identifier  {here.identifier}")
        assert "A link led here" not in shown


async def test_the_export_writes_what_the_filter_leaves(seen, app_of):
    heard, app = Heard(), app_of(seen)
    async with app.run_test(size=WIDE, message_hook=heard, notifications=True) as pilot:
        await opened(pilot)
        await searched(pilot, "service:ec2", "EC2::Instance")
        shown = await until(pilot, " resources  by type")
        count = int(shown.split(" resources  by type")[0].split()[-1])
        await pilot.press("e")
        await ended(pilot, heard)
    file = seen.directory / "exports" / "inventory-filtered.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == count
    assert {row["type"].partition("::")[2].partition("::")[0] for row in rows} == {"EC2"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.code for one in heard.of(RunnerEnded)] == [0]


async def test_an_export_right_after_the_filter_is_of_that_filter(seen, app_of, monkeypatch):
    monkeypatch.setattr(resources, "SETTLED", 30)
    heard, app = Heard(), app_of(seen)
    async with app.run_test(size=WIDE, message_hook=heard) as pilot:
        await opened(pilot)
        await pilot.press("slash", *"is:linked", "enter", "e")
        await ended(pilot, heard)
    assert [path.name for path in (seen.directory / "exports").iterdir()] == [
        "inventory-filtered.csv"
    ]


async def _told_of_the_export(pilot, app, word):
    for _ in range(600):
        told = [one.message for one in app._notifications if word in one.message]
        if told:
            return told[0]
        await pilot.pause(0.05)
    raise AssertionError([one.message for one in app._notifications])


async def test_whatever_is_in_front_tells_where_the_export_is(seen, app_of):
    app = app_of(seen)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("e", "1")
        assert str(seen.directory / "exports" / "inventory.csv") in await _told_of_the_export(
            pilot, app, "resources ("
        )


async def test_an_export_that_cannot_be_written_says_why(seen, app_of):
    (seen.directory / "exports").write_text("in the way")
    app = app_of(seen)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("e")
        told = await _told_of_the_export(pilot, app, "migrate inventory export")
    assert "inventory.csv cannot be written: " in told
    assert "Traceback" not in (seen.directory / "runner.log").read_text()


async def test_other_screens_are_loaded_when_the_first_one_stands(seen, app_of, monkeypatch):
    from migrate.tui import app as face

    loaded = []
    monkeypatch.setattr(face, "preload", lambda: loaded.append(True))
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        for _ in range(40):
            await pilot.pause(0.05)
    assert loaded == [True]
