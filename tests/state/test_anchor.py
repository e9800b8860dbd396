"""An anchor that was written down outside finds what a chain alone cannot."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from migrate.state.view import View

from .behind import edit, proven


def _numbers(path: Path, table: str, key: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [n for (n,) in connection.execute(f"SELECT {key} FROM {table} ORDER BY {key}")]


def test_a_cut_off_end_is_invisible_without_an_anchor_and_found_with_one(image, path):
    head = View(path).head()
    last = _numbers(path, "event", "n")[-1]
    for keep in range(1, last):
        path.write_bytes(image)
        edit(path, "DELETE FROM event WHERE n > ?", keep)
        assert proven(path).ok
        verdict = proven(path, head)
        assert (verdict.ok, verdict.broken) == (False, "end of event"), keep
        assert "its end was cut off" in verdict.why


def test_an_anchor_of_an_earlier_head_holds_for_all_that_came_after(path):
    for number, sha in _heads(path):
        assert proven(path, sha).ok, number
        assert proven(path, sha[:16]).ok, number


def _heads(path: Path) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT n, sha256 FROM event ORDER BY n").fetchall()


def test_a_record_written_anew_is_found_by_an_anchor(path):
    """Somebody who knows the code can chain a false record; the old head is not in it."""
    from migrate.state.chain import GENESIS, row_hash

    head = View(path).head()
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM event ORDER BY n")]
        previous = GENESIS
        for row in rows:
            body = json.loads(row["body"])
            if body.get("who"):
                body["who"] = "somebody else"
            row["body"] = json.dumps(body, sort_keys=True, separators=(",", ":"))
            row["previous"] = previous
            previous = row["sha256"] = row_hash(row)
            connection.execute(
                "UPDATE event SET body=?, previous=?, sha256=? WHERE n=?",
                (row["body"], row["previous"], row["sha256"], row["n"]),
            )
        connection.commit()

    assert proven(path).ok
    assert proven(path, head).broken == "end of event"


def test_an_empty_anchor_or_a_wildcard_proves_nothing_by_accident(path):
    head = View(path).head()
    for anchor in ("f" * 64, "%", "_" * 64, "%" * 16, head[:15], f"%{head[1:]}"):
        assert not proven(path, anchor).ok, anchor
    assert proven(path, head.upper()).ok
