"""state.db is never opened as a plain file in our process: closing it drops SQLite's locks."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import migrate

SOURCE = Path(migrate.__file__).parent
OPENERS = frozenset(
    {
        "open", "fdopen", "read_bytes", "read_text", "write_bytes", "write_text", "copy", "copy2",
        "copyfile", "copyfileobj", "copytree", "copyto", "file_digest", "touch", "mmap", "add",
        "write", "make_archive",
    }
)  # fmt: skip
ALLOWED = frozenset({"state/sqlite.py:create_file"})
"""Makes the file, with O_EXCL: no connection to it can exist yet."""


def _names_state_db(node: ast.AST) -> bool:
    """Whether an expression stands for state.db: `workspace.state`, `"state.db"` and its log."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr == "state":
            return True
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            name = part.value.rpartition("/")[2]
            if name in {"state.db", "state.db-wal", "state.db-shm"}:
                return True
    return False


def plain_openings(text: str, name: str) -> list[str]:
    """Return where a source opens state.db as a plain file."""
    found = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, (ast.FunctionDef, ast.Module)):
            continue
        for call in ast.walk(function):
            if not isinstance(call, ast.Call):
                continue
            word = getattr(call.func, "attr", getattr(call.func, "id", ""))
            receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
            parts = [*call.args, *(k.value for k in call.keywords), *filter(None, [receiver])]
            if _class_of(receiver) in {"Database", "sqlite", "sqlite3", "View"}:
                continue
            if word in OPENERS and any(_names_state_db(part) for part in parts):
                place = getattr(function, "name", "")
                found.append(f"{name}:{place}" if place else f"{name}:{call.lineno}")
    return sorted(set(found))


def _class_of(receiver: ast.expr | None) -> str:
    return receiver.id if isinstance(receiver, ast.Name) else ""


def test_no_source_opens_it_as_a_plain_file():
    found = []
    for file in sorted(SOURCE.rglob("*.py")):
        name = file.relative_to(SOURCE).as_posix()
        if not name.startswith("simulator/"):
            found += plain_openings(file.read_text(encoding="utf-8"), name)

    assert set(found) - ALLOWED == set()


@pytest.mark.parametrize(
    "line",
    [
        "open(workspace.state)",
        "open(workspace.state, 'rb').read()",
        "workspace.state.read_bytes()",
        "hashlib.file_digest(open(d / 'state.db', 'rb'), 'sha256')",
        "(directory / 'state.db').open('rb')",
        "os.open(directory / 'state.db-wal', os.O_RDONLY)",
        "shutil.copy2(workspace.state, target)",
        "archive.write(workspace.state)",
        "Path(f'{d}/state.db').read_bytes()",
    ],
)
def test_the_search_finds_it(line):
    assert plain_openings(line, "x") == ["x:1"]


@pytest.mark.parametrize(
    "line",
    [
        "Database.open(workspace.state)",
        "sqlite3.connect(workspace.state)",
        "(directory / 'state.db').exists()",
        "(directory / 'state.db.lock').open()",
        "workspace.plan.read_text()",
    ],
)
def test_the_search_leaves_the_rest_alone(line):
    assert plain_openings(line, "x") == []


LIFE = """
import os, sys
from pathlib import Path
opened = []
files = {"state.db", "state.db-wal", "state.db-shm"}
def watch(event, args):
    if event == "open" and os.path.basename(str(args[0])) in files:
        opened.append((str(args[0]), args[2]))
sys.addaudithook(watch)
from click.testing import CliRunner
from migrate.cli.main import cli
from migrate.state.database import Database
from migrate.state.lock import RunnerLock
from migrate.state.record import prove
from migrate.state.upgrades import Upgrade
from migrate.state.view import View
from migrate.workspace.workspace import Settings, create_workspace
from tests.state.filled import fill
path = create_workspace(Path(sys.argv[1]), Settings("l", "m"), "organization: {}\\n").state
fill(path)
made = len(opened)
for words in (["status"], ["status", "--json"], ["audit"], ["audit", "--json"], ["doctor"]):
    CliRunner().invoke(cli, ["--workspace", str(path.parent), *words])
with RunnerLock(path.with_name("state.db.lock")).acquired("run"):
    database = Database.open(path, upgrades=(Upgrade(2, lambda c: None),), version=2)
    prove(database)
    database.close()
print(made, opened[made:])
"""


def test_a_whole_life_opens_it_once_to_make_it(tmp_path):
    """By Python's own audit events: making it is the only plain opening there ever is."""
    done = subprocess.run(
        [sys.executable, "-c", LIFE, str(tmp_path / "w")],
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout == "1 []\n"


def test_such_an_opening_really_drops_the_lock(tmp_path):
    """Why all this: the fact, on this machine's SQLite."""
    script = """
import os, sqlite3, subprocess, sys
path = sys.argv[1]
mine = sqlite3.connect(path, isolation_level=None)
mine.execute("CREATE TABLE t (x)")
mine.execute("BEGIN IMMEDIATE")
code = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)"
code += "; db.execute('BEGIN IMMEDIATE')"
def other():
    return subprocess.run([sys.executable, "-c", code, path], capture_output=True).returncode
before = other()
open(path, "rb").close()
print(before, other())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "t.db")],
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout == "1 0\n"
