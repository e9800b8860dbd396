"""Documents as Markdown, readable as text and on every forge."""

from __future__ import annotations

from functools import singledispatch

from migrate.core.escape import markdown
from migrate.documents.values import Block, Bullets, Document, Paragraph, Section, Table

SUFFIX = "md"


def fits(document: Document) -> bool:
    """Whether this format can carry the document."""
    return bool(document.blocks)


def render(document: Document) -> bytes:
    """Return the document as Markdown."""
    parts = [f"# {markdown(document.title)}", *(_written(block) for block in document.blocks)]
    return ("\n\n".join(parts) + "\n").encode()


@singledispatch
def _written(block: Block) -> str:
    raise TypeError(type(block).__name__)


@_written.register
def _(block: Section) -> str:
    return f"{'#' * block.level} {markdown(block.title)}"


@_written.register
def _(block: Paragraph) -> str:
    return markdown(block.text)


@_written.register
def _(block: Bullets) -> str:
    return "\n".join(f"- {markdown(item) or ' '}" for item in block.items)


@_written.register
def _(block: Table) -> str:
    rule = ["---:" if column in block.numbers else "---" for column in block.columns]
    rows = [[markdown(cell) for cell in row] for row in (block.columns, *block.rows)]
    lines = [rows[0], rule, *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
