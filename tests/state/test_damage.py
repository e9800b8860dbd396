"""Damage and edits are found: in the file, in the journal's rows, and in the record's chain."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from migrate.core.errors import StateCorrupt, StateError
from migrate.state.chain import HASHED
from migrate.state.database import Database
from migrate.state.sqlite import check_integrity
from migrate.state.view import View

from .behind import edit, journal, proven

FLIPS = 400


# -- the journal -------------------------------------------------------------------


def _columns() -> list[tuple[str, str]]:
    return [(table.name, column.name) for table in HASHED for column in table.columns]


@pytest.mark.parametrize(("table", "column"), _columns())
def test_no_column_of_the_journal_can_be_edited_unseen(path, table, column):
    """Each column of each hashed table, also where SQLite's own check sees nothing."""
    change = f"{column} + 7" if column in {"attempt", "adopted"} else f"{column} || 'x'"
    if column in {"serial", "plan", "id"} and table != "intent":
        change = f"{column} + 1000"
    if (table, column) == ("intent", "plan"):
        change = "3 - plan"
    with closing(sqlite3.connect(path)) as connection:
        changed = connection.execute(
            f"UPDATE {table} SET {column} = {change} WHERE rowid = (SELECT max(rowid) FROM {table})"
        )
        connection.commit()
    assert changed.rowcount == 1

    with pytest.raises(StateCorrupt, match=r"was changed outside|points nowhere") as found:
        Database.open(path)
    assert found.value.exit_code == 5
    assert "backups/" in found.value.remedy


def test_a_row_that_was_edited_is_named(path):
    edit(path, 'UPDATE receipt SET result=\'{"Id":"ou-2"}\' WHERE id=2')

    with pytest.raises(StateCorrupt, match=r"state\.db: row 2 of receipt was changed outside"):
        Database.open(path)


def test_a_word_that_is_no_status_is_damage_and_not_a_bug(path):
    edit(path, "UPDATE step SET status='dong' WHERE id='first'")

    with pytest.raises(StateCorrupt, match="the status of step first was changed outside"):
        Database.open(path)
    with pytest.raises(StateCorrupt, match="dong"):
        View(path).steps()


def test_a_step_cannot_be_ticked_by_an_edit(path):
    """A gate that asks whether a step is done must not open by an UPDATE."""
    edit(path, "UPDATE step SET status='skipped' WHERE id='second'")

    with pytest.raises(StateCorrupt, match="the status of step second was changed outside"):
        Database.open(path)


def test_a_binding_cannot_be_edited(path):
    edit(path, "UPDATE account SET account='999999999999'")

    with pytest.raises(StateCorrupt, match="the account of role legacy was changed outside"):
        Database.open(path)


# -- bits --------------------------------------------------------------------------


def test_every_flipped_bit_is_found_or_harmless(image, tmp_path):
    """Whatever opens after a flip holds the same journal; a runner never starts on another one."""
    path = tmp_path / "state.db"
    path.write_bytes(image)
    truth = journal(path)
    chance = random.Random(20260310)
    refused = silent = 0
    for _ in range(FLIPS):
        at = chance.randrange(len(image))
        broken = bytearray(image)
        broken[at] ^= 1 << chance.randrange(8)
        for extra in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + extra).unlink(missing_ok=True)
        path.write_bytes(broken)
        try:
            database = Database.open(path)
        except StateError:
            refused += 1
            continue
        database.close()
        silent += 1
        assert journal(path) == truth, f"bit flip at byte {at} was not found"
    assert refused > 10
    assert silent > 10


def test_sqlite_alone_would_miss_flips_in_the_data(image, tmp_path):
    """Why rows are hashed: the same flip in a text passes integrity_check and not ours."""
    path = tmp_path / "state.db"
    at = image.index(b'"Id":"ou-1"') + 6
    path.write_bytes(image[:at] + b"x" + image[at + 1 :])
    database = Database(path)
    with database.read() as connection:
        check_integrity(connection, path)
    database.close()

    with pytest.raises(StateCorrupt, match="of receipt was changed outside"):
        Database.open(path)


