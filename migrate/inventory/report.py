"""What is known of an account's resources, as values that every face can print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.inventory.bill.comparing import bill_report
from migrate.inventory.cells import RESOLVED
from migrate.inventory.gaps import (
    completeness,
    gaps_of,
    missing_actions,
    open_gaps,
    policy_for,
)
from migrate.inventory.rows import cell_of
from migrate.state.inventory import InventoryStore

SHOWN = ("type", "region", "identifier", "arn", "name", "created", "tags", "properties")


def coverage(store: InventoryStore, account: str) -> dict[str, Any]:
    """Tell what the newest scan saw, what it could not see, and what would let it."""
    newest = store.newest(account)
    if newest is None:
        return {"account": account, "scan": None}
    rows = store.cells(newest["id"])
    cells = [cell_of(row) for row in rows]
    gaps = gaps_of(cells)
    actions = missing_actions(cells)
    resolved = sum(cell.state in RESOLVED for cell in cells)
    return {
        "account": account,
        "scan": {
            "id": newest["id"],
            "regions": newest["regions"],
            "started_at": newest["started_at"],
            "finished_at": newest["finished_at"],
            "complete": resolved == len(cells),
        },
        "cells": {
            "planned": len(cells),
            "resolved": resolved,
            "states": store.counts(newest["id"]),
        },
        "calls": sum(cell.calls for cell in cells),
        "services": {
            service: {"resolved": seen, "planned": planned}
            for service, (seen, planned) in completeness(cells).items()
        },
        "gaps": [
            {
                "key": gap.key,
                "state": str(gap.state),
                "cells": gap.cells,
                "regions": list(gap.regions),
                "why": gap.why,
                "final": gap.final,
            }
            for gap in gaps
        ],
        "open": [gap.key for gap in open_gaps(gaps)],
        "policy": policy_for(actions) if actions else None,
        "resources": store.census(account),
        "redacted": store.hidden(account),
        "bill": bill_report(store, account),
    }


def resource_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one resource as the faces show it."""
    return {name: row[name] for name in SHOWN} | {"removed": bool(row["removed_scan"])}
