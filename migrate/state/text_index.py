"""The text index of the inventory: which rows can hold a text, told without reading a row.

An FTS5 table of trigrams that keeps neither texts nor places, so it names candidates, and each of
them is compared as if there were no index.  Triggers keep it true in the transaction that changes
a row.  It is SQLite's own and derived: a file can do without it, and then every row is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

TABLE = "resource_text"
COLUMNS = ("name", "identifier", "arn", "tags", "properties")
"""Each on its own: no candidate spans two of them."""
SHORTEST = 3
"""Characters of what the index can look up."""
_SINCE = (3, 34, 0)
"""The first SQLite with the trigram tokenizer."""
Run = Callable[[str], Iterable[Any]]
"""Runs one statement of `sqlite3` itself, and gives its rows."""
MANY = 20_000
"""Resources from which on making the index takes so long that it is told."""


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in COLUMNS)


_NAMES = ", ".join(COLUMNS)
_ADD = f"INSERT INTO {TABLE} (rowid, {_NAMES}) VALUES (new.id, {_of('new')});"  # noqa: S608
_TAKE = f"INSERT INTO {TABLE} ({TABLE}, rowid, {_NAMES}) VALUES ('delete', old.id, {_of('old')});"  # noqa: S608
_OTHER = " OR ".join(f"old.{name} IS NOT new.{name}" for name in COLUMNS)
TRIGGERS = {
    "resource_text_added": f"AFTER INSERT ON resource BEGIN {_ADD} END",
    "resource_text_taken": f"AFTER DELETE ON resource BEGIN {_TAKE} END",
    "resource_text_changed": f"AFTER UPDATE OF {_NAMES} ON resource"
    f" WHEN {_OTHER} BEGIN {_TAKE} {_ADD} END",
}
_KEEPS = "content='resource', content_rowid='id', columnsize=0, detail=none"
DDL = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5({_NAMES}, {_KEEPS}, tokenize='trigram')",
    *(f"CREATE TRIGGER {name} {what}" for name, what in TRIGGERS.items()),
)


def usable(run: Run) -> bool:
    """Whether this SQLite has what the index is made of."""
    if sqlite3.sqlite_version_info < _SINCE:
        return False
    try:
        return "fts5" in {row[0] for row in run("SELECT name FROM pragma_module_list")}
    except sqlite3.OperationalError as error:
        # Builds before 3.30 and with SQLITE_OMIT_INTROSPECTION_PRAGMAS have no such table.
        if "no such table" in str(error):
            return False
        raise


def kept(run: Run) -> bool:
    """Whether a file has the index, and keeps it true."""
    names = ", ".join(f"'{name}'" for name in (TABLE, *TRIGGERS))
    found = run(f"SELECT name FROM sqlite_master WHERE name IN ({names})")  # noqa: S608
    return len(list(found)) == 1 + len(TRIGGERS)


def settled(run: Run) -> bool:
    """Whether a file that is opened to write is as this SQLite can keep it."""
    return kept(run) if usable(run) else not _triggers(run)


def settle(run: Run) -> None:
    """Make the index and fill it; where SQLite cannot keep it, leave it behind.

    Without its triggers it is out of date from the next row on, so it is made anew by the next
    SQLite that can.
    """
    leave(run)
    if usable(run):
        run(f"DROP TABLE IF EXISTS {TABLE}")
        for statement in DDL:
            run(statement)
        run(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')")  # noqa: S608


def leave(run: Run) -> None:
    """Keep the index no longer: nothing stands in the way of a row."""
    for name in _triggers(run):
        run(f"DROP TRIGGER {name}")


def rows(run: Run) -> int:
    """Return how many resources there can be, without counting them."""
    ((last,),) = run("SELECT coalesce(max(id), 0) FROM resource")
    return int(last)


def _triggers(run: Run) -> list[str]:
    found = run(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{TABLE}%'")  # noqa: S608
    return [row[0] for row in found]
