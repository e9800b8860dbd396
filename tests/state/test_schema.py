"""The schema of state.db: generated, stamped, and the same for PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from migrate.state import tables, view
from migrate.state.database import Database
from migrate.state.sqlite import APPLICATION_ID
from migrate.state.tables import SCHEMA_VERSION, all_tables, ddl, schema_sql

from .filled import forked, put


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path / "state.db")


def test_schema_sql_is_what_the_tables_say():
    there = (Path(__file__).parents[2] / "schema.sql").read_text(encoding="utf-8")

    assert there == schema_sql(), "type `make schema`"


def test_schema_sql_makes_the_same_database_as_create(tmp_path, path):
    with closing(sqlite3.connect(tmp_path / "by-hand.db")) as connection:
        connection.executescript(schema_sql())
    query = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    shapes = []
    for file in (tmp_path / "by-hand.db", path):
        with closing(sqlite3.connect(file)) as connection:
            rows = connection.execute(query).fetchall()
        shapes.append([(kind, name, " ".join(sql.split())) for kind, name, sql in rows])

    assert shapes[0] == shapes[1]


def test_the_view_knows_the_same_schema():
    assert view.SCHEMA_VERSION == SCHEMA_VERSION


def test_every_file_carries_its_owner_and_schema(path):
    with closing(sqlite3.connect(path)) as connection:
        asked = [
            connection.execute(f"PRAGMA {p}").fetchone()[0]
            for p in ("application_id", "user_version")
        ]

    assert asked == [APPLICATION_ID, SCHEMA_VERSION]


def test_the_tables_compile_for_postgresql():
    text = ddl(postgresql.dialect())

    assert text.count("CREATE TABLE") == len(all_tables().tables)
    assert "CREATE UNIQUE INDEX one_live_intent" in text
    assert "WHERE status IN (" in text
    for alien in ("AUTOINCREMENT", "PRAGMA", "WITHOUT ROWID", "DATETIME"):
        assert alien not in text


def test_one_live_intent_is_as_strict_in_both_databases():
    shapes = {
        name: [
            " ".join(part.split()) for part in ddl(dialect).split(";") if "one_live_intent" in part
        ]
        for name, dialect in (("s", sqlite.dialect()), ("p", postgresql.dialect()))
    }

    assert shapes["s"] == shapes["p"]
    assert len(shapes["s"]) == 1


def test_every_table_has_a_home_in_a_family():
    families = {name for name in vars(tables) if not name.startswith("_")}

    assert families >= {"journey", "journal", "record"}
    assert set(all_tables().tables) >= {
        "migration", "account", "step", "plan", "approval", "receipt", "progress",
        "intent", "event", "call",
    }  # fmt: skip


def test_a_process_that_dies_in_a_transaction_leaves_the_file_whole(path):
    def work():
        database = Database.attach(path)
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE step SET note='half'")
            os.kill(os.getpid(), 9)

    assert os.WTERMSIG(forked(work)) == 9
    database = Database.open(path)
    with database.read() as connection:
        assert "half" not in [r[0] for r in connection.exec_driver_sql("SELECT note FROM step")]
    database.close()
