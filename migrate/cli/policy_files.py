"""Policies as files of a folder: what is there afterwards is what was asked for, none wider."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from migrate.aws.policies import document_of
from migrate.inventory.exports.finding import written_to
from migrate.workspace.whole import put

LONGEST = 1 << 16
"""Bytes above which a file is none of ours: a policy has some 6,000 characters."""


def write(folder: Path, documents: Mapping[str, Mapping[str, Any]]) -> list[Path]:
    """Write each document into a file of its name; return where they are."""
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, document in documents.items():
        path = folder / f"{name}.json"
        with written_to(path):
            put(path, _content(document))
        paths.append(path)
    return paths


def left_over(folder: Path, names: Iterable[str], written: Iterable[Path]) -> Iterator[Path]:
    """Return what else is there under these names: earlier calls wrote it, or a person did."""
    kept = {path.name for path in written}
    named = re.compile(rf"({'|'.join(map(re.escape, sorted(names)))})(-[0-9]+)?\.json")
    for path in sorted(folder.iterdir()):
        if path.name not in kept and named.fullmatch(path.name):
            yield path


def removed(path: Path) -> bool:
    """Remove a file that is, to the last byte, a policy as `write` writes it; else leave it."""
    ours = _ours(path)
    if ours:
        path.unlink()
    return ours


def _ours(path: Path) -> bool:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode) or found.st_size > LONGEST:
        return False
    content = path.read_bytes()
    try:
        statements = json.loads(content)["Statement"]
        return content == _content(document_of([a for s in statements for a in s["Action"]]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return False


def _content(document: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(document, indent=2)}\n".encode()
