"""What is known of an account's resources, as values that every face can print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from migrate.inventory.bill.comparing import bill_report
from migrate.inventory.cells import RESOLVED
from migrate.inventory.completeness import by_place, denied
from migrate.inventory.gaps import advised, gaps_of, open_gaps
from migrate.inventory.moves.keeping import summed
from migrate.inventory.moves.keeping import told as move_told
from migrate.inventory.rows import cell_of
from migrate.inventory.witnesses.hearing import told
from migrate.state.inventory import InventoryStore
from migrate.state.links import LinkStore
from migrate.state.witnesses import WitnessStore

SHOWN = ("type", "region", "identifier", "arn", "name", "created", "tags", "properties")


def coverage(store: InventoryStore, account: str) -> dict[str, Any]:
    """Tell what the newest scan saw, what it could not see, and what would let it."""
    newest = store.newest(account)
    if newest is None:
        return {"account": account, "scan": None}
    rows = store.cells(newest["id"])
    cells = [cell_of(row) for row in rows]
    gaps = gaps_of(cells)
    heard = WitnessStore(store.database).heard(account)
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
        **by_place(cells),
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
        **advised(denied(cells, heard)),
        "resources": store.census(account),
        "redacted": store.hidden(account),
        "bill": bill_report(store, account),
        "witnesses": _witnesses(WitnessStore(store.database), account),
        "links": _links(LinkStore(store.database), account),
        "moves": summed(store.census(account)),
    }


def _witnesses(store: WitnessStore, account: str) -> list[dict[str, Any]]:
    """Tell what each witness knows that we do not, every ARN of it that was kept."""
    heard = store.heard(account)
    if not heard:
        return []
    rows = store.gaps(account)
    return [
        {
            **one,
            "unexplained": [
                _gap_json(r) for r in rows if r["name"] == one["name"] and not r["explained"]
            ],
            "left_out": _reasons(r for r in rows if r["name"] == one["name"] and r["explained"]),
        }
        for one in told(heard)
    ]


def _links(store: LinkStore, account: str) -> dict[str, Any]:
    """Count links, and name whoever stands outside: other accounts, everybody, organizations."""
    kinds: dict[str, int] = {}
    for (kind, _), count in store.counts(account).items():
        kinds[kind] = kinds.get(kind, 0) + count
    return {
        "kinds": kinds,
        "outside": outsiders(store, account),
        "managed": store.managers(account),
    }


def outsiders(store: LinkStore, account: str) -> list[dict[str, Any]]:
    """Tell who outside is spoken of, by how many resources, and one of them."""
    rows = store.outside(account)
    firsts = {row["id"]: row for row in store.some(sorted({row["first"] for row in rows}))}
    return [
        {
            "kind": row["kind"],
            "outside": row["outside"],
            "resources": row["resources"],
            "example": firsts[row["first"]]["arn"] or firsts[row["first"]]["identifier"],
        }
        for row in rows
    ]


def _gap_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("arn", "type", "region", "why")}


def _reasons(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(str(row["why"]) for row in rows).items()))


def resource_json(row: Mapping[str, Any], *, moves: bool = False) -> dict[str, Any]:
    """Return one resource as the faces show it, with how it gets to another account."""
    body = {name: row[name] for name in SHOWN} | {"removed": bool(row["removed_scan"])}
    if moves:
        move = move_told(str(row["type"]))
        body["move"] = {name: value for name, value in move.items() if name != "type"}
    return body
