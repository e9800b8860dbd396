"""Documents as Markdown, readable as text and on every forge."""

from __future__ import annotations

import re
from functools import singledispatch

from migrate.core.escape import markdown, markdown_code
from migrate.documents.values import (
    Block,
    Bullets,
    Document,
    Entries,
    Entry,
    Paragraph,
    Section,
    Table,
    Tree,
)

SUFFIX = "md"
_CODE = re.compile("`([^`]+)`")


def fits(document: Document) -> bool:
    """Whether the document has text for people; a table alone is for spreadsheets."""
    return document.table is None and bool(document.blocks)


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
    return _sentence(block.text)


@_written.register
def _(block: Bullets) -> str:
    return "\n".join(f"- {_sentence(item) or ' '}" for item in block.items)


@_written.register
def _(block: Entries) -> str:
    return "\n".join(line for entry in block.items for line in _entry(entry))


@_written.register
def _(block: Tree) -> str:
    return "\n".join(
        f"{'  ' * branch.depth}- {_named(branch.name, branch.text)}" for branch in block.branches
    )


@_written.register
def _(block: Table) -> str:
    rule = ["---:" if column in block.numbers else "---" for column in block.columns]
    rows = [[markdown(cell) for cell in row] for row in (block.columns, *block.rows)]
    lines = [rows[0], rule, *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _entry(entry: Entry) -> list[str]:
    notes = [f"  - *{markdown(name)}:* {_sentence(text)}" for name, text in entry.notes if text]
    return [f"- {_named(entry.name, entry.text)}", *notes]


def _named(name: str, text: str) -> str:
    return f"**{markdown(name) or '-'}** {_sentence(text)}".rstrip()


def _sentence(text: str) -> str:
    """Return text in which what stands between backticks, such as a command, is set as code."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(
        markdown_code(part) if at % 2 else _beside(part) for at, part in enumerate(parts)
    )


def _beside(part: str) -> str:
    """Escape text and keep the spaces at its ends, which stand beside code."""
    before, after = part[:1] == " ", part[1:][-1:] == " "
    return f"{' ' * before}{markdown(part)}{' ' * after}"
