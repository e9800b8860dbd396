"""The files of the catalogue: rows by hand as YAML, and one file of generated rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from migrate.core.errors import OperatorError
from migrate.workspace.yaml import load_own

GENERATED = "generated.json"
Row = Mapping[str, Any]


def hand_written() -> dict[str, tuple[str, tuple[Row, ...]]]:
    """Return type to its file and rows; one type in two files is refused."""
    found: dict[str, tuple[str, tuple[Row, ...]]] = {}
    folder = resources.files("migrate.inventory") / "catalogue"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        for name, body in load_own(file.read_text(encoding="utf-8"), file.name).items():
            if name in found:
                raise OperatorError(f"{file.name}: {name} stands in another file too")
            found[name] = (file.name, tuple(body) if isinstance(body, list) else (body,))
    return found


@cache
def generated() -> Mapping[str, Any]:
    """Return the generated file: `made_from`, `rows` by type, and `without` by type."""
    file = resources.files("migrate.inventory") / "catalogue" / GENERATED
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def generated_rows() -> Mapping[str, tuple[Row, ...]]:
    """Return type to its generated rows; a row by hand of the same type goes before them."""
    return {name: tuple(rows) for name, rows in generated()["rows"].items()}
