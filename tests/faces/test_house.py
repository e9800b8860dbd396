"""What the papers of the house say is what the code says; no file outgrows its reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli.main import COMMANDS
from tests.readme import README, current

ROOT = Path(__file__).parents[2]
LONGEST = 300
FILES = sorted(
    path
    for folder in ("migrate", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)


def test_readme_has_the_journey_and_the_states_of_the_code():
    text = README.read_text(encoding="utf-8")
    assert text == current(text), "type `make readme`"


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_every_verb_is_documented(verb):
    """In the README or CONTRIBUTING; nobody has to guess what there is."""
    told = README.read_text(encoding="utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert f"migrate {verb}" in told or f"`{verb}`" in told or f"`{verb} " in told


def test_no_module_is_longer_than_a_person_reads():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in FILES
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }
    assert long == {}


def test_every_verb_has_its_module():
    modules = {module.rpartition(".")[2] for module, _ in COMMANDS.values()}
    there = {path.stem for path in (ROOT / "migrate" / "cli").glob("*.py")}
    assert modules <= there
