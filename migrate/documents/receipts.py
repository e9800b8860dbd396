"""The proof of each change that was made or adopted."""

from __future__ import annotations

from migrate.core.plan import canonical
from migrate.documents.material import Material
from migrate.documents.values import Document, Table

COLUMNS = ("step", "change", "adopted", "result", "evidence")


def document(material: Material) -> Document:
    """Return the newest receipt of every change."""
    rows = tuple(
        (
            step,
            receipt.key,
            "yes" if receipt.adopted else "no",
            canonical(receipt.result),
            "; ".join(receipt.evidence),
        )
        for step, receipts in material.receipts.items()
        for receipt in receipts.values()
    )
    return Document("receipts", "Receipts", (Table(COLUMNS, rows),))
