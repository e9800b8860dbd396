"""The text index of the inventory: true after every write, and never an answer by itself."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.resources_table.world import ACCOUNT, resources
from migrate.core.resource_filter import parse
from migrate.inventory.resource import Resource
from migrate.state import text_index, view_plain
from migrate.state.database import Database
from migrate.state.view_resource import DetailView
from migrate.state.view_text import candidates
from tests.state.indexed import found_by, proven, scanned, without_fts5
from tests.state.seen_resources import GONE, scanned_twice

HOSTILE = (
    "100%_sure\\", 'quo"te', "it's", "st*r", "漢字 🦄", "ÄÖÜß", "İstanbul", "a\tb\nc", "AND OR NOT",
    "NEAR(x)", "name:x", "^start", "(open", '"', "--", "x'';", "[@click=app.quit]x[/]", "k:v,w",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned_twice(tmp_path_factory.mktemp("index") / "world")


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copy(made, tmp_path / "state.db")
    return tmp_path / "state.db"


def test_it_is_true_after_rows_came_changed_and_went(path):
    """`made` holds a second scan: new, changed, gone and oddly named resources."""
    proven(path)
    with closing(sqlite3.connect(path)) as connection:
        gone = connection.execute("SELECT count(*) FROM resource WHERE removed_scan > 0")
        assert gone.fetchone() == (GONE,)
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM resource WHERE id % 7 = 0")
        connection.execute("UPDATE resource SET name = 'zebra ' || id WHERE id % 5 = 0")
        connection.commit()
        there = "SELECT count(*) FROM resource WHERE name LIKE 'zebra%'"
        (expected,) = connection.execute(there).fetchone()
        (zebras,) = connection.execute(
            f"SELECT count(*) FROM {text_index.TABLE} WHERE {text_index.TABLE} MATCH 'zeb AND bra'"
        ).fetchone()
    proven(path)
    assert 0 < zebras == expected


def test_a_row_that_is_rolled_back_leaves_no_trace_in_it(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE resource SET name = 'zebra'")
        connection.rollback()
    proven(path)
    assert found_by(path, "zebra") == []


def test_what_only_the_proof_of_it_can_find_is_found(path):
    """The proof fails where a row and the index differ: it can fail."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER resource_text_changed")
        connection.execute("UPDATE resource SET name = 'zebra' WHERE id = 3")
        connection.commit()
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        proven(path)


def _texts(path: Path) -> list[str]:
    """Return parts of what stands in rows, long and short, and things that stand in none."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, identifier, arn, tags, properties FROM resource")
        whole = [text for row in rows for text in row if text]
    chance, found = random.Random(1), list(HOSTILE)
    for _ in range(40):
        text = chance.choice(whole)
        start = chance.randrange(len(text))
        found.append(text[start : start + chance.randint(1, 12)])
        found.append(found[-1].swapcase())
    return [text for text in found if text.strip()]


def _in_quotes(text: str) -> str:
    """Write a text so that no part of it is read as a field, a list or a wild card."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("field", ["", "text:", "name:", "arn:", "id:", "tag:", "text="])
def test_with_it_and_without_it_the_same_is_found(path, monkeypatch, field):
    odd = [
        Resource(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", f"{n}-{text}", name=text,
                 tags={text: text, "all": f"<{text}>"}, properties={text: [text]})
        for n, text in enumerate(HOSTILE)
    ]  # fmt: skip
    scanned(path, *resources(400), *odd)
    asked = [f"{field}{_in_quotes(text)}" for text in _texts(path)]
    with_it = [sorted(found_by(path, text)) for text in asked]
    without_fts5(monkeypatch)
    without = [sorted(found_by(path, text)) for text in asked]

    assert with_it == without
    assert sum(map(bool, without)) > 15


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("we", ""),
        ("-webs", ""),
        ("name:ab*cd", ""),
        ("service:ec2", ""),
        ("webs,x", '(("web" AND "ebs" AND "bs," AND "s,x"))'),
        ("name:web,x", ""),
        ("webs region:eu-*", '(("web" AND "ebs"))'),
        ("name:web*etl", '(("web" AND "etl"))'),
        ("tag:en=p", '(("""en" AND "en""" AND "n"":" AND """:""" AND ":""p" AND """p"""))'),
        ('"a""b" id:xyz,uvw', '(("xyz") OR ("uvw"))'),
        ('name:"a\\"b"', '(("a""b"))'),
    ],
)
def test_the_index_is_asked_only_for_what_it_can_tell(text, query):
    assert candidates(parse(text)) == query


def test_few_candidates_are_read_and_no_other_row(path):
    with closing(DetailView(path, ACCOUNT)) as view:
        known = view.known()
        made = view.asked(parse("0000007"), ACCOUNT, known)
        plan = view.ask(f"EXPLAIN QUERY PLAN SELECT * FROM {made.source} WHERE {made.sql}",
                        *made.values)  # fmt: skip
    assert known.indexed
    (way,) = [row[3] for row in plan if "resource" in row[3]]
    assert way == "SEARCH resource USING INTEGER PRIMARY KEY (rowid=?)"


def test_opening_a_file_that_has_it_writes_nothing(path):
    Database.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("PRAGMA data_version").fetchone()
        Database.open(path).close()
        assert connection.execute("PRAGMA data_version").fetchone() == before


def test_there_are_rows_that_a_limit_of_candidates_could_lose(path, monkeypatch):
    """More candidates than are kept: every row is read, and none is lost."""
    expected = found_by(path, "web")
    monkeypatch.setattr(view_plain, "FEW", 3)
    for many in (10, 10_000):
        monkeypatch.setattr(view_plain, "MANY", many)
        assert found_by(path, "web") == expected
    assert len(expected) > 10
