"""Every resource that was seen in the old account."""

from __future__ import annotations

from migrate.core.plan import canonical
from migrate.documents.material import Material
from migrate.documents.values import Document, Table

COLUMNS = ("account", "region", "type", "identifier", "name", "arn", "created", "tags")


def document(material: Material) -> Document:
    """Return one row for each resource that is there."""
    rows = tuple(
        (*(str(row[column]) for column in COLUMNS[:-1]), _tags(row["tags"]))
        for row in material.inventory.rows
    )
    return Document("inventory", "Inventory", (Table(COLUMNS, rows),))


def _tags(tags: object) -> str:
    return canonical(tags) if tags else ""
