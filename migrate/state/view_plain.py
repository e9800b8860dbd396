"""Plain rows of state.db, streamed or in whole, and the candidates of a filter among them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from migrate.core.resource_filter import Filter
from migrate.state import text_index
from migrate.state.view import View
from migrate.state.view_filter import Condition, Known, condition
from migrate.state.view_text import candidates

FIRST, CHUNK = 500, 20_000
"""Ids of the first answer, and of every later one."""
FEW, MANY = 20_000, 100_000
"""Up to `FEW` candidates are read by themselves, up to `MANY` are looked up for each row.

With more, so many rows fit that the first ones come as soon without any."""


class Overtaken(Exception):
    """Another connection's owner interrupted this reading: nobody waits for it any more."""


class PlainView(View):
    """A reader whose reading another thread can end."""

    def interrupt(self) -> None:
        """End what another thread reads here."""
        self._db.interrupt()

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read plain rows."""
        with self._explained(), _overtaken():
            return self._plain_cursor().execute(query, values).fetchall()

    def has(self, table: str) -> bool:
        """Whether the file knows a table: one of an older schema may not."""
        return bool(self.ask("SELECT 1 FROM sqlite_master WHERE name = ?", table))

    def indexed(self) -> bool:
        """Whether texts can be looked up, here and in this file."""
        return text_index.kept(self.ask) and text_index.usable(self.ask)

    def asked(self, asked: Filter, account: str, known: Known) -> Condition:
        """Return what each row is asked, narrowed to the candidates where there are not many."""
        made = condition(asked, account, known.scan)
        query = candidates(asked) if known.indexed else ""
        if query:
            found = self._look_up(query)
            if found <= FEW:
                made.few = True
            elif found <= MANY:
                made.first("+resource.id IN temp.candidate")
        return made

    def stream(self, query: str, values: Sequence[object]) -> Iterator[array[int]]:
        """Yield numbers, the first of them soon."""
        with self._explained(), _overtaken():
            cursor = self._plain_cursor().execute(query, values)
            size = FIRST
            while rows := cursor.fetchmany(size):
                yield array("q", [number for (number,) in rows])
                size = CHUNK

    def _look_up(self, query: str) -> int:
        """Put candidates into a table of this connection; return how many, at most one too many."""
        self.ask("CREATE TEMP TABLE IF NOT EXISTS candidate (id INTEGER PRIMARY KEY)")
        self.ask("DELETE FROM temp.candidate")
        self.ask(
            f"INSERT INTO temp.candidate SELECT rowid FROM {text_index.TABLE}"  # noqa: S608
            f" WHERE {text_index.TABLE} MATCH ? LIMIT ?",
            query,
            MANY + 1,
        )
        return int(self.ask("SELECT count(*) FROM temp.candidate")[0][0])

    def _plain_cursor(self) -> sqlite3.Cursor:
        cursor = self._db.cursor()
        cursor.row_factory = None
        return cursor


@contextmanager
def _overtaken() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
            raise Overtaken from error
        raise
