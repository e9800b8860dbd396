"""The costs screen: what it draws is what the archive says, exactly, or it says why it is not."""

from __future__ import annotations

import csv
import io
import json
import shutil
from decimal import Decimal

import pytest

from migrate.core.escape import terminal
from migrate.core.ports import Progress
from migrate.state.lock import RunnerLock
from migrate.tui.costs import cents
from migrate.tui.screens.costs import CostsScreen
from migrate.workspace.workspace import open_workspace
from tests import tui_world
from tests.faces import costs_world
from tests.faces.seen import NARROW, WIDE, Heard, until
from tests.steps.alone import alone, new_workspace
from tests.tui_world import HOSTILE

MADE = {
    "small": costs_world.SMALL,
    "currencies": costs_world.CURRENCIES,
    "hostile": costs_world.HOSTILE,
}


@pytest.fixture(scope="session")
def archives(tmp_path_factory):
    """Capture each archive once."""
    root = tmp_path_factory.mktemp("costs")
    for name, lines in MADE.items():
        costs_world.with_archive(root / name, lines, proven=name == "small")
    with costs_world.world_at(root / "empty"):
        return root


@pytest.fixture
def workspace_of(archives, tmp_path):
    """Return a copy of a workspace, which a test may spoil."""

    def copied(name):
        shutil.copytree(archives / name, tmp_path / name)
        (tmp_path / name).chmod(0o700)
        return open_workspace(tmp_path / name)

    return copied


@pytest.fixture
def opened(workspace_of, app_of):
    """Open the costs of a workspace from its journey, by the key."""

    class Opened:
        def __init__(self, name, size=WIDE, before=lambda _workspace: None):
            self.workspace = workspace_of(name)
            before(self.workspace)
            self.empty = name == "empty"
            self.heard, self.app = Heard(), app_of(self.workspace)
            self.running = self.app.run_test(size=size, message_hook=self.heard)

        async def __aenter__(self):
            self.pilot = await self.running.__aenter__()
            await until(self.pilot, "0 of 9 done" if self.empty else "1 of 9 done")
            await self.pilot.press("3")
            while not isinstance(self.app.screen, CostsScreen):
                await self.pilot.pause(0.02)
            return self

        async def __aexit__(self, *error):
            await self.running.__aexit__(*error)

        async def press(self, *keys, sign):
            await self.pilot.press(*keys)
            return await until(self.pilot, sign)

    return Opened


def amounts(workspace, table, metric="UnblendedCost", currency="USD"):
    """Add a table up by month, from its file and by nothing of the screen."""
    text = (workspace.archive / "tables" / table).read_text("utf-8", "surrogatepass")
    found = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        if row["currency"] == currency:
            start = row["period_start"]
            found[start] = found.get(start, Decimal(0)) + Decimal(row[metric])
    return found


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_months_stand_with_legend_totals_and_verdict(opened, size):
    """The newest closed month is chosen; the open one has its sign."""
    async with opened("small", size) as it:
        shown = await until(it.pilot, "proven, 11 checks")
        months = amounts(it.workspace, "monthly/service-record-type.csv")
        assert "Costs by service · unblended, USD · 2023-02 to 2026-03" in shown
        assert f"February 2026 ▸  {cents(months['2026-02-01'])} USD" in shown
        total = next(row for row in shown.splitlines() if "Total" in row).split()
        assert total[-1] == cents(sum(months.values()))
        assert "█" in shown
        assert "≈" in shown
        assert "nothing missing" in shown
        for key in ("Group", "Metric", "Order", "Days", "Table", "Archive", "Bills", "Back"):
            assert key in shown.splitlines()[-1]


async def test_every_month_and_metric_is_the_archives_to_the_cent(opened):
    async with opened("small") as it:
        await until(it.pilot, "proven")
        for metric, word in (("UnblendedCost", "unblended"), ("NetAmortizedCost", "net amortized")):
            if metric != "UnblendedCost":
                await it.press("m", sign="Show which amount")
                await it.press("end", "enter", sign=f"{word}, USD")
            months = amounts(it.workspace, "monthly/service-record-type.csv", metric)
            drawn = it.app.screen.picture
            assert dict(
                zip([f"{p.start}" for p in drawn.grid.periods], drawn.totals, strict=True)
            ) == (months)


