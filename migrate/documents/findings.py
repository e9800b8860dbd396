"""Every finding of the newest plans and looks."""

from __future__ import annotations

from migrate.documents.material import Material
from migrate.documents.values import Document, Table

COLUMNS = ("step", "key", "severity", "seen", "why", "remedy", "source")


def document(material: Material) -> Document:
    """Return what was found."""
    rows = tuple(
        (step.id, f.key, str(f.severity), f.summary, f.why, f.remedy, f.source)
        for step, f in material.findings()
    )
    return Document("findings", "Findings", (Table(COLUMNS, rows),))
