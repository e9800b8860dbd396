"""The tables say what the pages say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from migrate.core.escape import terminal
from migrate.costs import files
from migrate.costs.proofs import Evidence
from migrate.costs.tables import printed, tables_of
from migrate.costs.views import View


def tables_as_pages(evidence: Evidence) -> Iterator[str]:
    """Each table is, byte for byte, what AWS's pages give."""
    count = 0
    for view in evidence.views:
        count += len(tables_of(evidence.holdings, view))
        if not _as_hashed(evidence, view):
            yield from _compared(evidence, view)
    evidence.said = f"{count} tables"


def _as_hashed(evidence: Evidence, view: View) -> bool:
    """Whether all tables of a view are what was hashed while the pages were read."""
    hashes = evidence.hashes(view)
    root = evidence.archive.directory
    return bool(hashes) and all(
        right == evidence.whole.get(path)
        or ((root / path).is_file() and files.digest(root / path) == right)
        for path, right in hashes.items()
    )


def _compared(evidence: Evidence, view: View) -> Iterator[str]:
    """Print the tables of a view again and lay them beside the files."""
    tables = tables_of(evidence.holdings, view)
    root = evidence.archive.directory
    beside = {table.month: _Beside(root / table.path) for table in tables}
    printed(evidence.holdings, view, {month: one.tell for month, one in beside.items()})
    for table in tables:
        if wrong := beside[table.month].end():
            yield f"{terminal(table.path)} {wrong}"


class _Beside:
    """Lays a file beside what it has to be; names the first wrong byte, and its line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at, self._line, self._wrong = 0, 1, ""

    def tell(self, right: bytes) -> None:
        """Compare what comes next."""
        if self._wrong:
            return
        found = self._read(len(right))
        if found != right:
            pairs = enumerate(zip(right, found, strict=False))
            same = next((i for i, (a, b) in pairs if a != b), min(len(right), len(found)))
            self._line += right.count(b"\n", 0, same)
            self._wrong = f"is wrong from byte {self._at + same} on (line {self._line})"
        self._at += len(right)
        self._line += right.count(b"\n")

    def end(self) -> str:
        """Return what is wrong; the file must end here."""
        if not self._wrong and self._read(1):
            return f"is wrong from byte {self._at} on (line {self._line})"
        return self._wrong

    def _read(self, size: int) -> bytes:
        if not self._path.is_file():
            return b""
        with self._path.open("rb", buffering=0) as file:
            file.seek(self._at, io.SEEK_SET)
            return file.read(size)
