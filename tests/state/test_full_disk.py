"""A disk that is really full: what AWS did is still written down, or looked up later."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from migrate.core.errors import StateError
from migrate.core.ports import Progress
from migrate.state.database import Database
from migrate.state.sqlite import BALLAST
from migrate.state.store import StateStore

from .filled import fill, forked

PRELUDE = """
import json, os, sys
from pathlib import Path
from migrate.core.errors import MigrateError, StateError, StateFull
from migrate.core.intent import IntentSignal
from migrate.state.database import Database
from migrate.state.journal import StateJournal
from migrate.state.record import prove
from migrate.state.sqlite import BALLAST
from migrate.state.store import StateStore
from tests.state.filled import fill, intent_in, plan_of, step_row

path = Path(sys.argv[1]) / "state.db"

def fill_disk():
    with open(path.parent / "rubbish", "ab", buffering=0) as file:
        for size in (1 << 16, 1 << 9, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass

def opened():
    database = Database.open(path)
    return database, StateStore(database), StateJournal(database)
"""


def _small_disk(tmp_path: Path, script: str, size: str = "6m") -> dict:
    """Run a script on a file system of its own, in a mount namespace that dies with it."""
    unshare = shutil.which("unshare")
    flags = ["--mount"] if os.geteuid() == 0 else ["--map-root-user", "--mount"]
    if unshare is None or subprocess.run([unshare, *flags, "true"], check=False).returncode:
        pytest.skip("no file system can be mounted here")
    mount = f"mount -t tmpfs -o size={size} none {tmp_path} && exec {sys.executable} -c"
    done = subprocess.run(
        [
            unshare,
            *flags,
            "sh",
            "-c",
            f'{mount} "$0" {tmp_path}',
            PRELUDE + textwrap.dedent(script),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_receipt_of_a_call_that_was_made_is_still_written(tmp_path):
    """The ballast is given up for it, and made again when there is room."""
    told = _small_disk(
        tmp_path,
        """
        fill(path)
        database, store, journal = opened()
        serial = store.save_plan(plan_of("first")).serial
        pending = intent_in(journal, "pending", serial)
        fill_disk()
        done = journal.signal(pending, IntentSignal.CONFIRM, result={"Id": "ou-1" * 50})
        gone = not database.ballast.exists()
        database.close()
        (path.parent / "rubbish").unlink()
        database, store, journal = opened()
        print(json.dumps({
            "gone": gone, "status": journal.get(pending.id).status,
            "audit": prove(database).ok, "back": database.ballast.stat().st_size == BALLAST,
        }))
        """,
    )

    assert told == {"gone": True, "status": "done", "audit": True, "back": True}


def test_without_ballast_the_intent_stays_open_and_the_message_says_what_to_do(tmp_path):
    told = _small_disk(
        tmp_path,
        """
        fill(path)
        database, store, journal = opened()
        serial = store.save_plan(plan_of("first")).serial
        pending = intent_in(journal, "pending", serial)
        database.ballast.unlink()
        fill_disk()
        try:
            journal.signal(pending, IntentSignal.CONFIRM, result={"Id": "x" * 9000})
        except StateFull as error:
            said = [str(error), error.remedy, error.exit_code]
        again = journal.get(pending.id).status
        database.close()
        (path.parent / "rubbish").unlink()
        database, store, journal = opened()
        kept = journal.get(pending.id).status
        journal.lost()
        print(json.dumps({
            "said": said, "again": again, "kept": kept,
            "looked_up": journal.get(pending.id).status, "audit": prove(database).ok,
        }))
        """,
    )

    assert "The disk is full" in told["said"][0]
    assert "Free disk space" in told["said"][1]
    assert told["said"][2] == 5
    assert (told["again"], told["kept"], told["looked_up"]) == ("pending", "pending", "unknown")
    assert told["audit"]


def test_an_intent_that_cannot_be_committed_is_never_sent(tmp_path):
    """The order holds on a full disk too: no commit, no call."""
    told = _small_disk(
        tmp_path,
        """
        fill(path)
        database, store, journal = opened()
        serial = store.save_plan(plan_of("first")).serial
        planned = intent_in(journal, "planned", serial)
        database.ballast.unlink()
        fill_disk()
        sent = False
        try:
            while True:
                planned = journal.note(planned, evidence=(*planned.evidence, "x" * 4000))
        except StateFull:
            pass
        try:
            journal.signal(planned, IntentSignal.SEND, evidence=("y" * 9000,))
            sent = True
        except StateFull:
            pass
        print(json.dumps({"sent": sent, "status": journal.get(planned.id).status}))
        """,
    )

    assert told == {"sent": False, "status": "planned"}


def test_no_runner_starts_without_room_for_the_ballast(tmp_path):
    told = _small_disk(
        tmp_path,
        """
        import sqlite3
        fill(path)
        reader = sqlite3.connect(path)
        reader.execute("SELECT count(*) FROM step").fetchone()
        fill_disk()
        with open(path.parent / "rubbish", "r+b") as file:
            file.truncate((path.parent / "rubbish").stat().st_size - 200_000)
        try:
            opened()
        except StateFull as error:
            said = [str(error), error.remedy, error.exit_code]
        print(json.dumps({"said": said, "left": (path.parent / "state.db.ballast").exists()}))
        """,
    )

    assert "No megabyte is free" in told["said"][0]
    assert "Free disk space" in told["said"][1]
    assert told["said"][2] == 5
    assert told["left"] is False


def test_a_disk_on_which_nothing_can_be_opened_is_said_to_be_full(tmp_path):
    """SQLite calls it a disk I/O error; no face may call it damage."""
    told = _small_disk(
        tmp_path,
        """
        from migrate.state.view import View
        fill(path)
        fill_disk()
        said = []
        for opener in (Database.open, Database.attach, View):
            try:
                opener(path)
            except StateError as error:
                said.append([type(error).__name__, error.exit_code, bool(error.remedy)])
        print(json.dumps({"said": said}))
        """,
    )

    assert told["said"] == [
        ["StateFull", 5, True],
        ["StateFull", 5, True],
        ["StateError", 5, True],
    ]


def test_an_upgrade_without_room_for_its_copy_changes_nothing(tmp_path):
    told = _small_disk(
        tmp_path,
        """
        import sqlite3
        from migrate.state.tables import SCHEMA_VERSION
        from migrate.state.upgrades import Upgrade
        next = SCHEMA_VERSION + 1
        fill(path)
        Database.open(path).close()
        fill_disk()
        try:
            Database.open(path, upgrades=(Upgrade(next, lambda c: None),), version=next)
        except StateError as error:
            said = [type(error).__name__, error.exit_code]
        (path.parent / "rubbish").unlink()
        version = sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0]
        print(json.dumps({"said": said, "moved": version - SCHEMA_VERSION}))
        """,
    )

    assert told == {"said": ["StateFull", 5], "moved": 0}


def test_a_quota_is_an_error_of_ours_and_harms_nothing(tmp_path):
    """A limit on the size of files stands for a quota where nothing can be mounted."""
    path = tmp_path / "state.db"
    fill(path)
    Database.open(path).close()

    def work():
        import resource

        database = Database.open(path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        store = StateStore(database)
        for number in range(10_000):
            try:
                store.progress(Progress("first", number, 0, "x" * 30_000))
            except StateError as error:
                os._exit(70 + error.exit_code)

    status = forked(work)

    assert os.waitstatus_to_exitcode(status) == 75
    Database.open(path).close()


def test_the_ballast_is_a_megabyte_that_cannot_be_squeezed(tmp_path):
    fill(tmp_path / "state.db")
    database = Database.open(tmp_path / "state.db")
    size = database.ballast.stat()

    assert size.st_size == BALLAST
    assert size.st_blocks * 512 >= BALLAST
    assert oct(size.st_mode & 0o777) == "0o600"
    database.close()
