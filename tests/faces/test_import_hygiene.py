"""What a face loads before it shows anything: told by module, not by a clock."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.faces.terminal import typed

HEAVY = ("boto3", "botocore", "sqlalchemy", "moto", "migrate.aws", "migrate.steps")
SCREEN = ("textual", "rich")

PLAIN = """
import json, sys
from migrate.cli.main import main
sys.argv = ["migrate", *sys.argv[1:]]
try:
    main()
except SystemExit as left:
    assert not left.code, left.code
print("\\n" + json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
SCREENED = """
import json, sys
import migrate.tui.app as face
from migrate.cli.main import main

OUT = sys.argv[1]

class Probe(face.JourneyApp):
    def on_ready(self):
        with open(OUT, "w") as file:
            json.dump(sorted(sys.modules), file)
        self.exit()

face.JourneyApp = Probe
sys.argv = ["migrate", *sys.argv[2:]]
main()
"""


def loaded(modules: list[str], unwanted: tuple[str, ...]) -> list[str]:
    return [m for m in modules if m in unwanted or m.startswith(tuple(f"{u}." for u in unwanted))]


@pytest.mark.parametrize(
    "words", [["--help"], ["status"], ["status", "--json"]], ids=["help", "status", "json"]
)
def test_plain_verbs_load_neither_aws_nor_screen_nor_database(lived, words):
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, "--workspace", str(lived.directory), *words],
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    modules = json.loads(done.stderr.splitlines()[-1])
    assert "migrate.cli.main" in modules
    assert loaded(modules, (*HEAVY, *SCREEN)) == []


def test_help_loads_no_verb():
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, "--help"], check=True, capture_output=True, text=True
    )
    modules = json.loads(done.stderr.splitlines()[-1])
    assert loaded(modules, ("migrate.state", "migrate.core.plan", "yaml", "sqlite3")) == []


def test_first_frame_is_drawn_without_aws_and_without_the_database_library(lived, tmp_path):
    """On a real terminal, from the command line to the moment that the frame is there."""
    out = tmp_path / "modules.json"
    with typed("-c", SCREENED, str(out), "--workspace", str(lived.directory)) as terminal:
        assert terminal.ended() == 0
    modules = json.loads(out.read_text(encoding="utf-8"))
    assert "migrate.tui.screens.journey" in modules
    assert loaded(modules, HEAVY) == []
