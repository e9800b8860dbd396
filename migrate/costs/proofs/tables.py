"""The tables say what the pages say."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.escape import terminal
from migrate.costs.proofs import Evidence
from migrate.costs.tables import views_of, written


def tables_as_pages(evidence: Evidence) -> Iterator[str]:
    """Each table is, byte for byte, what AWS's pages give."""
    count = 0
    heading = evidence.manifest.heading
    for view in views_of(heading.wants, heading.calls):
        for path, right in written(evidence.holdings, view):
            count += 1
            file = evidence.archive.directory / path
            found = file.read_bytes() if file.is_file() else b""
            if found != right:
                yield f"{terminal(path)} {first_difference(right, found)}"
    evidence.said = f"{count} tables"


def first_difference(right: bytes, found: bytes) -> str:
    """Name the first wrong byte, and the line that it is in."""
    pairs = enumerate(zip(right, found, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(right), len(found)))
    line = right.count(b"\n", 0, at) + 1
    return f"is wrong from byte {at} on (line {line})"
