"""The product's own YAML: read fast, and the same as the strict loader reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import migrate
from migrate.workspace.yaml import FAST, load, load_own

FOLDER = Path(migrate.__file__).parent
OWN = sorted(p for p in FOLDER.rglob("*.yaml") if "simulator" not in p.parts)


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_file_of_ours_is_what_the_strict_loader_reads(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert load_own(text, path.name) == load(text, path.name)


def test_our_files_are_found_and_a_fast_parser_is_there() -> None:
    assert {"assess.yaml", "compute.yaml", "g22_tax.yaml", "inventory.yaml"} <= {
        path.name for path in OWN
    }
    assert FAST is yaml.CSafeLoader


def test_what_people_write_is_read_by_the_strict_parser_alone() -> None:
    """libyaml would take the tab for a part of the name."""
    with pytest.raises(Exception, match="cannot start any token"):
        load("legacy\tprofile: acme\n", "migrate.yaml")
    assert load_own("legacy\tprofile: acme\n", "own.yaml") == {"legacy\tprofile": "acme"}
