"""What the costs screen reads and how it measures: exact sums, honest bars, refused files."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from migrate.costs import archive, manifest
from migrate.tui.costs import Choice, Series, cents, change, picture, read, short, spoken
from migrate.tui.widgets.bars import slots_of
from migrate.tui.widgets.scale import PARTS, cell, scale_of
from migrate.workspace.archive import contents, outlook
from migrate.workspace.archive.contents import CostsUnreadable, NothingSaved
from migrate.workspace.archive.sums import sums
from tests.faces.costs_world import HEAD, made


def drawn(directory, **choice):
    found = picture(read(directory, Choice(**choice)))
    assert found is not None
    return found


def test_amounts_are_added_exactly_and_per_currency(tmp_path):
    found = drawn(made(tmp_path), currency="USD")
    rows = dict(found.grid.rows)
    assert rows["S3"][0] == Decimal("0.3")
    assert rows["S3"][2] == Decimal("12345678901234567890.0000000001")
    assert "Ropa" not in rows
    assert found.not_in_it == ("EUR",)
    assert dict(drawn(tmp_path, currency="EUR").grid.rows) == {"Ropa": (Decimal(5), 0, 0)}


def test_a_period_without_a_line_is_shown_as_one_and_what_is_before_the_first_is_left_out(tmp_path):
    """Nothing in February is not the same as no February, nor as nothing spent."""
    periods = drawn(made(tmp_path)).grid.periods
    assert [(f"{p.start:%m}", p.lines, p.estimated) for p in periods] == [
        ("01", 3, False),
        ("02", 0, False),
        ("03", 2, True),
    ]


def test_the_newest_closed_period_is_chosen_unless_a_day_is_wanted(tmp_path):
    reading = read(made(tmp_path), Choice())
    assert picture(reading).period.start == date(2026, 1, 1)
    assert picture(reading, date(2026, 3, 1)).period.start == date(2026, 3, 1)


def test_within_one_value_of_another_key(tmp_path):
    found = drawn(made(tmp_path), group="region", within=("service", "S3"))
    assert {name: row[0] for name, row in found.grid.rows} == {
        "eu": Decimal("0.1"),
        "us": Decimal("0.2"),
    }


def test_only_money_is_a_metric(tmp_path):
    found = read(made(tmp_path), Choice())
    assert found.sums.metrics == ("UnblendedCost", "NetUnblendedCost")
    assert [spoken(name) for name in found.sums.metrics] == ["unblended", "net unblended"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"lines": ("2026-01-01,2026-02-01,S3,eu,nan,1,7,USD,GB,false",)}, "not an amount"),
        ({"lines": ("January,2026-02-01,S3,eu,1,1,7,USD,GB,false",)}, "not a table"),
        ({"lines": ("2026-01-01,2026-02-01,S3,eu,1",)}, "not a table"),
        ({"head": HEAD.replace("Cost", "")}, "it has no costs"),
        ({"head": HEAD.replace("service", "x")}, "not a table"),
        ({"lines": (), "head": ""}, "not a table"),
    ],
    ids=["nan", "day", "short", "metrics", "key", "empty"],
)
def test_a_table_that_is_none_is_refused_by_name(tmp_path, wrong, told):
    reading = read(made(tmp_path, **wrong), Choice())
    assert reading.sums is None
    assert "tables/monthly/by-region.csv" in str(reading.trouble)
    assert told in str(reading.trouble)


def test_a_changed_byte_is_refused(tmp_path):
    path = made(tmp_path) / "tables/monthly/by-region.csv"
    path.write_bytes(path.read_bytes().replace(b"0.2", b"0.3"))
    with pytest.raises(CostsUnreadable, match="SHA-256"):
        sums(contents.contents(tmp_path), "service")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, NothingSaved),
        ("{", CostsUnreadable),
        ("[]", CostsUnreadable),
        ("{}", CostsUnreadable),
    ],
)
def test_a_manifest_that_is_none_is_refused(tmp_path, text, error):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(error):
        contents.contents(tmp_path)


def test_a_manifest_of_a_later_format_is_refused(tmp_path):
    with pytest.raises(CostsUnreadable, match="format"):
        contents.contents(made(tmp_path, format="migrate-cost-archive/2"))


def test_what_is_waived_says_by_whom(tmp_path):
    lacks = [{"name": "a", "why": "not permitted"}, {"name": "b", "why": "none"}]
    waiver = {"name": "a", "who": "ana", "reason": "old", "until": "2026-12-31"}
    found = contents.contents(made(tmp_path, missing=lacks, waivers=[waiver]))
    assert [lack.waived for lack in found.missing] == ["waived by ana until 2026-12-31: old", ""]
    assert [lack.stands(date(2026, 12, 31)) for lack in found.missing] == [False, True]
    assert [lack.stands(date(2027, 1, 1)) for lack in found.missing] == [True, True]


def test_an_outlook_is_read_back_and_belongs_to_one_manifest(tmp_path):
    found = contents.contents(made(tmp_path))
    day = outlook.JoinDay(date(2026, 3, 18), Decimal("1.10"), Decimal("-2"))
    known = outlook.Outlook(
        manifest=found.sha256,
        proven_at=datetime(2026, 3, 17, tzinfo=UTC),
        checks=(outlook.Checked("manifest", "It is.", True, "yes", ("w",), ("n",)),),
        merge=outlook.Merge("USD", (day,), day.day, "why"),
    )
    path = tmp_path / contents.OUTLOOK
    path.parent.mkdir()
    path.write_bytes(outlook.written(known))
    assert outlook.outlook(found) == known
    path.write_bytes(outlook.written(replace(known, manifest="0" * 64)))
    assert outlook.outlook(found) is None


def test_an_outlook_that_cannot_be_read_hides_no_amounts(tmp_path):
    path = made(tmp_path) / contents.OUTLOOK
    path.parent.mkdir()
    path.write_text("{}", "utf-8")
    reading = read(tmp_path, Choice())
    assert reading.sums is not None
    assert reading.known is None
    assert "cannot be understood" in str(reading.doubt)


def test_reader_and_writer_speak_of_the_same_files():
    assert contents.FORMAT == manifest.FORMAT
    assert contents.MANIFEST == archive.MANIFEST
    assert contents.OUTLOOK.split("/")[0] == archive.WORK


def bars(*columns):
    """Return series of which each has one amount a period."""
    amounts = [tuple(map(Decimal, column)) for column in columns]
    return [
        Series(
            "s", column, tuple(max(a, Decimal(0)) for a in column),
            tuple(min(a, Decimal(0)) for a in column),
        )
        for column in amounts
    ]  # fmt: skip


def test_one_unit_above_and_below_the_line():
    """Ten below are as high as ten above."""
    scale = scale_of(bars([30, -10]), 9)
    assert (scale.above, scale.below) == (6, 2)
    height = {side: stack[-1][2] for side, stack in (("up", scale.up[0]), ("down", scale.down[1]))}
    assert height["up"] == 3 * height["down"]
    assert height["up"] <= scale.above * PARTS
    assert height["down"] <= scale.below * PARTS


def test_pieces_touch_and_add_up_to_the_whole():
    scale = scale_of(bars([1], [2], [4]), 8)
    edges = [(low, high) for _, low, high in scale.up[0]]
    assert edges[0][0] == 0
    assert all(one[1] == other[0] for one, other in itertools.pairwise(edges))
    assert edges[-1][1] == scale.above * PARTS


def test_only_refunds_hang_from_the_line_at_full_height():
    scale = scale_of(bars([-7, -1]), 8)
    assert (scale.above, scale.below) == (0, 7)
    assert scale.down[0][-1][2] == 7 * PARTS


def test_no_costs_at_all_need_no_scale():
    scale = scale_of(bars([0, 0]), 8)
    assert scale.up == ((), ())
    assert scale.unit == 1


def test_a_cell_shows_the_two_largest_of_what_is_in_it():
    assert cell(((0, 0, 8),), 0) == (0, PARTS, -1)
    assert cell(((0, 0, 3),), 0) == (0, 3, -1)
    assert cell(((0, 0, 3), (1, 3, 8)), 0) == (0, 3, 1)
    assert cell(((0, 0, 3), (1, 3, 4), (2, 4, 8)), 0)[::2] == (0, 2)
    assert cell(((0, 0, 3),), 1) == (-1, PARTS, -1)


@pytest.mark.parametrize("room", [3, 10, 38, 120, 500])
def test_the_chosen_period_is_always_among_the_bars(tmp_path, room):
    found = drawn(made(tmp_path, reach={"MONTHLY": ["2023-01-01", "2026-03-18"]}))
    long = replace(found, grid=replace(found.grid, periods=found.grid.periods * 13))
    for at in range(len(long.grid.periods)):
        slots = slots_of(replace(long, at=at), room)
        assert at in slots.shown
        assert len(slots.shown) * (slots.bar + slots.gap) <= room


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("0", "0"), ("12", "12"), ("999", "999"), ("1500", "1.5k"), ("-20000", "-20k"),
        ("2500000", "2.5M"), ("0.25", "0.25"), ("5", "5"), ("0.0000001", "1e-7"),
        ("25e18", "2e+19"),
    ],
)  # fmt: skip
def test_axis_amounts_fit(amount, told):
    assert short(Decimal(amount)) == told
    assert len(told) <= 6


def test_cents_have_no_negative_nothing():
    assert cents(Decimal("-0.001")) == "0.00"
    assert cents(Decimal("-1234.567")) == "-1,234.57"


def test_change_is_not_told_where_the_archive_has_no_line(tmp_path):
    found = drawn(made(tmp_path))
    assert change(replace(found, at=2)) == ""
    assert change(replace(found, at=0)) == ""
