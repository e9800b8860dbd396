"""Every cell is one whole answer: first page to last, none twice, none of another question."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.costs.cubes import METRICS
from migrate.costs.proofs import Evidence


def one_chain(evidence: Evidence) -> Iterator[str]:
    """Each page was asked with the token of the page before, and the last has none."""
    pages = 0
    for found in evidence.surveys():
        cell = found.cell
        pages += len(cell.pages)
        yield from found.chain
        there = tuple(sorted(p.name for p in cell.directory.glob("page-*")))
        if there != cell.pages:
            yield f"{found.name} has the pages {', '.join(there)}, not {', '.join(cell.pages)}"
    evidence.said = f"{pages} pages"


def one_of_each(evidence: Evidence) -> Iterator[str]:
    """No group stands twice in a period, and every row lies in the window that was asked for."""
    rows = 0
    for found in evidence.surveys():
        rows += sum(found.found.rows.values())
        yield from found.wrong
    evidence.said = f"{rows} rows of {len(METRICS)} metrics"
