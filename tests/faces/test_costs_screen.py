"""The costs screen: what it draws is what the archive says, exactly, or it says why it is not."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from migrate.tui.costs import cents
from migrate.tui.screens.costs import CostsScreen
from tests import tui_world
from tests.faces.costs_world import amounts
from tests.faces.seen import NARROW, WIDE, until
from tests.steps.alone import alone, new_workspace


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_months_stand_with_legend_totals_and_verdict(costs_of, size):
    """The newest closed month is chosen; the open one has its sign."""
    async with costs_of("small", size) as it:
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


async def test_every_month_and_metric_is_the_archives_to_the_cent(costs_of):
    async with costs_of("small") as it:
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


async def test_arrows_choose_a_month_and_enter_shows_its_days(costs_of):
    async with costs_of("small") as it:
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


async def test_what_is_given_back_hangs_below_the_line(costs_of):
    """Refunds are larger than charges here: the total is negative, and so is the bar."""
    async with costs_of("small") as it:
        await until(it.pilot, "proven")
        await it.press("g", sign="Choose")
        shown = await it.press("down", "enter", sign="Costs by record type")
        rows = shown.splitlines()
        zero = next(n for n, row in enumerate(rows) if row.strip().startswith("0 └"))
        below = [row[:60] for row in rows[zero + 1 : zero + 9]]
        assert any("█" in row for row in below)
        refund = next(row for row in rows if "Refund" in row)
        assert "-" in refund
        assert "USD" in shown
        assert "February 2026 ▸  -" in shown


async def test_currencies_are_never_added(costs_of):
    async with costs_of("currencies") as it:
        shown = await until(it.pilot, "not in it: EUR (c)")
        assert "January 2026 ▸  0.30 USD" in shown
        assert "Ropa" not in shown
        shown = await it.press("c", sign="unblended, EUR")
        assert "5.00 EUR" in shown
        assert "not in it: USD" in shown
        assert "S3" not in shown


async def test_the_table_has_every_name_and_splits_one_of_them(costs_of):
    async with costs_of("small") as it:
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


async def test_order_puts_what_changed_most_first(costs_of):
    async with costs_of("small") as it:
        await until(it.pilot, "proven")
        await it.press("o", sign="Sort by")
        await it.press("down", "down", "enter", sign="by change")
        drawn = it.app.screen.picture
        moved = [abs(row[drawn.at] - row[drawn.at - 1]) for _, row in drawn.rows]
        assert moved == sorted(moved, reverse=True)
        assert len(moved) > 2


async def test_the_archive_page_has_every_check_and_the_hash_that_state_db_keeps(costs_of):
    async with costs_of("small", size=(120, 60)) as it:
        await until(it.pilot, "proven")
        shown = await it.press("a", sign="What is missing")
        assert "Proven: 11 of 11 checks hold" in shown
        assert "state.db keeps the same hash" in shown
        known = json.loads((it.workspace.archive / ".work" / "outlook.json").read_bytes())
        assert len(known["checks"]) == 11
        for check in known["checks"]:
            assert check["promise"][:60] in shown
        assert "service, usage type: months" in shown


async def test_the_two_bills_are_told_day_by_day(costs_of):
    async with costs_of("small") as it:
        await until(it.pilot, "proven")
        shown = await it.press("b", sign="The month of joining has two bills")
        merge = json.loads((it.workspace.archive / ".work" / "outlook.json").read_bytes())["merge"]
        day, old, new = merge["days"][0]
        row = next(row for row in shown.splitlines() if row.strip().startswith(f"{day} Tue"))
        assert cents(Decimal(old)) in row
        assert cents(Decimal(new)) in row
        assert f"Better: {merge['better']}" in shown
        await it.press(*["pagedown"] * 8, sign=merge["days"][-1][0])


async def test_no_day_of_joining_is_advised_once_the_account_has_joined(costs_of):
    def join(workspace):
        world = tui_world.World.opened(workspace)
        world.store.sync_journey([*tui_world.ROWS, tui_world.row(11, "join-legacy", "Join")])
        world.done("join-legacy", tui_world.change("accept", "Accept"))
        world.close()

    async with costs_of("small", before=join) as it:
        await until(it.pilot, "proven")
        shown = await it.press("b", sign="The account has joined")
        assert "joining on" in shown
        assert "etter" not in shown


async def test_help_tells_every_key(costs_of):
    async with costs_of("currencies", (100, 50)) as it:
        await until(it.pilot, "not in it")
        bound = {key for key, active in it.app.screen.active_bindings.items() if len(key) == 1}
        shown = await it.press("question_mark", sign="On the screen")
        told = {word for row in shown.splitlines() for word in row[:12].split()}
        assert bound - {"j", "k", "2", "3"} <= told
        await it.press("escape", sign="Costs by service")


async def test_a_small_terminal_says_how_large_it_has_to_be(costs_of):
    async with costs_of("small", (58, 14)) as it:
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
