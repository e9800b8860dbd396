"""Find the checks by their being there: a module with `CHECK`, or a YAML row that lists things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module, resources
from pkgutil import iter_modules

from migrate.steps import checks as package
from migrate.steps.checks.check import Check
from migrate.steps.checks.rows import check_from_row
from migrate.workspace.yaml import load_own

_NAME = re.compile(r"g\d{2}_[a-z0-9_]+\Z")


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check in the order of its number; two of one name are refused."""
    found = sorted([*_modules(), *_rows()], key=lambda check: check.key)
    keys = [check.key for check in found]
    double = sorted({key for key in keys if keys.count(key) > 1})
    if double:
        raise AssertionError(f"two checks are called {', '.join(double)}")
    return tuple(found)


def _modules() -> Iterator[Check]:
    for module in iter_modules(package.__path__):
        if _NAME.match(module.name):
            check: Check = import_module(f"{package.__name__}.{module.name}").CHECK
            yield replace(check, key=module.name.replace("_", "-"))


def _rows() -> Iterator[Check]:
    for file in resources.files(package).iterdir():
        name, _, ending = file.name.partition(".")
        if ending == "yaml" and _NAME.match(name):
            row = load_own(file.read_text(encoding="utf-8"), file.name)
            yield check_from_row(name.replace("_", "-"), row, file.name)
