"""The units of the organization that is aimed at."""

from __future__ import annotations

from migrate.documents.material import Material
from migrate.documents.values import Document, Table

COLUMNS = ("path", "name", "parent", "purpose", "part")


def document(material: Material) -> Document:
    """Return one row for each unit, parents first."""
    target = material.target
    parts = {target.home: "home of the old account", target.landing: "landing after joining"}
    rows = tuple(
        (unit.path, unit.name, unit.parent, unit.purpose, parts.get(unit.path, ""))
        for unit in target.units
    )
    return Document("units", "Organizational units", (Table(COLUMNS, rows),))
