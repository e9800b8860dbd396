"""Every change of every newest plan, and whether it was made."""

from __future__ import annotations

from migrate.documents.material import Material
from migrate.documents.values import Document, Table

COLUMNS = (
    "step",
    "change",
    "action",
    "what",
    "account",
    "region",
    "target",
    "by",
    "calls",
    "undo",
    "how to undo",
    "costs",
    "made",
)


def document(material: Material) -> Document:
    """Return what is planned and what was done."""
    rows = []
    for step, change in material.changes():
        receipt = material.receipts[step.id].get(change.key)
        made = "" if receipt is None else "adopted" if receipt.adopted else "yes"
        rows.append(
            (
                step.id,
                change.key,
                str(change.action),
                change.summary,
                change.target.account,
                change.target.region,
                change.target.name,
                str(change.hand),
                " ".join(change.calls),
                str(change.undo),
                change.undo_how,
                change.cost,
                made,
            )
        )
    return Document("changes", "Changes", (Table(COLUMNS, tuple(rows)),))
