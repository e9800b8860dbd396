"""The calls to AWS, summed by operation, region and outcome."""

from __future__ import annotations

from migrate.documents.material import Material
from migrate.documents.values import Document, Table

COLUMNS = ("account", "service", "operation", "region", "outcome", "changes AWS", "calls")


def document(material: Material) -> Document:
    """Return one row for each kind of call."""
    rows = tuple(
        (
            str(call["account"]),
            str(call["service"]),
            str(call["operation"]),
            str(call["region"]),
            str(call["outcome"]),
            "yes" if call["mutating"] else "no",
            str(call["calls"]),
        )
        for call in material.calls
    )
    return Document("calls", "Calls to AWS", (Table(COLUMNS, rows, frozenset({"calls"})),))
