"""The journey as a table: one row for each step."""

from __future__ import annotations

from migrate.documents.material import Material, moment
from migrate.documents.values import Document, Table

COLUMNS = (
    "position",
    "step",
    "title",
    "phase",
    "status",
    "since",
    "looked at",
    "needs",
    "undo",
    "waiting for",
    "reason",
    "deadline",
)


def document(material: Material) -> Document:
    """Return where each step stands."""
    since, looked = material.since, material.looked
    rows = tuple(
        (
            str(step.position),
            step.id,
            step.title,
            step.phase,
            str(step.status),
            since.get(step.id, ""),
            looked.get(step.id, ""),
            " ".join(step.needs),
            step.undo,
            str(step.wait.waiting_for) if step.wait else "",
            step.wait.reason if step.wait else step.note,
            moment(step.wait.deadline) if step.wait else "",
        )
        for step in material.steps
    )
    return Document("journey", "The journey", (Table(COLUMNS, rows),))
