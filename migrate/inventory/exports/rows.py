"""The rows of an export: one for each resource, every value a text or a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migrate.core.plan import canonical
from migrate.inventory.moves.keeping import told
from migrate.state.inventory import InventoryStore
from migrate.state.links import LinkStore

COLUMNS = (
    "account",
    "region",
    "service",
    "type",
    "identifier",
    "arn",
    "name",
    "created",
    "managed_by",
    "move",
    "downtime",
    "first_scan",
    "changed_scan",
    "tags",
    "properties",
)
NUMBERS = frozenset({"first_scan", "changed_scan"})
Row = Mapping[str, Any]


def rows_of(
    store: InventoryStore, account: str, chosen: Iterable[Row] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the chosen resources, or every one that is there; `tags` and `properties` are JSON."""
    owners = LinkStore(store.database).owners(account)
    for row in store.resources(account) if chosen is None else chosen:
        move = told(str(row["type"]))
        found = {name: row[name] for name in COLUMNS if name in row}
        yield found | {
            "managed_by": ", ".join(f"{by}: {what}" for by, what in owners.get(row["id"], ())),
            "move": move["how"],
            "downtime": move["downtime"],
            "tags": canonical(row["tags"]),
            "properties": canonical(row["properties"]),
        }