async def test_arrows_choose_a_month_and_enter_shows_its_days(opened):
    async with opened("small") as it:
        await until(it.pilot, "proven")
        await it.press("left", sign="January 2026")
        shown = await it.press("enter", sign="days of 2026-01")
        days = amounts(it.workspace, "daily/service-record-type/2026-01.csv")
        assert "Sat 2026-01-31 ▸" not in shown
        assert f"Sat 2026-01-31    {cents(days['2026-01-31'])} USD" in shown
        assert "all 31 days" in shown
        shown = await it.press("home", sign="Thu 2026-01-01 ▸")
        assert cents(days["2026-01-01"]) in shown
        await it.press("escape", sign="January 2026")
        await it.press("escape", sign="Quit")
        assert not isinstance(it.app.screen, CostsScreen)


async def test_what_is_given_back_hangs_below_the_line(opened):
    """Refunds are larger than charges here: the total is negative, and so is the bar."""
    async with opened("small") as it:
        await until(it.pilot, "proven")
        shown = await it.press("g", "down", "enter", sign="Costs by record type")
        rows = shown.splitlines()
        zero = next(n for n, row in enumerate(rows) if row.strip().startswith("0 └"))
        below = [row[:60] for row in rows[zero + 1 : zero + 9]]
        assert any("█" in row for row in below)
        refund = next(row for row in rows if "Refund" in row)
        assert "-" in refund
        assert "USD" in shown
        assert "February 2026 ▸  -" in shown


async def test_currencies_are_never_added(opened):
    async with opened("currencies") as it:
        shown = await until(it.pilot, "not in it: EUR (c)")
        dollars = amounts(it.workspace, "monthly/service-record-type.csv")
        euros = amounts(it.workspace, "monthly/service-record-type.csv", currency="EUR")
        assert f"{cents(dollars['2026-02-01'])} USD" in shown
        assert "Ropa" not in shown
        shown = await it.press("c", sign="unblended, EUR")
        assert f"{cents(euros['2026-02-01'])} EUR" in shown
        assert "not in it: USD" in shown
        assert "AWS Lambda" not in shown


async def test_the_table_has_every_name_and_splits_one_of_them(opened):
    async with opened("small") as it:
        await until(it.pilot, "proven")
        shown = await it.press("t", sign="▌ Amazon S3")
        assert "≈2026-03" in shown
        months = amounts(it.workspace, "monthly/service-record-type.csv")
        assert cents(sum(months.values())) in shown
        await it.press("down", sign="▌ AWS Lambda")
        await it.press("enter", sign="AWS Lambda: split it by")
        shown = await it.press("down", "enter", sign="Costs by region within service AWS Lambda")
        assert "us-east-1" in shown
        assert "Amazon S3" not in shown
        await it.press("t", sign="└")
        await it.press("escape", sign="Costs by service ·")


async def test_order_puts_what_changed_most_first(opened):
    async with opened("small") as it:
        await until(it.pilot, "proven")
        await it.press("o", sign="Sort by")
        await it.press("down", "down", "enter", sign="by change")
        drawn = it.app.screen.picture
        moved = [abs(row[drawn.at] - row[drawn.at - 1]) for _, row in drawn.rows]
        assert moved == sorted(moved, reverse=True)
        assert len(moved) > 2


async def test_the_archive_page_has_every_check_and_the_hash_that_state_db_keeps(opened):
    async with opened("small", size=(120, 60)) as it:
        await until(it.pilot, "proven")
        shown = await it.press("a", sign="What is missing")
        assert "Proven: 11 of 11 checks hold" in shown
        assert "state.db keeps the same hash" in shown
        known = json.loads((it.workspace.archive / ".work" / "outlook.json").read_bytes())
        assert len(known["checks"]) == 11
        for check in known["checks"]:
            assert check["promise"][:60] in shown
        assert "service, usage type: months" in shown


async def test_the_two_bills_are_told_day_by_day(opened):
    async with opened("small") as it:
        await until(it.pilot, "proven")
        shown = await it.press("b", sign="The month of joining has two bills")
        merge = json.loads((it.workspace.archive / ".work" / "outlook.json").read_bytes())["merge"]
        day, old, new = merge["days"][0]
        row = next(row for row in shown.splitlines() if row.strip().startswith(f"{day} Tue"))
        assert cents(Decimal(old)) in row
        assert cents(Decimal(new)) in row
        assert f"Better: {merge['better']}" in shown
        await it.press(*["pagedown"] * 8, sign=merge["days"][-1][0])