def test_a_truncated_file_is_refused(image, tmp_path):
    path = tmp_path / "state.db"
    for keep in (0, 50, 4096, len(image) // 2, len(image) - 4096):
        path.write_bytes(image[:keep])
        with pytest.raises(StateError):
            Database.open(path)


# -- the record --------------------------------------------------------------------


def test_a_whole_record_is_proven(path):
    verdict = proven(path)

    assert verdict.ok
    assert verdict.events > 30
    assert verdict.calls == 8
    assert (verdict.broken, verdict.why) == ("", "")
    assert verdict.head == View(path).head()


def _numbers(path: Path, table: str, key: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [n for (n,) in connection.execute(f"SELECT {key} FROM {table} ORDER BY {key}")]


def _each(image: bytes, path: Path, table: str, key: str, harm: Callable[[Path, int], str]) -> None:
    """Do harm to each row of a table in turn; each time the row that it names must be named."""
    path.write_bytes(image)
    for number in _numbers(path, table, key):
        path.write_bytes(image)
        expected = harm(path, number)
        verdict = proven(path)
        assert (verdict.ok, verdict.broken) == (not expected, expected), (table, number)
        assert bool(verdict.why) == bool(expected)


TABLES = [("event", "n"), ("call", "id")]


@pytest.mark.parametrize(("table", "key"), TABLES)
def test_an_edited_row_is_named(image, path, table, key):
    column = {"event": "body", "call": "outcome"}[table]

    def harm(at: Path, number: int) -> str:
        edit(at, f"UPDATE {table} SET {column} = {column} || ' ' WHERE {key} = ?", number)
        return f"{table} {number}"

    _each(image, path, table, key, harm)


@pytest.mark.parametrize(("table", "key"), TABLES)
def test_a_deleted_row_is_named_unless_it_was_the_last(image, path, table, key):
    last = _numbers(path, table, key)[-1]

    def harm(at: Path, number: int) -> str:
        edit(at, f"DELETE FROM {table} WHERE {key} = ?", number)
        return "" if number == last else f"{table} {number}"

    _each(image, path, table, key, harm)


@pytest.mark.parametrize(("table", "key"), TABLES)
def test_a_deleted_row_is_named_although_the_rest_was_renumbered(image, path, table, key):
    last = _numbers(path, table, key)[-1]

    def harm(at: Path, number: int) -> str:
        with closing(sqlite3.connect(at)) as connection:
            connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (number,))
            for later in range(number + 1, last + 1):
                connection.execute(
                    f"UPDATE {table} SET {key} = {key} - 1 WHERE {key} = ?", (later,)
                )
            connection.commit()
        return "" if number == last else f"{table} {number}"

    _each(image, path, table, key, harm)


@pytest.mark.parametrize(("table", "key"), TABLES)
def test_swapped_rows_are_named(image, path, table, key):
    last = _numbers(path, table, key)[-1]

    def harm(at: Path, number: int) -> str:
        if number == last:
            return ""
        edit(at, f"UPDATE {table} SET {key} = -1 WHERE {key} = ?", number)
        edit(at, f"UPDATE {table} SET {key} = ? WHERE {key} = ?", number, number + 1)
        edit(at, f"UPDATE {table} SET {key} = ? WHERE {key} = -1", number + 1)
        return f"{table} {number}"

    _each(image, path, table, key, harm)


def test_every_column_of_the_record_is_covered(image, path):
    for table, key in TABLES:
        with closing(sqlite3.connect(path)) as connection:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for column in columns:
            if column == key:
                continue
            path.write_bytes(image)
            number = column in {"duration_ms", "mutating", "count"}
            change = f"{column} + 1" if number else f"{column} || '0'"
            edit(path, f"UPDATE {table} SET {column} = {change} WHERE {key} = 3")
            assert proven(path).broken == f"{table} 3", column
