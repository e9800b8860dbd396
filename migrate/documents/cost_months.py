"""The cost history by month, service and kind of charge."""

from __future__ import annotations

from migrate.costs.money import plain
from migrate.documents.cost_history import History
from migrate.documents.material import Material
from migrate.documents.values import Document, Table

COLUMNS = ("month", "service", "record type", "currency", "billed")


def document(material: Material) -> Document:
    """Return every month of the archive; no row where there is no archive."""
    shares = material.costs.shares if isinstance(material.costs, History) else ()
    rows = tuple((f"{s.start:%Y-%m}", s.name, s.kind, s.currency, plain(s.billed)) for s in shares)
    table = Table(COLUMNS, rows, frozenset({"billed"}))
    return Document("cost-months", "Cost history by month", (table,))
