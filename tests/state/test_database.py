"""state.db as a file: how it is opened, written, and refused."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from migrate.cli.main import COMMANDS, cli
from migrate.core.errors import StateCorrupt, StateError, StateTooNew
from migrate.core.ports import Progress
from migrate.state import sqlite as sqlite_file
from migrate.state import view
from migrate.state.database import Database
from migrate.state.sqlite import back_up
from migrate.state.store import StateStore
from migrate.state.tables import SCHEMA_VERSION
from migrate.state.tables.journey import progress
from migrate.workspace.workspace import Settings, create_workspace

from .filled import fill, put, started

ROUNDS = 50
WRITERS = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path / "state.db")


# -- how it is opened --------------------------------------------------------------


def test_every_connection_is_durable_and_strict(path):
    database = Database.open(path)
    for transaction in (database.write, database.read):
        with transaction() as connection:
            asked = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
        assert asked == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
        }
    database.close()


def test_only_its_owner_can_read_it(path, tmp_path):
    database = Database.open(path)
    StateStore(database).progress(Progress("first", 1, 2, "x"))
    back_up(path, tmp_path / "backups" / "copy.db")
    files = [p for p in tmp_path.rglob("*") if p.is_file()]

    assert {p.name for p in files} >= {"state.db", "state.db-wal", "state.db-shm", "copy.db"}
    assert {p.name: oct(stat.S_IMODE(p.stat().st_mode)) for p in files} == {
        p.name: "0o600" for p in files
    }
    assert stat.S_IMODE((tmp_path / "backups").stat().st_mode) == 0o700
    database.close()


def test_a_loose_umask_does_not_open_it(tmp_path):
    before = os.umask(0)
    try:
        fill(tmp_path / "state.db")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "state.db").stat().st_mode) == 0o600


def test_an_existing_file_is_never_made_anew(path):
    with pytest.raises(StateError, match="exists already"):
        Database.create(path)


def test_a_link_is_not_followed_when_it_is_made(tmp_path):
    (tmp_path / "state.db").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StateError):
        Database.create(tmp_path / "state.db")
    assert not (tmp_path / "elsewhere").exists()


# -- two writers -------------------------------------------------------------------


def _count_up(path: Path) -> None:
    """Read a number and write the next one, again and again."""
    database = Database.attach(path)
    for _ in range(ROUNDS):

        def work(connection):
            here = connection.execute(select(progress.c.done)).scalar_one()
            connection.execute(update(progress).values(done=here + 1))

        database.transact(work)
    database.close()


def _counted(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT done FROM progress").fetchone()[0]


@pytest.fixture
def counter(path):
    database = Database.open(path)
    StateStore(database).progress(Progress("first", 0, 0, ""))
    database.close()
    return path


def _race(path: Path) -> list[int]:
    """Let processes count up at the same time; return their wait statuses."""
    pids = [started(lambda: _count_up(path)) for _ in range(WRITERS)]
    return [os.waitpid(pid, 0)[1] for pid in pids]


def test_processes_that_read_and_write_lose_nothing(counter):
    assert _race(counter) == [0] * WRITERS
    assert _counted(counter) == WRITERS * ROUNDS


def test_threads_that_read_and_write_lose_nothing(counter):
    threads = [threading.Thread(target=_count_up, args=(counter,)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert _counted(counter) == WRITERS * ROUNDS


def test_a_deferred_transaction_would_lose_updates(counter, monkeypatch):
    """Shows that the two tests above can fail: without BEGIN IMMEDIATE a writer is thrown out."""
    monkeypatch.setattr(
        Database,
        "__init__",
        lambda self, path: self.__dict__.update(
            path=path,
            _writer=sqlite_file.engine_for(path, "BEGIN DEFERRED"),
            _reader=sqlite_file.engine_for(path, "BEGIN DEFERRED"),
        ),
    )
    statuses = _race(counter)

    assert any(statuses) or _counted(counter) < WRITERS * ROUNDS


def test_a_failed_transaction_leaves_nothing(counter):
    database = Database.open(counter)

    def work(connection):
        connection.execute(update(progress).values(done=99))
        raise LookupError("in the middle")

    with pytest.raises(LookupError):
        database.transact(work)
    with pytest.raises(LookupError), database.write() as connection:
        work(connection)
    assert _counted(counter) == 0
    database.close()


# -- whose file and of which schema ------------------------------------------------


def _stamp(path: Path, pragma: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA {pragma}")


OPENERS = [Database.open, Database.attach, view.View]


@pytest.mark.parametrize("opener", OPENERS)
def test_a_newer_file_is_refused_and_nothing_is_changed(path, opener):
    _stamp(path, f"user_version={SCHEMA_VERSION + 1}")
    before = _dump(path)

    with pytest.raises(StateTooNew, match=f"schema {SCHEMA_VERSION + 1}") as refused:
        opener(path)
    assert refused.value.exit_code == 5
    assert "later version" in refused.value.remedy
    assert _dump(path) == before


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


READERS = {
    "status": ("status",),
    "status --json": ("status", "--json"),
    "plan": ("plan", "connect-accounts"),
    "approve": ("approve", "connect-accounts", "--digest", "0123456789abcdef"),
    "apply": ("apply", "connect-accounts"),
    "run": ("run", "--yes"),
    "skip": ("skip", "connect-accounts", "--reason", "x"),
    "verify": ("verify",),
    "audit": ("audit",),
    "documents": ("documents",),
}


@pytest.fixture
def newer(tmp_path):
    """A workspace whose state.db a later version of the tool wrote."""
    workspace = create_workspace(tmp_path / "w", Settings("l", "m"), "organization: {}\n")
    put(workspace.state)
    _stamp(workspace.state, f"user_version={SCHEMA_VERSION + 1}")
    return workspace.directory


@pytest.mark.parametrize("words", READERS.values(), ids=READERS.keys())
def test_every_verb_refuses_a_newer_file_with_the_reason(newer, words):
    """Read-only verbs too: what they would show could be wrong."""
    before = _dump(newer / "state.db")
    done = CliRunner().invoke(cli, ["--workspace", str(newer), *words])

    assert isinstance(done.exception, StateTooNew)
    assert done.exception.exit_code == 5
    assert f"schema {SCHEMA_VERSION + 1}" in str(done.exception)
    assert _dump(newer / "state.db") == before


def test_the_list_of_verbs_above_is_complete():
    free = {"demo", "simulate", "init", "doctor", "permissions", "completion"}
    scans = {"inventory", "costs", "decide"}

    assert {words[0] for words in READERS.values()} | free | scans >= set(COMMANDS)


@pytest.mark.parametrize("opener", OPENERS)
def test_a_missing_file_is_not_made(tmp_path, opener):
    with pytest.raises(StateError, match=r"There is no state\.db") as refused:
        opener(tmp_path / "state.db")
    assert "migrate init" in refused.value.remedy
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("opener", [Database.open, Database.attach])
def test_a_foreign_database_is_refused(tmp_path, opener):
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        connection.execute("CREATE TABLE theirs (x)")

    with pytest.raises(StateCorrupt, match=r"not a state\.db of this tool"):
        opener(tmp_path / "state.db")


@pytest.mark.parametrize("opener", OPENERS)
def test_a_file_that_is_no_database_is_refused(tmp_path, opener):
    (tmp_path / "state.db").write_bytes(b"not a database, " * 500)

    with pytest.raises(StateCorrupt, match=r"is damaged|cannot be read"):
        opener(tmp_path / "state.db")


def test_an_older_file_is_not_attached_to_before_a_runner_upgraded_it(path):
    _stamp(path, "user_version=0")

    with pytest.raises(StateError, match="older schema"):
        Database.attach(path)


def test_a_writer_that_holds_on_is_named_busy(path, monkeypatch):
    """A write lock that is not given back in time is told as what it is."""
    pragmas = [p for p in sqlite_file._pragmas() if not p.startswith("busy_timeout")]
    monkeypatch.setattr(sqlite_file, "_pragmas", lambda: [*pragmas, "busy_timeout=50"])
    database = Database.open(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError, match="busy: another process") as busy:
            database.transact(lambda connection: connection.exec_driver_sql("SELECT 1"))
    assert (busy.value.exit_code, busy.value.remedy) == (
        5,
        "Type `migrate status` to see who works here.",
    )
    database.close()
