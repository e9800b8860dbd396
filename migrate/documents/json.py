"""Documents as JSON, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from migrate.documents.values import Block, Document, Table

SUFFIX = "json"


def fits(document: Document) -> bool:
    """Whether this format can carry the document."""
    return bool(document.blocks)


def render(document: Document) -> bytes:
    """Return the document as one JSON value; a lone table is a list of objects."""
    body: Any = {"title": document.title, "blocks": [_value(block) for block in document.blocks]}
    if document.table is not None:
        body = _rows(document.table)
    return (json.dumps(body, indent=1) + "\n").encode()


def _value(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    if isinstance(block, Table):
        return {"kind": kind, "rows": _rows(block)}
    return {"kind": kind, **asdict(block)}


def _rows(table: Table) -> list[dict[str, str]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
