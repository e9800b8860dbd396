"""What a copy of the archive is: every file that the manifest lists, and the manifest last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from migrate.core.errors import OperatorError
from migrate.costs import manifest as listing
from migrate.costs.archive import MANIFEST, Archive
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.money import CENT, shown

PUT = Decimal("0.000005")
HEAD = Decimal("0.0000004")
"""US dollars a request of S3 Standard in us-east-1 (aws.amazon.com/s3/pricing)."""
GIGABYTE_MONTH = Decimal("0.023")
"""US dollars of S3 Standard in us-east-1 (aws.amazon.com/s3/pricing)."""
GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Packing:
    """The files of one state of the archive."""

    manifest: str
    """SHA-256 of manifest.json: names the state, and the folder that a copy of it lies in."""
    files: Mapping[str, str]
    """Path to SHA-256, in hex."""
    sizes: Mapping[str, int]

    def folder(self, prefix: str, account: str) -> str:
        """Return the prefix of all its keys: another state of the archive lies elsewhere."""
        start = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        return f"{start}{account}/{self.manifest}/"


def packing(archive: Archive, expected: str) -> Packing:
    """Return what has to be copied of the archive whose manifest has the hash in state.db.

    Raises `ArchiveMissing` or `ArchiveSpoiled`.  The files are not read: whoever takes one
    compares it with its hash.
    """
    if not expected:
        raise ArchiveMissing("state.db knows of no capture")
    manifest = listing.read(archive)
    if manifest.sha256 != expected:
        raise ArchiveSpoiled(
            f"manifest.json has the hash {manifest.sha256}, state.db knows {expected}"
        )
    files = {entry.path: entry.sha256 for entry in manifest.files}
    sizes = {entry.path: entry.bytes for entry in manifest.files}
    return Packing(
        expected,
        {**files, MANIFEST: expected},
        {**sizes, MANIFEST: len(manifest.content)},
    )


def content_of(archive: Archive, path: str) -> bytes:
    """Read one file."""
    try:
        return (archive.directory / path).read_bytes()
    except OSError as error:
        raise OperatorError(
            f"{path} of the archive cannot be read: {error.strerror}",
            remedy="Type `migrate costs verify`; restore the file from a copy.",
        ) from error


def cost_of(files: int, size: int) -> str:
    """Say what it costs to copy so many files of so many bytes, and to keep them."""
    once = _up(PUT * files + 2 * HEAD * files)
    monthly = _up(GIGABYTE_MONTH * size / GIGABYTE)
    return (
        f"under {shown(once)} for {files:,} PUT and {2 * files:,} HEAD requests, then under "
        f"{shown(monthly)} a month (S3 Standard in us-east-1; aws.amazon.com/s3/pricing)"
    )


def _up(amount: Decimal) -> Decimal:
    return (amount // CENT + 1) * CENT
