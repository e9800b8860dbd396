"""Open state.db safely: checked, upgraded with a backup, one transaction at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DatabaseError

from migrate import __version__
from migrate.core.errors import StateCorrupt, StateError, StateFull
from migrate.state import sqlite, text_index
from migrate.state.chain import check_rows
from migrate.state.tables import SCHEMA_VERSION, all_tables
from migrate.state.tables.journey import migration
from migrate.state.ulid import new_ulid
from migrate.state.upgrades import UPGRADES, Upgrade

T = TypeVar("T")


def utc() -> str:
    """Return the laptop's time for a row, in UTC; deadlines are judged by AWS's clock instead."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Database:
    """state.db, open.  `write` is one fully synced transaction; `read` sees one snapshot."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.listeners: list[Callable[[bool], None]] = []
        """Told after each `transact` whether it was committed."""
        self._one_at_a_time = threading.Lock()
        self._writer: Engine = sqlite.engine_for(path, "BEGIN IMMEDIATE")
        self._reader: Engine = sqlite.engine_for(path, "BEGIN")

    @classmethod
    def create(cls, path: Path) -> Database:
        """Make a new state.db; an existing one is refused."""
        sqlite.create_file(path)
        database = cls(path)
        with database.write() as connection:
            all_tables().create_all(connection)
            text_index.settle(sqlite.driver(connection))
            sqlite.stamp(connection, SCHEMA_VERSION)
            row = {"id": 1, "lineage": new_ulid(), "created_at": utc(), "version": __version__}
            connection.execute(insert(migration).values(row))
        return database

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        upgrades: tuple[Upgrade, ...] = UPGRADES,
        version: int = SCHEMA_VERSION,
        tell: Callable[[str], object] = lambda _: None,
    ) -> Database:
        """Open for a runner: newer refused, older upgraded, damage and edits found.

        `tell` is told what takes long, and what the file has to do without.
        """
        found = sqlite.check_header(path, version)
        database = cls(path)
        try:
            database._examine(found, version, upgrades)
            database._settle(tell)
            sqlite.set_ballast(database.ballast)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def attach(cls, path: Path) -> Database:
        """Open for a face that writes a decision, while a runner may be at work."""
        if sqlite.check_header(path, SCHEMA_VERSION) < SCHEMA_VERSION:
            raise StateError(
                f"{path} is of an older schema", remedy="Type `migrate verify`: it upgrades it."
            )
        return cls(path)

    @property
    def lineage(self) -> str:
        """The ULID that this state.db was born with; names the workspace in AWS."""
        with self.read() as connection:
            return str(connection.execute(select(migration.c.lineage)).scalar_one())

    @property
    def ballast(self) -> Path:
        """The file that is given up when the disk is full."""
        return self.path.with_name("state.db.ballast")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one transaction that holds the write lock from its start."""
        with sqlite.explained(self.path), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Run one transaction that sees one snapshot."""
        with sqlite.explained(self.path), self._reader.begin() as connection:
            yield connection

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one write transaction; on a full disk give up the ballast and repeat it."""
        try:
            return self._told(work)
        except UnicodeDecodeError as error:
            raise StateCorrupt(f"{self.path} is damaged: it holds text that is none") from error
        except DatabaseError as error:
            if not sqlite.full(error) or not self.ballast.exists():
                raise sqlite.explain(self.path, error) from error
        self.ballast.unlink()
        with sqlite.explained(self.path):
            return self._told(work)

    def _told(self, work: Callable[[Connection], T]) -> T:
        committed = False
        with self._one_at_a_time:
            try:
                with self._writer.begin() as connection:
                    done = work(connection)
                committed = True
            finally:
                for listener in self.listeners:
                    listener(committed)
        return done

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()

    def _examine(self, found: int, version: int, upgrades: tuple[Upgrade, ...]) -> None:
        with self.read() as connection:
            sqlite.check_integrity(connection, self.path)
        if found < version:
            self._upgrade(found, version, upgrades)
        with self.read() as connection:
            check_rows(connection, self.path)

    def _settle(self, tell: Callable[[str], object]) -> None:
        """Make the text index where there is none; a full disk does without it."""
        with self.read() as connection:
            run = sqlite.driver(connection)
            settled, rows = text_index.settled(run), text_index.rows(run)
            making = not settled and text_index.usable(run)
        if making and rows >= text_index.MANY:
            tell(
                f"{self.path.name}: making the index of texts, once, for up to {rows:,} resources;"
                " nothing else can be written meanwhile"
            )
        try:
            if not settled:
                with self.write() as connection:
                    text_index.settle(sqlite.driver(connection))
        except StateFull:
            with self.write() as connection:
                text_index.leave(sqlite.driver(connection))
            sqlite.give_back(self._writer)
            tell(
                f"{self.path.name}: the disk has no room for the index of texts;"
                " a text is searched row by row until there is some"
            )

    def _upgrade(self, found: int, version: int, upgrades: tuple[Upgrade, ...]) -> None:
        """Back the file up, prove the copy, then go to the newest schema in one transaction."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        copy = self.path.parent / "backups" / f"state-schema{found}-{moment}.db"
        sqlite.back_up(self.path, copy)
        steps = [u for u in sorted(upgrades, key=lambda u: u.to) if found < u.to <= version]
        if [u.to for u in steps] != list(range(found + 1, version + 1)):
            raise StateError(f"There is no way from schema {found} to {version}")
        with self.write() as connection:
            for upgrade in steps:
                upgrade.apply(connection)
            sqlite.stamp(connection, version)
            sqlite.check_integrity(connection, self.path)
