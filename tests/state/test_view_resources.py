"""The inventory as a face reads it: each filter, order and count against plain Python."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.resources_table.world import ACCOUNT, build
from migrate.core.resource_filter import FilterInvalid, parse
from migrate.inventory import cells
from migrate.state import view_scan
from migrate.state.view_facets import counts_of
from migrate.state.view_plain import Overtaken
from migrate.state.view_resource import DetailView, matching
from migrate.state.view_resources import Order
from migrate.state.view_scan import ScanView
from tests.state.seen_resources import COUNT, GONE, NEW, ODD, all_rows, ids, scanned_twice


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned_twice(tmp_path_factory.mktemp("view") / "world")


@pytest.fixture
def view(path):
    with closing(DetailView(path, ACCOUNT)) as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(path) -> list[dict]:
    return all_rows(path)


def has(text: str):
    return lambda r: any(
        text.lower() in str(part).lower()
        for part in (r["name"], r["identifier"], r["arn"], *r["tags"], *r["tags"].values())
    )


FILTERS = {
    "": lambda r: True,
    "region:eu-west-1": lambda r: r["region"] == "eu-west-1",
    "region:EU-*": lambda r: r["region"].startswith("eu-"),
    "-region:eu-*": lambda r: not r["region"].startswith("eu-"),
    "region:eu-west-1,global": lambda r: r["region"] in {"eu-west-1", "global"},
    "service:ec2": lambda r: r["service"] == "EC2",
    "service=ec2": lambda r: False,
    "type:snapshot": lambda r: "Snapshot" in r["type"],
    "type=AWS::EC2::Volume": lambda r: r["type"] == "AWS::EC2::Volume",
    "type:ec2::*": lambda r: False,
    "type:*ec2::v*": lambda r: r["type"] == "AWS::EC2::Volume",
    "web": has("web"),
    "web-o region:us-*": lambda r: has("web-o")(r) and r["region"].startswith("us-"),
    "-web": lambda r: not has("web")(r),
    "name:web-*": lambda r: r["name"].startswith("web-"),
    "id:0000007": lambda r: "0000007" in r["identifier"],
    "arn:loggroup": lambda r: "loggroup" in r["arn"].lower(),
    "tag:env": lambda r: "env" in r["tags"],
    "tag:env=prod": lambda r: r["tags"].get("env") == "prod",
    "tag:env=pro*": lambda r: str(r["tags"].get("env", "")).startswith("pro"),
    "tag:en=prod": lambda r: False,
    "tag:env=prod,dev -tag:team=cdn": lambda r: (
        r["tags"].get("env") in {"prod", "dev"} and r["tags"].get("team") != "cdn"
    ),
    "is:untagged": lambda r: not r["tags"],
    "is:tagged": lambda r: bool(r["tags"]),
    "is:redacted": lambda r: r["redacted"] > 0,
    "is:managed": lambda r: r["id"] == 1,
    "managed:cloudFormation": lambda r: r["id"] == 1,
    "managed:terraform": lambda r: False,
    "is:linked": lambda r: r["id"] < 200,
    "is:new": lambda r: r["first_scan"] == 2,
    "is:changed": lambda r: r["changed_scan"] == 2 and r["first_scan"] == 1,
    "created<2012-01-01": lambda r: "" != r["created"] < "2012-01-01",
    "created>=2020-05-11": lambda r: r["created"] >= "2020-05-11",
    "created=2011-02-11": lambda r: r["created"].startswith("2011-02-11"),
    'name:"100%_"': lambda r: r["name"].startswith("100%_"),
    "name:%": lambda r: "%" in r["name"],
    "name:_": lambda r: "_" in r["name"],
    r"name:\ ": lambda r: "\\" in r["name"],
    r'name:"quo\"te"': lambda r: '"' in r["name"],
    r'tag:"k\"ey"="v\"al"': lambda r: 'k"ey' in r["tags"],
    'name:"st*r"': lambda r: r["name"] == "st*r",
    "name:漢字": lambda r: "漢字" in r["name"],
    "move:share": lambda r: "Snapshot" in r["type"],
    "service:ec2 move:recreate": lambda r: r["service"] == "EC2" and "Snapshot" not in r["type"],
}


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_finds_exactly_what_plain_python_finds(view, rows, text):
    expected = {r["id"] for r in rows if FILTERS[text](r) and not r["removed_scan"]}
    assert set(ids(view, text)) == expected
    assert len(ids(view, text)) == len(expected)


def test_each_filter_of_the_table_tells_something_apart(rows):
    """A predicate that fits nothing is there to prove exactness; most fit some and not all."""
    here = [r for r in rows if not r["removed_scan"]]
    sizes = [sum(map(fits, here)) for fits in FILTERS.values()]
    assert sum(0 < size < len(here) for size in sizes) > len(sizes) - 8


def test_what_is_gone_is_found_only_when_it_is_asked_for(view, rows):
    gone = {r["id"] for r in rows if r["removed_scan"]}
    assert len(gone) == GONE
    assert set(ids(view, "is:removed")) == gone
    assert set(ids(view, "is:removed,new")) == gone | {
        r["id"] for r in rows if r["first_scan"] == 2
    }
    assert not gone & set(ids(view, ""))


KEYS = {
    Order.TYPE: lambda r: (r["service"], r["type"], r["region"], r["name"], r["identifier"]),
    Order.REGION: lambda r: (r["region"], r["service"], r["type"], r["name"], r["identifier"]),
    Order.NAME: lambda r: (r["name"], r["identifier"], r["id"]),
    Order.CREATED: lambda r: (r["created"], r["id"]),
    Order.SEEN: lambda r: r["id"],
}


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("text", ["", "region:eu-*,us-* type:instance,volume"])
@pytest.mark.parametrize("order", KEYS)
def test_every_order_sorts_as_plain_python_does(view, rows, order, text, backwards):
    kept = set(ids(view, text))
    falling = backwards is not (order in {Order.CREATED, Order.SEEN})
    there = [r for r in rows if r["id"] in kept]
    expected = [r["id"] for r in sorted(there, key=KEYS[order], reverse=falling)]
    assert ids(view, text, order=order, backwards=backwards) == expected


def test_by_cost_the_dearest_stand_first_and_what_costs_nothing_last(view, rows):
    money = view.money()
    assert money is not None
    by_id = {r["id"]: money.share(r["type"], r["region"]) for r in rows}
    found = [by_id[number] for number in ids(view, "", order=Order.COST)]
    assert found == sorted(found, reverse=True)
    assert found[0] == Decimal("50")
    assert found[-1] == 0
    turned = [by_id[number] for number in ids(view, "", order=Order.COST, backwards=True)]
    assert turned == found[::-1]


def test_a_share_is_the_line_of_the_bill_among_those_that_can_have_caused_it(view, rows):
    money = view.money()
    assert money is not None
    assert money.share("AWS::EC2::Instance", "eu-west-1") == Decimal("12.5")
    assert money.share("AWS::EC2::Instance", "ap-south-1") == 0
    assert money.share("AWS::KMS::Key", "eu-west-1") == 0
    dear = {
        r["id"] for r in rows if money.share(r["type"], r["region"]) > 20 and not r["removed_scan"]
    }
    assert set(ids(view, "cost>20")) == dear
    assert dear


@pytest.mark.parametrize("text", ["cost>1", "move:share"])
def test_what_was_never_looked_at_is_refused_and_not_found_empty(tmp_path, text):
    workspace = build(tmp_path / "bare", 5)
    with closing(DetailView(workspace.state, ACCOUNT)) as view, pytest.raises(FilterInvalid):
        ids(view, text)


@pytest.mark.parametrize("text", ["", "region:eu-*", "web service:ec2", "tag:env=prod type:volume"])
def test_counts_are_those_of_the_list_and_of_each_further_choice(view, text):
    known, asked = view.known(), parse(text)
    counts = counts_of(asked, view.groups(asked, known), known)
    assert counts.total == len(ids(view, text))
    by_field = {facet.field: facet for facet in counts.facets}
    rest = parse(" ".join(text[t.at : t.end] for t in asked.terms if t.field != "region"))
    lines = [line for line in view.lines(ids(view, rest.text)) if line]
    expected = Counter(line.region for line in lines)
    assert dict(by_field["region"].values) == expected


def test_a_page_keeps_its_order_and_marks_what_is_gone_from_the_file(view):
    found = view.lines([9, 3, 10**9, 5])
    assert [line.id if line else None for line in found] == [9, 3, None, 5]


def test_a_resource_comes_with_all_that_is_known_of_it(view):
    found = view.resource(9)
    assert found is not None
    assert found.row["identifier"].endswith("-0000008")
    assert found.row["properties"]["Id"] == found.row["identifier"]
    assert [(one.kind, one.other) for one in found.outgoing.first] == [("typed", 10)]
    assert {one.other for one in found.incoming.first} == {8, 48, 88, 128, 168}
    assert found.move is not None
    assert found.move.beware == ("New identifier and address.", "Tags are lost.")
    assert view.resource(10**9) is None


def test_a_link_that_leaves_the_inventory_says_what_is_meant(view):
    found = view.resource(6)
    assert found is not None
    (link,) = found.outgoing.first
    assert (link.other, link.name) == (0, "arn:aws:iam::444455556666:role/other")
    assert view.resource(1).owners[0].what == "network"


def test_whole_rows_come_for_the_command_line(path, rows):
    found = list(matching(path, ACCOUNT, parse("type:bucket tag:env=dev")))
    assert {row["id"] for row in found} == {
        r["id"] for r in rows if r["tags"].get("env") == "dev" and "Bucket" in r["type"]
        and not r["removed_scan"]
    }  # fmt: skip
    assert all(row["tags"]["env"] == "dev" for row in found)


def test_an_interrupted_reading_says_so_and_the_next_one_works(view):
    view._db.set_progress_handler(lambda: 1, 100)
    with pytest.raises(Overtaken):
        ids(view, "", order=Order.NAME)
    view._db.set_progress_handler(None, 0)
    assert ids(view, "web")


def test_a_file_of_the_first_schema_is_read_without_money_links_and_moves(tmp_path):
    workspace = build(tmp_path / "old", 20)
    with closing(sqlite3.connect(workspace.state)) as connection:
        for name in ("bill_line", "bill", "link", "managed", "move"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute("DROP INDEX resource_shown")
        connection.execute("PRAGMA user_version=1")
        connection.commit()
    with closing(DetailView(workspace.state, ACCOUNT)) as view:
        assert len(ids(view, "")) == 20
        found = view.resource(1)
        assert (found.outgoing.count, found.owners, found.move, view.money()) == (0, (), None, None)


def test_a_scan_is_told_by_region_with_what_could_not_be_seen(path):
    with closing(ScanView(path, ACCOUNT)) as view:
        scan = view.newest_scan()
        mark = view.mark()
    assert scan is not None
    assert (scan.id, scan.cells, scan.resolved, scan.asked) == (2, 11, 8, 11)
    assert scan.found == COUNT - GONE + NEW + len(ODD)
    assert {r.region: r.problems for r in scan.regions if r.problems} == {
        "eu-west-1": 1, "us-east-1": 1, "sa-east-1": 1,
    }  # fmt: skip
    assert [(p.state, p.what) for p in scan.problems] == [
        ("denied", "macie2:ListFindings"),
        ("throttled", "kms:ListKeys ThrottlingException"),
        ("error", "dax:DescribeClusters InternalFailure"),
    ]
    with closing(ScanView(path, "444455556666")) as other:
        assert other.newest_scan() is None
        assert other.mark() != mark


def test_the_view_knows_the_same_answers_as_the_scan():
    assert {str(state) for state in cells.RESOLVED} == view_scan.RESOLVED
