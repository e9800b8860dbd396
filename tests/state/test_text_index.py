"""The text index of the inventory: true after every write, and never an answer by itself."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.resources_table.world import ACCOUNT, build, fill, resources
from migrate.core.resource_filter import parse
from migrate.inventory.resource import Resource
from migrate.state import sqlite, text_index, view_plain
from migrate.state.database import Database
from migrate.state.inventory import InventoryStore
from migrate.state.view_resource import DetailView
from migrate.state.view_text import candidates
from tests.state.seen_resources import GONE, ids, scanned_twice

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


def _scanned(path: Path, *some: Resource) -> None:
    with closing(Database.open(path)) as database:
        fill(InventoryStore(database), iter(some))


def _proven(path: Path) -> None:
    """Hold the index against every row, as SQLite itself does it."""
    with closing(sqlite3.connect(path)) as connection:
        check = f"INSERT INTO {text_index.TABLE}({text_index.TABLE}, rank)"
        connection.execute(f"{check} VALUES ('integrity-check', 1)")


def _find(path: Path, text: str) -> list[int]:
    with closing(DetailView(path, ACCOUNT)) as view:
        return ids(view, text)


def _without_fts5(monkeypatch) -> None:
    """Let every connection behave as if SQLite had been built without FTS5."""

    def refuse(action: int, what: str | None, more: str | None, *_: str | None) -> int:
        if what == "pragma_module_list":
            return sqlite3.SQLITE_IGNORE  # its rows are there, without a name
        return sqlite3.SQLITE_DENY if "fts5" in (what, more) else sqlite3.SQLITE_OK

    def connect(*args: object, **options: object) -> sqlite3.Connection:
        connection = real(*args, **options)
        connection.set_authorizer(refuse)
        return connection

    real = sqlite3.connect
    for module in (sqlite3, sqlite3.dbapi2):
        monkeypatch.setattr(module, "connect", connect)


def _rename_module(path: Path, name: str) -> None:
    """Let the index be made of a module that this SQLite has, or of one that it does not."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE VIRTUAL TABLE resource_text USING ' || ?"
            " || substr(sql, instr(sql, '(')) WHERE name = 'resource_text'",
            [name],
        )
        connection.commit()


def test_it_is_true_after_rows_came_changed_and_went(path):
    """`made` holds a second scan: new, changed, gone and oddly named resources."""
    _proven(path)
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
    _proven(path)
    assert 0 < zebras == expected


