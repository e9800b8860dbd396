"""All that is SQLite's own: how a file is opened, checked, backed up, and what its errors mean."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from migrate.core.errors import StateCorrupt, StateError, StateFull, StateTooNew

APPLICATION_ID = 0x6D696772
"""`migr`: says whose file this is before anything in it is believed."""
BALLAST = 1024 * 1024
"""Bytes kept aside on the same disk, freed when it is full and a receipt has to be written."""


SMALLEST = 64 * 1024
"""Bytes that SQLite needs to open a file at all: its index is 32 KiB."""


def engine_for(path: Path, begin: str) -> Engine:
    """Return an engine whose transactions start with `begin`; pysqlite's default loses updates."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in _pragmas():
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _pragmas() -> list[str]:
    pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"]
    if sys.platform == "darwin":
        pragmas += ["fullfsync=ON", "checkpoint_fullfsync=ON"]
    return [*pragmas, "busy_timeout=10000"]


def driver(connection: Connection) -> Callable[[str], sqlite3.Cursor]:
    """Return what runs a statement on `sqlite3` itself, in the same transaction."""
    plain = connection.connection.driver_connection
    if not isinstance(plain, sqlite3.Connection):
        raise TypeError(f"{plain!r} is not SQLite's")
    return plain.execute


def give_back(engine: Engine) -> None:
    """Return to the disk what a transaction took that found no room; its log keeps its size."""
    with closing(engine.raw_connection()) as connection, suppress(sqlite3.OperationalError):
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def create_file(path: Path) -> None:
    """Make an empty database file that only its owner can read; an existing one is refused."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
    except FileExistsError:
        raise StateError(f"{path} exists already") from None
    except OSError as error:
        raise StateError(f"{path} cannot be made: {error}") from error


def stamp(connection: Any, version: int) -> None:
    """Write whose file it is and of which schema."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={version}")


def read_only(path: Path) -> sqlite3.Connection:
    """Open a file for reading only; a missing one is not made."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5)


def check_header(path: Path, version: int) -> int:
    """Return the schema version of a file of ours, refusing a newer or foreign one."""
    if not path.exists():
        raise StateError(
            f"There is no {path.name} in {path.parent}",
            remedy="Type `migrate init` to make a workspace.",
        )
    with explained(path), closing(read_only(path)) as connection:
        found = int(connection.execute("PRAGMA user_version").fetchone()[0])
        owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if owner != APPLICATION_ID:
        raise StateCorrupt(f"{path} is not a state.db of this tool")
    if found > version:
        raise StateTooNew(f"{path} has schema {found}; this tool knows schema {version}")
    return found


def check_integrity(connection: Any, path: Path) -> None:
    """Refuse a file that SQLite itself finds damaged (quick_check misses most bit flips)."""
    rows = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(5)")]
    if rows != ["ok"]:
        raise StateCorrupt(f"{path} is damaged: {'; '.join(map(str, rows))}")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StateCorrupt(f"{path} is damaged: a row of {broken[0][0]} points nowhere")


def back_up(path: Path, target: Path) -> None:
    """Copy a database with SQLite's backup, to a file made 0600, and prove the copy."""
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StateError(f"{target.parent} cannot be made: {error}") from error
    create_file(target)
    with (
        explained(target),
        closing(read_only(path)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        counts = [_rows(source), _rows(copy)]
    if verdict != "ok" or counts[0] != counts[1]:
        raise StateError(f"The backup {target} could not be proven; nothing was changed")


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    query = "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = connection.execute(query).fetchall()
    return {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for (n,) in names}  # noqa: S608


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours: full disk, damaged file, busy file."""
    try:
        yield
    except (sqlite3.Error, DatabaseError) as error:
        raise explain(path, error) from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema in its message
        raise StateCorrupt(f"{path} is damaged: it holds text that is none") from error


def explain(path: Path, error: BaseException) -> StateError:
    """Return the error of ours that one of SQLite's stands for."""
    origin = getattr(error, "orig", None) or error
    name = getattr(origin, "sqlite_errorname", "") or ""
    if full(error) or (name.startswith("SQLITE_IOERR") and _no_room(path)):
        return StateFull(f"The disk is full: {path} could not be written")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StateCorrupt(f"{path} is damaged: {origin}")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StateError(
            f"{path} is busy: another process has been writing to it for over 10 seconds",
            remedy="Type `migrate status` to see who works here.",
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
        return StateError(
            f"{path} cannot be used: {origin}", remedy="Check the disk and its rights."
        )
    return StateError(f"{path}: {origin}")


def full(error: BaseException) -> bool:
    """Whether an error says that the disk is full."""
    origin = getattr(error, "orig", None) or error
    return str(getattr(origin, "sqlite_errorname", "")).startswith("SQLITE_FULL")


def _no_room(path: Path) -> bool:
    """Whether the disk is full; SQLite says SQLITE_IOERR_SHMSIZE when it cannot make its index."""
    try:
        return shutil.disk_usage(path.parent).free < SMALLEST
    except OSError:
        return False


def set_ballast(path: Path) -> None:
    """Keep a megabyte aside beside the database, so that a full disk still takes a receipt."""
    if path.exists() and path.stat().st_size == BALLAST:
        return
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(BALLAST))
    except OSError as error:
        path.unlink(missing_ok=True)
        raise StateFull(f"No megabyte is free beside {path.parent}: {error}") from error
