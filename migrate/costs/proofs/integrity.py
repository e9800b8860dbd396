"""Every file is the file that was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from migrate.core.escape import terminal
from migrate.costs import files
from migrate.costs.archive import CELLS, Archive
from migrate.costs.blocks import first_wrong
from migrate.costs.manifest import Entry, Manifest, there
from migrate.costs.proofs import Evidence


def listed_manifest(expected: str, evidence: Evidence) -> Iterator[str]:
    """The manifest is the one whose hash was kept elsewhere."""
    content = evidence.archive.manifest.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    evidence.said = f"manifest.json is {found}" + ("" if expected else " (compared with nothing)")
    if evidence.manifest.content != content:
        yield "manifest.json is not written as this tool writes it"
    if expected and found != expected:
        yield f"manifest.json is {found}, but {expected} was kept"


def all_files(evidence: Evidence) -> Iterator[str]:
    """Every listed file is there, byte for byte."""
    entries = evidence.manifest.files
    evidence.said = f"{len(entries)} files, {sum(entry.bytes for entry in entries):,} bytes"
    for entry in entries:
        wrong = list(_changed(evidence.archive, entry))
        if not wrong:
            evidence.whole[entry.path] = entry.sha256
        yield from wrong


def answers_whole(archive: Archive, manifest: Manifest) -> Iterator[str]:
    """Every answer of AWS that a manifest lists is there, byte for byte; more may be."""
    for entry in manifest.files:
        if entry.path.startswith(f"{CELLS}/"):
            yield from _changed(archive, entry)


def _changed(archive: Archive, entry: Entry) -> Iterator[str]:
    """Yield what became of a listed file that is not as it was written."""
    parts = PurePosixPath(entry.path)
    if parts.is_absolute() or ".." in parts.parts:
        yield f"{terminal(entry.path)} leads out of the archive"
        return
    path = archive.directory / entry.path
    if path.is_symlink() or not path.is_file():
        yield f"{terminal(entry.path)} is missing"
    elif files.digest(path) != entry.sha256:
        where = first_wrong(path.read_bytes(), entry.bytes, entry.blocks, entry.sha256)
        yield f"{terminal(entry.path)} {where}"


def no_strangers(evidence: Evidence) -> Iterator[str]:
    """No file is there that the manifest does not list."""
    listed = {entry.path for entry in evidence.manifest.files}
    evidence.said = "no others"
    for name in there(evidence.archive):
        if name not in listed:
            yield f"{terminal(name)} is not in the manifest"
