"""The way from one schema to the next: backed up, proven, whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine.default import DefaultDialect

from migrate.core.errors import StateCorrupt, StateError, StateTooNew
from migrate.state import sqlite as sqlite_file
from migrate.state.database import Database
from migrate.state.sqlite import back_up
from migrate.state.store import StateStore
from migrate.state.tables import SCHEMA_VERSION
from migrate.state.upgrades import PROOF, SHOWN, UPGRADES, Upgrade
from tests.crash.hooks import Hooks

from .filled import forked, put

NEXT = SCHEMA_VERSION + 1


def _add_owner(connection) -> None:
    connection.execute(text("ALTER TABLE step ADD COLUMN owner TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("CREATE TABLE region (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"))
    connection.execute(text("INSERT INTO region SELECT position, id FROM step"))
    connection.execute(text("UPDATE step SET owner='operator'"))


MADE_UP = (Upgrade(NEXT, _add_owner),)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path / "state.db")


def _upgrade(path: Path, upgrades=MADE_UP, version=NEXT) -> None:
    Database.open(path, upgrades=upgrades, version=version).close()


def _rows(path: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        return {n: connection.execute(f"SELECT * FROM {n}").fetchall() for (n,) in names}


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def test_an_older_file_is_upgraded_and_keeps_what_it_knew(path):
    before = _rows(path)
    _upgrade(path)
    after = _rows(path)

    assert _version(path) == NEXT
    assert after.pop("region") == [(1, "first"), (2, "second")]
    assert [row[:-1] for row in after.pop("step")] == before.pop("step")
    assert after == before


def test_a_copy_is_made_first_and_holds_the_old_file(path):
    before = _rows(path)
    _upgrade(path)
    copies = list((path.parent / "backups").iterdir())

    assert [c.name.split("-")[1] for c in copies] == [f"schema{SCHEMA_VERSION}"]
    assert stat.S_IMODE(copies[0].stat().st_mode) == 0o600
    assert (_rows(copies[0]), _version(copies[0])) == (before, SCHEMA_VERSION)
    restored = Database.open(copies[0])
    assert StateStore(restored).recorded().keys() == {"first", "second"}
    restored.close()


def test_a_copy_is_complete_while_the_newest_commits_are_only_in_the_log(path, tmp_path):
    """A copy by `cp` would lack what the write-ahead log holds."""
    database = Database.open(path)
    StateStore(database).bind("management", "444455556666", "arn:aws:iam::444455556666:user/x")
    back_up(path, tmp_path / "copy.db")

    assert path.with_name("state.db-wal").stat().st_size > 0
    assert len(_rows(tmp_path / "copy.db")["account"]) == 2
    database.close()


def test_a_file_of_this_schema_makes_no_copy(path):
    Database.open(path).close()

    assert not (path.parent / "backups").exists()


def test_upgrades_run_in_order_and_all_of_them(path):
    order = []
    steps = tuple(
        Upgrade(to, lambda connection, to=to: order.append(to)) for to in (NEXT + 2, NEXT, NEXT + 1)
    )
    _upgrade(path, steps, NEXT + 2)

    assert order == [NEXT, NEXT + 1, NEXT + 2]
    assert _version(path) == NEXT + 2


def test_a_gap_in_the_way_is_refused(path):
    with pytest.raises(StateError, match=f"no way from schema {SCHEMA_VERSION} to {NEXT + 1}"):
        _upgrade(path, (Upgrade(NEXT + 1, _add_owner),), NEXT + 1)
    assert _version(path) == SCHEMA_VERSION


def test_the_way_to_the_newest_schema_has_no_gap():
    assert [u.to for u in UPGRADES] == list(range(2, SCHEMA_VERSION + 1))


def test_a_file_of_the_first_schema_becomes_what_a_fresh_one_is(path):
    with closing(sqlite3.connect(path)) as connection:
        fresh = _shape(connection)
        for name in reversed(PROOF):
            connection.execute(f"DROP TABLE {name}")
        for name in SHOWN:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("PRAGMA user_version=1")
        old = _shape(connection)
    Database.open(path).close()

    with closing(sqlite3.connect(path)) as connection:
        assert _shape(connection) == fresh
    assert set(fresh) - set(old) >= {*PROOF, *SHOWN}


def _shape(connection: sqlite3.Connection) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    return {name: " ".join(sql.split()) for name, sql in connection.execute(query)}


def test_an_upgrade_that_fails_in_the_middle_changes_nothing(path):
    before = _rows(path)

    def broken(connection):
        _add_owner(connection)
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    with pytest.raises(StateError, match="nowhere"):
        _upgrade(path, (Upgrade(NEXT, broken),))
    assert (_rows(path), _version(path)) == (before, SCHEMA_VERSION)
    _upgrade(path)
    assert _version(path) == NEXT


def test_an_upgrade_that_leaves_a_row_pointing_nowhere_is_taken_back(path):
    def careless(connection):
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        connection.execute(text("DELETE FROM plan WHERE serial=1"))

    before = _rows(path)
    with pytest.raises(StateCorrupt, match="points nowhere"):
        _upgrade(path, (Upgrade(NEXT, careless),))
    assert (_rows(path), _version(path)) == (before, SCHEMA_VERSION)


def test_a_copy_that_cannot_be_proven_stops_the_upgrade(path, monkeypatch):
    counts = iter([{"step": 2}, {"step": 1}])
    monkeypatch.setattr(sqlite_file, "_rows", lambda _: next(counts))

    with pytest.raises(StateError, match="could not be proven; nothing was changed"):
        _upgrade(path)
    assert _version(path) == SCHEMA_VERSION


def test_a_copy_that_cannot_be_made_stops_the_upgrade(path):
    (path.parent / "backups").write_text("in the way")

    with pytest.raises(StateError, match="backups"):
        _upgrade(path)
    assert _version(path) == SCHEMA_VERSION


def test_a_damaged_file_is_refused_before_it_is_copied_or_upgraded(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET rootpage=2 WHERE name='step'")
        connection.commit()

    with pytest.raises(StateCorrupt):
        _upgrade(path)
    assert not (path.parent / "backups").exists()


def _statements(at: int, passed: list[str]) -> None:
    """Die before the statement of that number; tell the statements that were passed."""
    execute = DefaultDialect.do_execute

    def do_execute(dialect, cursor, statement, parameters, context=None):
        passed.append(statement)
        if len(passed) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        execute(dialect, cursor, statement, parameters, context)

    DefaultDialect.do_execute = do_execute


def _commits(at: int, passed: list) -> None:
    hooks = Hooks(at=at, passed=passed)
    hooks.install()


@pytest.mark.parametrize("points", [_commits, _statements])
def test_killed_anywhere_in_an_upgrade_it_is_old_or_new_and_goes_on(tmp_path, points):
    """At every commit and before every statement; the copy is proven each time."""
    first = tmp_path / "counted"
    first.mkdir()
    put(first / "state.db")
    told = tmp_path / "points"

    def count():
        passed: list = []
        points(0, passed)
        _upgrade(first / "state.db")
        told.write_text(str(len(passed)))

    assert forked(count) == 0
    new = _rows(first / "state.db")
    number_of_points = int(told.read_text())
    assert number_of_points >= 6
    original = tmp_path / "original.db"
    put(original)
    start = _rows(original)

    for number in range(1, number_of_points + 1):
        directory = tmp_path / str(number)
        directory.mkdir()
        shutil.copy(original, directory / "state.db")

        def work(number=number, directory=directory):
            points(number, [])
            _upgrade(directory / "state.db")

        assert os.WTERMSIG(forked(work)) == 9, number
        stopped = _version(directory / "state.db")
        assert stopped in {SCHEMA_VERSION, NEXT}, number
        assert (_rows(directory / "state.db") == start) == (stopped == SCHEMA_VERSION), number
        _upgrade(directory / "state.db")
        after = _rows(directory / "state.db")
        assert _version(directory / "state.db") == NEXT, number
        assert {n: len(r) for n, r in after.items()} == {n: len(r) for n, r in new.items()}, number
        for copy in (directory / "backups").iterdir():
            assert _rows(copy) == start, number


def test_a_later_tool_s_file_is_never_downgraded(path):
    _upgrade(path)

    with pytest.raises(StateTooNew):
        Database.open(path)
