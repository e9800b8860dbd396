"""The migration plan: the paper that people read, sign and keep."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.documents.chapters import (
    ahead,
    bills,
    evidence,
    history,
    inventory,
    risks,
    standing,
    summary,
    target,
    unseen,
)
from migrate.documents.material import Material
from migrate.documents.values import Block, Document, Entries, Entry

CHAPTERS = (
    summary,
    standing,
    ahead,
    bills,
    history,
    inventory,
    risks,
    target,
    unseen,
    evidence,
)
"""In the order of reading."""


def document(material: Material) -> Document:
    """Return the plan as the journey stands now."""
    return Document("migration-plan", _title(material), tuple(_blocks(material)))


def _title(material: Material) -> str:
    account = f" of account {material.legacy}" if material.legacy else ""
    return f"Migration plan{account}"


def _blocks(material: Material) -> Iterator[Block]:
    yield Entries(tuple(_head(material)))
    for chapter in CHAPTERS:
        yield from chapter.chapter(material)


def _head(material: Material) -> Iterator[Entry]:
    yield Entry("As of:", f"{material.as_of or 'the start'}, event {len(material.events)}")
    endpoints = material.workspace.settings.allowed_endpoints
    if endpoints:
        yield Entry("NOT AWS:", f"calls of this workspace may go to {', '.join(endpoints)}")
    yield Entry("Record:", f"head {material.head or 'empty'}")
