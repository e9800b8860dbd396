"""The Resources screen: list, filter, counts, details and scan, at both sizes, names harmless."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from benchmarks.resources_table.world import ACCOUNT, PROBLEMS, build, fill, prove, resources
from migrate.core.escape import terminal
from migrate.inventory.cells import Cell, State
from migrate.inventory.resource import Resource
from migrate.inventory.rows import cell_row, resource_row
from migrate.state.database import Database
from migrate.state.inventory import Finished, InventoryStore
from migrate.tui.screens.acting import RunnerStarted
from migrate.tui.screens.journey import JourneyScreen
from migrate.tui.screens.resource import ResourceScreen
from migrate.tui.screens.resources import ResourcesScreen
from migrate.tui.widgets.lazy_table import LazyTable
from migrate.workspace.workspace import Workspace, open_workspace
from tests.faces.seen import NARROW, WIDE, Heard, filtered, screen_text, until
from tests.tui_world import HOSTILE

COUNT = 2000
both_sizes = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = build(tmp_path_factory.mktemp("resources") / "world", COUNT)
    with closing(Database.open(workspace.state)) as database:
        prove(database)
    return workspace.directory


@pytest.fixture
def seen(made: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(made, tmp_path / "seen")
    (tmp_path / "seen").chmod(0o700)
    return open_workspace(tmp_path / "seen")


@pytest.fixture
def opened(app_of):
    """Return what opens the screen at a size and waits for its list."""

    async def open_(pilot, sign=" resources  by"):
        await until(pilot, "Quit")
        await pilot.press("2")
        return await until(pilot, sign)

    return open_


async def typed(pilot, text: str, sign: str) -> str:
    """Type a filter and wait for its list, and for a sign."""
    await filtered(pilot, text)
    return await until(pilot, sign)


@both_sizes
async def test_every_resource_is_counted_and_the_first_stand_there(seen, app_of, opened, size):
    app = app_of(seen)
    async with app.run_test(size=size) as pilot:
        shown = await opened(pilot, f"{COUNT:,} resources  by type")
    assert "CloudWatch::Alarm" in shown
    assert ("identifier" in shown) is (size is WIDE)


@both_sizes
async def test_pages_ends_and_home_reach_every_row(seen, app_of, opened, size):
    app = app_of(seen)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, f"{COUNT:,} resources  by")
        table = app.screen.query_one(LazyTable)
        await pilot.press("end")
        assert table.cursor == COUNT - 1
        await until(pilot, "SecretsManager::Sec")
        await pilot.press("pageup")
        assert table.cursor == COUNT - 1 - (table.size.height - 2)
        await pilot.press("home", "j", "j", "k")
        assert table.cursor == 1


async def test_keys_before_the_list_is_there_do_nothing_wrong(seen, app_of):
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        await pilot.press("2", "pagedown", "end", "enter", "up", "o", "t", "f", "f")
        await until(pilot, "resources  by region, type and name, turned round")
        assert app.is_running


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("service:ec2 region:eu-west-1", "EC2::Instance"),
        ("type=AWS::KMS::Key", "KMS::Key"),
        ("tag:env=prod service:s3", "S3::Bucket"),
        ("0000007", "1 resources  by"),
        ("xyzzy", "Nothing fits this filter"),
        ("region:eu-west", "`region:` compares whole words"),
    ],
)
async def test_a_filter_leaves_what_fits(seen, app_of, opened, text, shown):
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await typed(pilot, text, shown)


@both_sizes
async def test_a_wrong_filter_is_pointed_at_and_the_list_stays(seen, app_of, opened, size):
    app = app_of(seen)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, f"{COUNT:,} resources  by")
        await pilot.press("slash", *"web regoin:eu")
        shown = await until(pilot, "Did you mean `region`?")
        lines = shown.splitlines()
        at = next(n for n, text in enumerate(lines) if text.strip() == "^^^^^^")
        assert lines[at - 1][lines[at].index("^") :].startswith("regoin:eu")
        assert f"{COUNT:,} resources" in shown
        app.screen.query_one(Input).value = "service:s3"
        await until(pilot, "S3::Bucket")
        assert "Did you mean" not in screen_text(app)


async def test_a_filter_pasted_at_once_presses_no_key(seen, app_of, opened):
    """`/` takes the keys at once: `r` of `region` starts no scan, `q` does not quit."""
    heard, app = Heard(), app_of(seen)
    async with app.run_test(size=WIDE, message_hook=heard) as pilot:
        await opened(pilot)
        await pilot.press("slash", *"qrobxt12", "enter")
        assert app.screen.query_one(Input).value == "qrobxt12"
        await until(pilot, "Nothing fits")
    assert not heard.of(RunnerStarted)


@both_sizes
async def test_counts_add_to_the_filter_and_take_out_again(seen, app_of, opened, size):
    app = app_of(seen)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, f"{COUNT:,} resources  by")
        await pilot.press("f")
        await until(pilot, "service: the service of its type")
        await pilot.press("down", "enter")
        shown = await until(pilot, "[x]")
        chosen = app.screen.query_one(Input).value
        assert chosen.startswith("service:")
        line = next(text for text in shown.splitlines() if "[x]" in text)
        count = line.split("[x]")[1].split()[1].rstrip("│▆▇█ ")
        await until(pilot, f" {count} resources  by")
        await pilot.press("enter")
        await until(pilot, f"{COUNT:,} resources  by")
        assert app.screen.query_one(Input).value == ""


async def test_orders_follow_each_other_and_turn_round(seen, app_of, opened):
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot, f"{COUNT:,} resources  by type, region and name")
        for sign in ("by region", "by name", "by share of the bill", "by creation", "first seen"):
            await pilot.press("o")
            await until(pilot, sign)
        await pilot.press("t")
        await until(pilot, "the newest first, turned round")
        await until(pilot, f"{COUNT:,} resources  by")
        here = app.screen.under_cursor
        assert here is not None
        assert here.id == 1


async def test_details_show_money_links_owner_move_and_tags(seen, app_of, opened):
    app = app_of(seen)
    async with app.run_test(size=(140, 70)) as pilot:
        await opened(pilot)
        await typed(pilot, "type=AWS::EC2::Instance region:eu-west-1 is:linked", "EC2::Instance")
        shown = await until(pilot, "even share")
    for part in (
        "12.50 USD", "among 5", "How it gets to another account", "minutes to hours, or hours",
        "Tags are lost.", "botocore: ec2", "Needs", "typed, certain", "Properties", "Size",
    ):  # fmt: skip
        assert part in shown, part


async def test_on_a_narrow_screen_enter_opens_the_details(seen, app_of, opened):
    app = app_of(seen)
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("down", "enter")
        await until(pilot, "identifier")
        assert isinstance(app.screen, ResourceScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ResourcesScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, JourneyScreen)


@both_sizes
async def test_the_scan_is_told_with_each_problem_and_remedy(seen, app_of, opened, size):
    app = app_of(seen)
    async with app.run_test(size=size) as pilot:
        shown = await opened(pilot)
        assert "3 cells not seen" in shown
        await pilot.press("b")
        shown = await until(pilot, "eu-central-1")
        assert "8 of 11 cells resolved (72.7 %)" in shown
        await pilot.press("end")
        shown += await until(pilot, "prints the policies")
    for part in ("denied", "macie2:ListFindings", "Allow macie2:ListFindings", "throttled"):
        assert part in shown, part


async def test_a_scan_is_followed_and_the_cursor_stays_on_its_resource(seen, app_of, opened):
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot, f"{COUNT:,} resources  by")
        await pilot.press("end", "up")
        here = app.screen.under_cursor
        with closing(Database.open(seen.state)) as database:
            store = InventoryStore(database)
            cells = [replace(cell, state=State.PLANNED) for cell in (*PROBLEMS, PROBLEMS[0])]
            scan = store.begin(ACCOUNT, ["eu-west-1"], "test", map(cell_row, cells))
            await until(pilot, "0 of 3 cells")
            new = Resource(ACCOUNT, "eu-west-1", "AWS::ACM::Certificate", "new-one")
            done = Cell(cells[0].listing, cells[0].region, state=State.OK, count=1, calls=1)
            store.save(scan, [Finished(cell_row(done), [resource_row(new, done)])])
            await until(pilot, "1 of 3 cells")
            await until(pilot, f"{COUNT + 1:,} resources  by")
        assert app.screen.under_cursor == here
        assert app.screen.query_one(LazyTable).cursor == COUNT - 1
        await pilot.press("home")
        await until(pilot, "+ ACM::Certificate")


async def test_an_inventory_that_is_empty_says_what_to_do(lived, app_of, opened):
    app = app_of(lived)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot, "Nothing was scanned yet: r scans now")


async def test_the_help_has_every_field_and_every_key_of_the_footer(seen, app_of, opened):
    app = app_of(seen)
    async with app.run_test(size=(100, 60)) as pilot:
        await opened(pilot)
        keys = {key for key, active in app.screen.active_bindings.items() if active.binding.show}
        await pilot.press("question_mark")
        shown = await until(pilot, "managed:cloudformation")
    told = {word for line in shown.splitlines() for word in line[:12].split()}
    assert {key for key in keys if len(key) == 1} <= told


@both_sizes
async def test_hostile_names_are_shown_and_never_obeyed(seen, app_of, opened, size):
    nasty = (*HOSTILE, "=cmd|'/c calc'!A1", "n" * 1000, "two\nlines\r\tand\x1b[31mred")
    with closing(Database.open(seen.state)) as database:
        odd = [
            Resource(ACCOUNT, "eu-west-1", "AWS::ACM::Certificate", f"{n}{text}", name=text,
                     arn=text, tags={text: text}, properties={text: {text: [text]}})
            for n, text in enumerate(nasty)
        ]  # fmt: skip
        fill(InventoryStore(database), iter([*resources(5), *odd]))
    app = app_of(seen)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await typed(pilot, "service:acm", f"{len(nasty)} resources  by")
        await pilot.press("enter")
        for _ in nasty:
            await pilot.press("enter")
            await pilot.pause(0.2)
            for line in screen_text(app).splitlines():
                assert terminal(line) == line
            await pilot.press("escape", "down")
        assert isinstance(app.screen, ResourcesScreen)
    assert app.return_value is None


async def test_a_click_on_a_name_only_moves_the_cursor(seen, app_of, opened):
    with closing(Database.open(seen.state)) as database:
        odd = (
            Resource(ACCOUNT, "eu-west-1", "AWS::ACM::Certificate", str(n), name=HOSTILE[1])
            for n in range(3)
        )
        fill(InventoryStore(database), odd)
    app = app_of(seen)
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        lines = (await typed(pilot, "service:acm", "3 resources  by")).splitlines()
        y = max(n for n, text in enumerate(lines) if "ACM::Cert" in text[:30])
        await pilot.click(offset=(lines[y].index("click"), y))
        await pilot.pause()
        assert app.screen.query_one(LazyTable).cursor == 2
