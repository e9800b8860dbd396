"""The tables say what the pages say."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.escape import terminal
from migrate.costs.archive import Archive
from migrate.costs.manifest import Manifest
from migrate.costs.proofs import Said
from migrate.costs.tables import tables_of, written


def tables_as_pages(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """Each table is, byte for byte, what AWS's pages give."""
    del manifest
    holdings = archive.holdings()
    count = 0
    for table in tables_of(holdings):
        count += 1
        path = archive.directory / table.path
        right = written(table, holdings)
        found = path.read_bytes() if path.is_file() else b""
        if found != right:
            yield f"{terminal(table.path)} {first_difference(right, found)}"
    said.text = f"{count} tables"


def first_difference(right: bytes, found: bytes) -> str:
    """Name the first wrong byte, and the line that it is in."""
    pairs = enumerate(zip(right, found, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(right), len(found)))
    line = right.count(b"\n", 0, at) + 1
    return f"is wrong from byte {at} on (line {line})"
