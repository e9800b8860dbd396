"""The way from each schema to the next: one row each, applied in one transaction after a backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from migrate.state.tables import all_tables

PROOF = ("bill", "bill_line", "witness", "witness_gap", "link", "managed", "move")
"""Tables that schema 2 adds."""
SHOWN = ("resource_by_identifier", "resource_shown")
"""Indexes that schema 2 adds to the resources."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What brings a file to schema `to` from the one before."""

    to: int
    apply: Callable[[Connection], None]


def _prove_the_inventory(connection: Connection) -> None:
    """Add what proves and explains the inventory."""
    known = all_tables()
    known.create_all(connection, [known.tables[name] for name in PROOF])
    for name in SHOWN:
        index = next(one for one in known.tables["resource"].indexes if one.name == name)
        index.create(connection, checkfirst=True)


UPGRADES: tuple[Upgrade, ...] = (Upgrade(2, _prove_the_inventory),)
