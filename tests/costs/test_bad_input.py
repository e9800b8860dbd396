"""Accounts and days as they should not be: nothing is lost, and what is wrong is said."""

from __future__ import annotations

import csv
import resource
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from migrate.core.errors import StateFull
from migrate.costs import capture
from migrate.costs.archive import Archive
from migrate.costs.asking import Wishes
from migrate.costs.cubes import Call, Cube, Group
from migrate.costs.families import family_totals
from migrate.costs.look import look
from migrate.costs.merge import estimate_merge_month
from migrate.costs.prove import prove
from tests.costs.saved import no_invoices, saved
from tests.costs.synthetic import NOW, SMALL, Explorer, line

SERVICE, TEAM = Group("DIMENSION", "SERVICE"), Group("TAG", "team")


def test_an_empty_account_is_an_archive_too(tmp_path: Path) -> None:
    manifest = saved(tmp_path, Explorer(lines=[line("Nothing", "None", units=0)]))

    assert prove(Archive(tmp_path), manifest.sha256).ok
    assert estimate_merge_month(tmp_path, NOW.date()).days[0].old_bill == 0


def test_cost_explorer_that_is_off_is_seen(tmp_path: Path) -> None:
    seen = look(Archive(tmp_path), Explorer(enabled=False), no_invoices, NOW)

    assert (seen.months, seen.filled, seen.older) == (0, False, False)


def test_another_currency_stays_what_it_is(tmp_path: Path) -> None:
    bill = [line("AWS Lambda", "GB-Second", currency="EUR", units=321)]
    manifest = saved(tmp_path, Explorer(lines=bill))

    assert prove(Archive(tmp_path), manifest.sha256).ok
    assert estimate_merge_month(tmp_path, NOW.date()).currency == "EUR"


def test_months_can_be_negative(tmp_path: Path) -> None:
    manifest = saved(tmp_path, Explorer())

    totals = family_totals(Archive(tmp_path).holdings(), ("service-record-type", "MONTHLY"))
    assert min(amounts[0] for amounts in totals.sums.values()) < 0
    assert prove(Archive(tmp_path), manifest.sha256).ok


def test_ten_thousand_usage_types_of_one_service(tmp_path: Path) -> None:
    since = NOW.date() - timedelta(days=3)
    many = [line("AWS Lambda", f"EUW1-{n:05d}", since=since, units=n) for n in range(10_000)]
    explorer = Explorer(lines=many, page_size=5000)

    manifest = saved(tmp_path, explorer)

    assert prove(Archive(tmp_path), manifest.sha256).ok
    path = tmp_path / "tables" / "monthly" / "service-usage-type.csv"
    with path.open(newline="") as file:
        assert len({row["usage_type"] for row in csv.DictReader(file)}) == 9_999  # one is free


def test_a_tag_with_fifty_thousand_values(tmp_path: Path) -> None:
    since = NOW.date() - timedelta(days=5)
    many = [
        line("AWS Lambda", "GB-Second", since=since, tags={"team": f"t{n}"}) for n in range(50_000)
    ]
    explorer = Explorer(lines=many, page_size=5000, months=14)
    archive = Archive(tmp_path)
    call = Call(Cube("service-tag-team", (SERVICE, TEAM)), "MONTHLY")

    capture.run(archive, explorer, Wishes((call,), 100, 14, 1), lambda: NOW)

    holdings = archive.holdings()
    control = family_totals(holdings, ("control", "MONTHLY"))
    assert family_totals(holdings, call.key).sums.items() <= control.sums.items()
    assert max(family_totals(holdings, call.key).rows.values()) == 50_000


def test_hostile_tags_do_no_harm_in_tables(tmp_path: Path) -> None:
    key = "=cmd|' /C calc'!A0\n../../x"
    bill = [*SMALL, line("Amazon S3", "Requests", tags={key: "=1+1"}, units=5)]
    manifest = saved(tmp_path, Explorer(lines=bill, tags=(key,)), level="standard")

    assert prove(Archive(tmp_path), manifest.sha256).ok
    (path,) = (tmp_path / "tables" / "monthly").glob("service-tag-*.csv")
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][3].startswith("tag:=cmd")
    assert "'=1+1" in {row[3] for row in rows[1:]}
    assert not any(cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row)
    assert path.parent == tmp_path / "tables" / "monthly"


def test_a_full_disk_loses_nothing_that_was_paid_for(tmp_path: Path) -> None:
    """The limit on a file's size stands for it: the write fails the same way."""
    undisturbed = Explorer()
    saved(tmp_path / "undisturbed", undisturbed)
    explorer = Explorer()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, limits[1]))
    try:
        with pytest.raises(StateFull, match="disk is full"):
            saved(tmp_path / "full", explorer)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    manifest = saved(tmp_path / "full", explorer)

    assert len(explorer.requests) <= len(undisturbed.requests) + 1
    assert prove(Archive(tmp_path / "full"), manifest.sha256).ok


def test_a_month_that_aws_corrects_after_closing_it_is_asked_again(tmp_path: Path) -> None:
    explorer = Explorer(months=14)
    saved(tmp_path, explorer)
    corrected = line("AWS Lambda", "EUW1-GB-Second", units=400)
    explorer.lines = [corrected, *SMALL[1:]]
    explorer.now += timedelta(hours=2)

    manifest = saved(tmp_path, explorer)

    assert prove(Archive(tmp_path), manifest.sha256).ok
    totals = family_totals(Archive(tmp_path).holdings(), ("service-region", "MONTHLY"))
    january = sum(a[0] for (day, _), a in totals.sums.items() if day.isoformat() == "2026-01-01")
    days = range(31)
    expected = sum(
        one.cost(NOW.date().replace(month=1, day=d + 1)) for one in explorer.lines for d in days
    )
    assert january == Decimal(expected).scaleb(-4)