def test_a_row_that_is_rolled_back_leaves_no_trace_in_it(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE resource SET name = 'zebra'")
        connection.rollback()
    _proven(path)
    assert _find(path, "zebra") == []


def test_what_only_the_proof_of_it_can_find_is_found(path):
    """The proof fails where a row and the index differ: it can fail."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER resource_text_changed")
        connection.execute("UPDATE resource SET name = 'zebra' WHERE id = 3")
        connection.commit()
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        _proven(path)


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
    _scanned(path, *resources(400), *odd)
    asked = [f"{field}{_in_quotes(text)}" for text in _texts(path)]
    with_it = [sorted(_find(path, text)) for text in asked]
    _without_fts5(monkeypatch)
    without = [sorted(_find(path, text)) for text in asked]

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


def test_a_file_that_never_had_it_is_searched_row_by_row_and_gets_it_when_it_is_opened_to_write(
    tmp_path, monkeypatch
):
    with monkeypatch.context() as patched:
        _without_fts5(patched)
        path = build(tmp_path / "old", 300).state
    with closing(DetailView(path, ACCOUNT)) as view:
        assert not view.known().indexed
        before = ids(view, "web-etl")
    Database.open(path).close()

    with closing(DetailView(path, ACCOUNT)) as view:
        assert view.known().indexed
        assert 0 < len(before) == len(ids(view, "web-etl"))
    _proven(path)


def test_a_sqlite_without_fts5_writes_on_and_the_next_one_with_it_makes_it_anew(path, monkeypatch):
    new = Resource(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "okapi", name="okapi")
    with monkeypatch.context() as patched:
        _without_fts5(patched)
        _scanned(path, new)
        with closing(sqlite3.connect(path)) as connection:
            kinds = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            assert connection.execute(kinds).fetchone() == (0,)
        with closing(DetailView(path, ACCOUNT)) as view:
            assert not view.known().indexed
            assert len(ids(view, "okapi")) == 1
    with closing(DetailView(path, ACCOUNT)) as view:
        assert not view.known().indexed, "it is out of date, so nobody asks it"
        assert len(ids(view, "okapi")) == 1
    Database.open(path).close()

    _proven(path)
    with closing(DetailView(path, ACCOUNT)) as view:
        assert view.known().indexed
        assert len(ids(view, "okapi")) == 1


def test_a_file_whose_index_sqlite_does_not_know_is_opened_proven_and_backed_up(
    path, monkeypatch, tmp_path
):
    """As by a SQLite without FTS5: `no such module`, wherever the index is touched."""
    _rename_module(path, "fts5_of_tomorrow")
    new = Resource(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "okapi", name="okapi")
    with closing(sqlite3.connect(path)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="no such module"):
            connection.execute(f"SELECT * FROM {text_index.TABLE}")
        shown = connection.execute("SELECT count(*) FROM resource").fetchone()
    with monkeypatch.context() as patched:
        _without_fts5(patched)
        _scanned(path, new)
        sqlite.back_up(path, tmp_path / "backups" / "copy.db")
        with closing(DetailView(path, ACCOUNT)) as view:
            assert len(ids(view, "okapi")) == 1
    with closing(sqlite3.connect(tmp_path / "backups" / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM resource").fetchone() == (shown[0] + 1,)
    _rename_module(path, "fts5")
    Database.open(path).close()

    _proven(path)
    assert len(_find(path, "okapi")) == 1


def test_an_old_sqlite_is_not_asked_and_does_without_it(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 26, 0))

    assert not text_index.usable(lambda _: pytest.fail("SQLite 3.26 has no pragma_module_list"))


def test_a_sqlite_that_does_not_list_its_modules_does_without_it_and_other_errors_pass():
    with closing(sqlite3.connect(":memory:")) as connection:
        assert text_index.usable(connection.execute)
        assert not text_index.usable(lambda s: connection.execute(s.replace("module", "nothing")))
        with pytest.raises(sqlite3.OperationalError, match="syntax"):
            text_index.usable(lambda s: connection.execute(s.replace("name", "FROM")))


def _old(path: Path, monkeypatch, resources: int = 300) -> Path:
    """Return a state.db as a version without the index left it."""
    with monkeypatch.context() as patched:
        _without_fts5(patched)
        return build(path, resources).state


def test_that_it_is_being_made_is_told_where_there_are_many_rows(tmp_path, monkeypatch):
    path = _old(tmp_path / "old", monkeypatch)
    shutil.copy(path, tmp_path / "few.db")
    told: list[str] = []
    Database.open(tmp_path / "few.db", tell=told.append).close()
    assert told == []
    monkeypatch.setattr(text_index, "MANY", 300)
    for _ in range(2):
        Database.open(path, tell=told.append).close()

    (once,) = told
    assert "making the index of texts, once, for up to 300 resources" in once


def test_a_file_is_opened_without_it_where_the_disk_has_no_room_for_it(tmp_path, monkeypatch):
    """The limit of pages makes SQLite itself say SQLITE_FULL, as a disk does."""
    path, told = _old(tmp_path / "old", monkeypatch, 3_000), []
    pragmas = sqlite._pragmas()
    with monkeypatch.context() as patched:
        patched.setattr(sqlite, "_pragmas", lambda: [*pragmas, "max_page_count=1"])
        with closing(Database.open(path, tell=told.append)) as database:
            log = path.with_name("state.db-wal")
            assert log.stat().st_size == 0, "what was tried gave its room back"
            database.transact(lambda c: c.exec_driver_sql("UPDATE resource SET name = 'okapi'"))
    with closing(DetailView(path, ACCOUNT)) as view:
        assert not view.known().indexed
    Database.open(path, tell=told.append).close()

    assert _find(path, "okapi") == _find(path, "oka")
    _proven(path)
    (once,) = told
    assert "no room for the index of texts" in once


def test_opening_a_file_that_has_it_writes_nothing(path):
    Database.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("PRAGMA data_version").fetchone()
        Database.open(path).close()
        assert connection.execute("PRAGMA data_version").fetchone() == before


def test_there_are_rows_that_a_limit_of_candidates_could_lose(path, monkeypatch):
    """More candidates than are kept: every row is read, and none is lost."""
    expected = _find(path, "web")
    monkeypatch.setattr(view_plain, "FEW", 3)
    for many in (10, 10_000):
        monkeypatch.setattr(view_plain, "MANY", many)
        assert _find(path, "web") == expected
    assert len(expected) > 10
