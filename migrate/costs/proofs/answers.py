"""Every cell is one whole answer: first page to last, none twice, none of another question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrate.core.escape import terminal
from migrate.costs.archive import Archive
from migrate.costs.cells import Cell
from migrate.costs.cubes import METRICS
from migrate.costs.manifest import Manifest
from migrate.costs.periods import cut
from migrate.costs.proofs import Said
from migrate.costs.rows import rows_of


def one_chain(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """Each page was asked with the token of the page before, and the last has none."""
    del manifest
    pages = 0
    for cell in archive.holdings().cells:
        token: str | None = None
        for name, page in cell.read():
            pages += 1
            yield from _page(cell, name, page, token)
            token = page["answer"].get("NextPageToken")
        if token or not cell.pages:
            yield f"{_name(cell)} ends before its last page"
        there = tuple(sorted(p.name for p in cell.directory.glob("page-*")))
        if there != cell.pages:
            yield f"{_name(cell)} has the pages {', '.join(there)}, not {', '.join(cell.pages)}"
    said.text = f"{pages} pages"


def _page(cell: Cell, name: str, page: Mapping[str, Any], token: str | None) -> Iterator[str]:
    expected = cell.question.request() | ({"NextPageToken": token} if token else {})
    if page["request"] != expected:
        yield f"{_name(cell)}/{name} is not the page that follows: it answers another request"
    asked = [group["Key"] for group in page["answer"].get("GroupDefinitions", [])]
    if asked != [group.key for group in cell.question.cube.groups]:
        yield f"{_name(cell)}/{name} is grouped by {terminal(', '.join(asked))}"


def one_of_each(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """No group stands twice in a period, and every row lies in the window that was asked for."""
    del manifest
    rows = 0
    for cell in archive.holdings().cells:
        question = cell.question
        periods = dict(cut(question.start, question.end, question.granularity))
        seen: dict[object, set[tuple[str, ...]]] = {}
        for row in rows_of(cell):
            rows += 1
            keys = seen.setdefault(row.start, set())
            if row.keys in keys:
                yield f"{_name(cell)} has {_row(row.start, row.keys)} twice"
            keys.add(row.keys)
            if periods.get(row.start) != row.end:
                yield f"{_name(cell)} has a row of {row.start} to {row.end}, which was not asked"
            if len(row.keys) != len(question.cube.groups):
                yield f"{_name(cell)} has {len(row.keys)} keys in {row.start}"
    said.text = f"{rows} rows of {len(METRICS)} metrics"


def _row(start: object, keys: tuple[str, ...]) -> str:
    return terminal(f"{start} {' / '.join(keys)}")


def _name(cell: Cell) -> str:
    return "cells/" + "/".join(cell.directory.parts[-3:])
