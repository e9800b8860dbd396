"""Worlds with a text index, and SQLites that cannot have one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.resources_table.world import ACCOUNT, fill
from migrate.inventory.resource import Resource
from migrate.state import text_index
from migrate.state.database import Database
from migrate.state.inventory import InventoryStore
from migrate.state.view_resource import DetailView
from tests.state.seen_resources import ids


def without_fts5(monkeypatch) -> None:
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


def rename_module(path: Path, name: str) -> None:
    """Let the index be made of a module that this SQLite has, or of one that it does not."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE VIRTUAL TABLE resource_text USING ' || ?"
            " || substr(sql, instr(sql, '(')) WHERE name = 'resource_text'",
            [name],
        )
        connection.commit()


def scanned(path: Path, *some: Resource) -> None:
    with closing(Database.open(path)) as database:
        fill(InventoryStore(database), iter(some))


def proven(path: Path) -> None:
    """Hold the index against every row, as SQLite itself does it."""
    with closing(sqlite3.connect(path)) as connection:
        check = f"INSERT INTO {text_index.TABLE}({text_index.TABLE}, rank)"
        connection.execute(f"{check} VALUES ('integrity-check', 1)")


def found_by(path: Path, text: str) -> list[int]:
    with closing(DetailView(path, ACCOUNT)) as view:
        return ids(view, text)
