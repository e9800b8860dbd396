"""Keep the playbook's row of each type that an inventory has, and count what has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrate.core.plan import canonical
from migrate.inventory.moves.playbook import move_of
from migrate.state.database import Database
from migrate.state.moves import keep_moves

UNKNOWN = "unknown"
NO_ROW = "no row: unknown"


def keep(database: Database, types: Iterable[str]) -> None:
    """Write the row of every type; one without says so."""
    keep_moves(
        database,
        [{**told(name), "beware": canonical(told(name)["beware"])} for name in sorted(set(types))],
    )


def told(type_name: str) -> dict[str, Any]:
    """Return what the playbook says of a type."""
    move = move_of(type_name)
    if move is None:
        return {
            "type": type_name,
            "row": "",
            "how": UNKNOWN,
            "method": NO_ROW,
            "downtime": "",
            "beware": [],
            "source": "",
        }
    return {
        "type": type_name,
        "row": move.key,
        "how": str(move.how),
        "method": move.method,
        "downtime": move.downtime,
        "beware": list(move.beware),
        "source": move.source,
    }


def summed(census: Mapping[str, int]) -> dict[str, int]:
    """Count resources by the way in which they get to another account."""
    found: dict[str, int] = {}
    for name, count in census.items():
        how = told(name)["how"]
        found[how] = found.get(how, 0) + count
    return dict(sorted(found.items()))
