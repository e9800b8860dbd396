"""A state.db that has no text index, or cannot have one: the same is found, more slowly."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.resources_table.world import ACCOUNT, build
from migrate.inventory.resource import Resource
from migrate.state import sqlite, text_index
from migrate.state.database import Database
from migrate.state.view_resource import DetailView
from tests.state.indexed import found_by, proven, rename_module, scanned, without_fts5
from tests.state.seen_resources import ids, scanned_twice


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned_twice(tmp_path_factory.mktemp("index") / "world")


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copy(made, tmp_path / "state.db")
    return tmp_path / "state.db"


def test_a_file_that_never_had_it_is_searched_row_by_row_and_gets_it_when_it_is_opened_to_write(
    tmp_path, monkeypatch
):
    with monkeypatch.context() as patched:
        without_fts5(patched)
        path = build(tmp_path / "old", 300).state
    with closing(DetailView(path, ACCOUNT)) as view:
        assert not view.known().indexed
        before = ids(view, "web-etl")
    Database.open(path).close()

    with closing(DetailView(path, ACCOUNT)) as view:
        assert view.known().indexed
        assert 0 < len(before) == len(ids(view, "web-etl"))
    proven(path)


def test_a_sqlite_without_fts5_writes_on_and_the_next_one_with_it_makes_it_anew(path, monkeypatch):
    new = Resource(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "okapi", name="okapi")
    with monkeypatch.context() as patched:
        without_fts5(patched)
        scanned(path, new)
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

    proven(path)
    with closing(DetailView(path, ACCOUNT)) as view:
        assert view.known().indexed
        assert len(ids(view, "okapi")) == 1


def test_a_file_whose_index_sqlite_does_not_know_is_opened_proven_and_backed_up(
    path, monkeypatch, tmp_path
):
    """As by a SQLite without FTS5: `no such module`, wherever the index is touched."""
    rename_module(path, "fts5_of_tomorrow")
    new = Resource(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "okapi", name="okapi")
    with closing(sqlite3.connect(path)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="no such module"):
            connection.execute(f"SELECT * FROM {text_index.TABLE}")
        shown = connection.execute("SELECT count(*) FROM resource").fetchone()
    with monkeypatch.context() as patched:
        without_fts5(patched)
        scanned(path, new)
        sqlite.back_up(path, tmp_path / "backups" / "copy.db")
        with closing(DetailView(path, ACCOUNT)) as view:
            assert len(ids(view, "okapi")) == 1
    with closing(sqlite3.connect(tmp_path / "backups" / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM resource").fetchone() == (shown[0] + 1,)
    rename_module(path, "fts5")
    Database.open(path).close()

    proven(path)
    assert len(found_by(path, "okapi")) == 1


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
        without_fts5(patched)
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

    assert found_by(path, "okapi") == found_by(path, "oka")
    proven(path)
    (once,) = told
    assert "no room for the index of texts" in once
