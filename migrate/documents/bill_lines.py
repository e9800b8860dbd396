"""Every charge of the last sixty days, and what in the inventory explains it."""

from __future__ import annotations

from migrate.documents.material import Material
from migrate.documents.values import Document, Table

COLUMNS = (
    "service", "region", "usage type", "amount", "explained", "nature", "resources", "types",
    "why", "rule",
)  # fmt: skip
NUMBERS = frozenset({"amount", "resources"})


def document(material: Material) -> Document:
    """Return one row for each line of the bill; none where there is no bill."""
    rows = tuple(
        (
            line["service"],
            line["region"],
            line["usage_type"] or line["record_type"],
            line["amount"],
            "yes" if line["explained"] else "no",
            line["nature"],
            str(line["resources"]),
            ", ".join(line["types"]),
            line["why"],
            line["rule"],
        )
        for line in material.inventory.bill
    )
    return Document("bill-lines", "Charges and what causes them", (Table(COLUMNS, rows, NUMBERS),))
