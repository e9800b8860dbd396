"""What the papers say of the inventory: the newest scan, and what it could not see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.inventory.report import coverage
from migrate.state.bills import BillStore
from migrate.state.database import Database
from migrate.state.inventory import InventoryStore
from migrate.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Inventory:
    """One account's resources as the newest scan saw them."""

    report: Mapping[str, Any]
    """As `migrate inventory coverage --json` tells it."""
    by_region: Mapping[str, int]
    by_service: Mapping[str, int]
    rows: tuple[Mapping[str, Any], ...]
    bill: tuple[Mapping[str, Any], ...] = ()
    """Every line of the bill that it was held against, with what explains it."""

    @property
    def scan(self) -> Mapping[str, Any] | None:
        """The newest scan; None before the first."""
        found: Mapping[str, Any] | None = self.report["scan"]
        return found


def inventory_of(workspace: Workspace, account: str) -> Inventory:
    """Read the inventory of an account; one that was never looked at is empty and says so."""
    database = Database.attach(workspace.state)
    try:
        store = InventoryStore(database)
        return Inventory(
            report=coverage(store, account),
            by_region=store.census(account, "region"),
            by_service=store.census(account, "service"),
            rows=tuple(store.resources(account)),
            bill=_bill(BillStore(database), account),
        )
    finally:
        database.close()


def _bill(store: BillStore, account: str) -> tuple[Mapping[str, Any], ...]:
    newest = store.newest(account)
    return tuple(store.lines(newest["id"])) if newest is not None else ()