async def test_no_archive_says_so_and_what_to_type(opened):
    async with opened("empty", NARROW) as it:
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
async def test_a_damaged_archive_draws_nothing_and_says_which_file(opened, damage, told):
    async with opened("small", NARROW, damage) as it:
        shown = await until(it.pilot, "Nothing is drawn here")
        assert told in " ".join(shown.split())
        assert "migrate costs verify" in shown
        assert "└" not in shown


async def test_other_tables_are_still_shown_when_one_is_damaged(opened):
    async with opened("small", WIDE, changed_table) as it:
        await until(it.pilot, "Nothing is drawn here")
        shown = await it.press("g", "down", "down", "enter", sign="Costs by region")
        assert "└" in shown


async def test_a_verdict_of_other_files_is_not_shown_as_theirs(opened):
    """A manifest that changed since is neither proven nor the one that state.db knows."""

    def older(workspace):
        costs_world.spoil(
            workspace.archive / "manifest.json", b'"level": "essential"', b'"level": "standard"'
        )

    async with opened("small", WIDE, older) as it:
        shown = await until(it.pilot, "not the archive that state.db knows")
        assert "proven," not in shown
        shown = await it.press("a", sign="Not proven")
        assert "migrate costs verify" in shown
        assert "state.db keeps" in shown


async def test_a_check_that_fails_stands_below_every_amount(opened):
    def wrong(workspace):
        path = workspace.archive / ".work/outlook.json"
        costs_world.spoil(path, b'"ok":true', b'"ok":false')

    async with opened("small", WIDE, wrong) as it:
        await until(it.pilot, "NOT proven:")
        await it.press("a", sign="NOT proven: 10 of 11 checks hold")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_hostile_names_are_text_on_every_page(opened, size):
    async with opened("hostile", size) as it:
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
    assert len(HOSTILE) == 7


async def test_progress_of_a_capture_is_followed(opened):
    async with opened("empty") as it:
        await until(it.pilot, "No cost history")
        world = tui_world.World.opened(it.workspace)
        with RunnerLock(it.workspace.lock).acquired("apply archive-costs"):
            world.store.progress(Progress("archive-costs", 3, 12, "service-region daily ($0.07)"))
            shown = await until(it.pilot, "service-region daily ($0.07)")
            assert "25%  3 of 12" in shown
        world.close()


async def test_an_archive_that_comes_is_shown_by_itself(opened, archives):
    async with opened("empty") as it:
        await until(it.pilot, "No cost history")
        shutil.copytree(archives / "small" / "archive", it.workspace.archive)
        await until(it.pilot, "Costs by service · unblended, USD")


async def test_help_tells_every_key(opened):
    async with opened("currencies", (100, 50)) as it:
        await until(it.pilot, "not in it")
        bound = {key for key, active in it.app.screen.active_bindings.items() if len(key) == 1}
        shown = await it.press("question_mark", sign="On the screen")
        told = {word for row in shown.splitlines() for word in row[:12].split()}
        assert bound - {"j", "k", "2", "3"} <= told
        await it.press("escape", sign="Costs by service")


async def test_v_proves_the_files_by_the_command_that_a_person_types(opened):
    async with opened("hostile") as it:
        await until(it.pilot, "not proven yet (v proves it)")
        shown = await it.press("v", sign="proven, 11 checks")
        assert "not proven" not in shown
        assert "$ migrate costs verify #" in it.workspace.log.read_text("utf-8")


async def test_a_small_terminal_says_how_large_it_has_to_be(opened):
    async with opened("small", (58, 14)) as it:
        await until(it.pilot, "This terminal is too small")


async def test_what_a_real_capture_leaves_is_drawn_as_proven(simulator, tmp_path, app_of):
    """The step itself, on the simulated AWS: its archive, its verdict, its hash in state.db."""
    workspace = new_workspace(tmp_path / "real", simulator)
    with alone(workspace.directory, simulator) as one:
        one.do("connect-accounts")
        one.do("archive-costs")
    app = app_of(workspace)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "2 of")
        await pilot.press("3")
        shown = await until(pilot, "proven, 11 checks")
        months = amounts(workspace, "monthly/service-record-type.csv")
        total = next(row for row in shown.splitlines() if "Total" in row).split()
        assert total[-1] == cents(sum(months.values()))
        await pilot.press("a")
        await until(pilot, "state.db keeps the same hash")
