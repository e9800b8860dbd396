"""How each type of the inventory gets to another account, and what never can."""

from __future__ import annotations

from migrate.core.downtime import downtime
from migrate.documents.material import Material
from migrate.documents.values import Document, Table
from migrate.inventory.moves.keeping import told

COLUMNS = ("type", "resources", "how", "downtime", "method", "beware", "source")


def document(material: Material) -> Document:
    """Return one row for each type; one without a row of the playbook says that it is unknown."""
    census = material.inventory.report.get("resources", {})
    rows = []
    for name, count in sorted(census.items()):
        move = told(name)
        beware = "; ".join(move["beware"])
        rows.append(
            (
                name,
                str(count),
                move["how"],
                downtime(move["downtime"]),
                move["method"],
                beware,
                move["source"],
            )
        )
    table = Table(COLUMNS, tuple(rows), frozenset({"resources"}))
    return Document("moves", "How it gets to another account", (table,))
