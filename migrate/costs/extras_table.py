"""The rows of extras.yaml: what billing knows besides sums."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from migrate.costs.periods import first_of, shifted
from migrate.workspace.yaml import load_own

REGIONS, RESERVED = "regions", "reserved-services"
ESSENTIAL = "essential"
_FILLED = re.compile(r"\{([a-z0-9 ]+)\}\Z")
_AGO = re.compile(r"(\d+) (days|months) ago\Z")
_AHEAD = re.compile(r"in (\d+) months\Z")


@dataclass(frozen=True, slots=True)
class Extra:
    """One list."""

    name: str
    call: str
    """`service:Operation`."""
    what: str
    params: Mapping[str, Any] = field(default_factory=dict)
    each: str = ""
    takes: str = ""
    none: tuple[str, ...] = ()
    level: str = ""

    @property
    def paid(self) -> bool:
        """Whether AWS may charge for it."""
        return self.call.startswith("ce:")

    @property
    def service(self) -> str:
        """Name of the service, as botocore has it."""
        return self.call.partition(":")[0]

    def request(self, account: str, today: date, item: str = "") -> dict[str, Any]:
        """Return the request, filled in."""
        found: dict[str, Any] = _filled(self.params, account, today)
        if self.takes:
            _put(found, self.takes.split("."), item)
        return found


@cache
def extras() -> tuple[Extra, ...]:
    """Return every row; unknown and missing fields are refused."""
    text = (resources.files("migrate.costs") / "extras.yaml").read_text(encoding="utf-8")
    known = {one.name for one in fields(Extra)}
    found = []
    for row in load_own(text, "extras.yaml"):
        if set(row) - known or not {"name", "call", "what"} <= set(row):
            raise AssertionError(f"extras.yaml: {row}")
        found.append(Extra(**{**row, "none": tuple(row.get("none", ()))}))
    return tuple(found)


def extras_of(level: str) -> tuple[Extra, ...]:
    """Return the lists that belong to a level."""
    return tuple(one for one in extras() if level != ESSENTIAL or one.level == ESSENTIAL)


def _filled(value: Any, account: str, today: date) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(inner, account, today) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, account, today) for inner in value]
    found = _FILLED.match(str(value))
    if found is None:
        return value
    if found[1] == "account":
        return account
    return _day(found[1], today).isoformat()


def _day(words: str, today: date) -> date:
    if words in {"today", "tomorrow"}:
        return today + timedelta(days=words == "tomorrow")
    if ago := _AGO.match(words):
        number = int(ago[1])
        return today - timedelta(days=number) if ago[2] == "days" else shifted(today, -number)
    if ahead := _AHEAD.match(words):
        return shifted(first_of(today), int(ahead[1]))
    raise AssertionError(f"extras.yaml: {words!r}")


def _put(into: dict[str, Any], path: list[str], item: str) -> None:
    for name in path[:-1]:
        into = into.setdefault(name, {})
    last = path[-1]
    if last.endswith("[]"):
        into[last[:-2]] = [item]
    else:
        into[last] = item
