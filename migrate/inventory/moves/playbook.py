"""Read the playbook: which row speaks of a type, the most exact pattern first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate
from functools import cache
from importlib import resources
from typing import Any

from migrate.core.errors import OperatorError
from migrate.workspace.yaml import load_own


class Way(StrEnum):
    """How something gets to another account."""

    TRANSFER = "transfer"
    """AWS hands it over: it is the same thing, with another owner."""
    SHARE = "share"
    """It stays, and the other account uses it."""
    COPY = "copy"
    """What is in it is copied into something new."""
    RECREATE = "recreate"
    """It is made anew from its settings."""
    STAYS = "stays"
    """It stays with its owner; its effect reaches the others."""
    NEVER = "never"
    """It, or what makes it worth keeping, cannot leave the account."""


DOWNTIME = re.compile(r"[0SMHX](-[SMH])?")
COLUMNS = {"types", "how", "method", "downtime", "beware", "source"}


@dataclass(frozen=True, slots=True)
class Move:
    """One row."""

    key: str
    how: Way
    method: str
    downtime: str
    """`0` none, `S` seconds to minutes, `M` minutes to hours, `H` hours or an outside lead time,
    `X` made anew and empty; or a range of them."""
    beware: tuple[str, ...]
    source: str


@cache
def playbook() -> Mapping[str, Move]:
    """Return every pattern of a type with its row; a pattern in two rows is refused."""
    found: dict[str, Move] = {}
    folder = resources.files("migrate.inventory.moves")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        for key, row in load_own(file.read_text(encoding="utf-8"), file.name).items():
            move = _move(file.name, key, row)
            for pattern in row["types"]:
                if pattern in found:
                    raise OperatorError(f"{file.name}: {key}: {pattern} stands in two rows")
                found[pattern] = move
    return found


@cache
def move_of(type_name: str) -> Move | None:
    """Return the row of a type; None where nobody wrote one, which is not knowing."""
    exact = playbook().get(type_name)
    if exact is not None:
        return exact
    fitting = [p for p, rule in _patterns() if rule.match(type_name)]
    return playbook()[max(fitting, key=lambda p: (len(p), p))] if fitting else None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((p, re.compile(translate(p))) for p in playbook() if "*" in p)


def _move(file: str, key: str, row: Mapping[str, Any]) -> Move:
    if set(row) != COLUMNS or not DOWNTIME.fullmatch(str(row["downtime"])):
        raise OperatorError(f"{file}: {key} needs exactly {sorted(COLUMNS)}, and a known downtime")
    return Move(
        key=key,
        how=Way(row["how"]),
        method=str(row["method"]),
        downtime=str(row["downtime"]),
        beware=tuple(row["beware"]),
        source=str(row["source"]),
    )
