"""Every file is the file that was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from migrate.core.escape import terminal
from migrate.costs import files
from migrate.costs.archive import Archive
from migrate.costs.manifest import Manifest, there
from migrate.costs.proofs import Said


def listed_manifest(
    expected: str, archive: Archive, manifest: Manifest, said: Said
) -> Iterator[str]:
    """The manifest is the one whose hash was kept elsewhere."""
    found = hashlib.sha256(archive.manifest.read_bytes()).hexdigest()
    said.text = f"manifest.json is {found}" + ("" if expected else " (compared with nothing)")
    if manifest.content != archive.manifest.read_bytes():
        yield "manifest.json is not written as this tool writes it"
    if expected and found != expected:
        yield f"manifest.json is {found}, but {expected} was kept"


def all_files(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """Every listed file is there, byte for byte."""
    size = sum(entry.bytes for entry in manifest.files)
    said.text = f"{len(manifest.files)} files, {size:,} bytes"
    for entry in manifest.files:
        parts = PurePosixPath(entry.path)
        if parts.is_absolute() or ".." in parts.parts:
            yield f"{terminal(entry.path)} leads out of the archive"
            continue
        path = archive.directory / entry.path
        if path.is_symlink() or not path.is_file():
            yield f"{terminal(entry.path)} is missing"
        elif files.digest(path) != entry.sha256:
            yield f"{terminal(entry.path)} is not what was captured"


def no_strangers(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """No file is there that the manifest does not list."""
    listed = {entry.path for entry in manifest.files}
    said.text = "no others"
    for name in there(archive):
        if name not in listed:
            yield f"{terminal(name)} is not in the manifest"
