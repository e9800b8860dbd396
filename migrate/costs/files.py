"""Files and directories of an archive, which survive: durable, read-only, made again equal."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from migrate.core.json_text import parsed
from migrate.core.plan import canonical
from migrate.costs.errors import ArchiveSpoiled
from migrate.workspace import whole
from migrate.workspace.whole import sync

LEVEL = 4
"""Of gzip: half the time of level 6, and bills come out as small."""
NEXT = "Free disk space, then run the same command again: nothing that was paid for is asked again."


def write(path: Path, content: bytes) -> str:
    """Put a read-only file in place, whole or not at all; return its SHA-256."""
    with draft(path) as tell:
        tell(content)
    return hashlib.sha256(content).hexdigest()


@contextmanager
def draft(path: Path) -> Iterator[Callable[[bytes], object]]:
    """Put a read-only file in place when it was told to its end, or not at all."""
    with disk():
        make(path.parent)
        with whole.placed(path, 0o400, NEXT) as aside, aside.open("wb") as file:
            yield file.write


def move(source: Path, target: Path) -> None:
    """Rename a directory into place, durably."""
    with disk():
        make(target.parent)
        source.rename(target)
        sync(target.parent)
        sync(source.parent)


def remove(directory: Path) -> None:
    """Delete a directory that is not part of the archive."""
    with disk():
        if directory.exists():
            shutil.rmtree(directory)
            sync(directory.parent)


def make(directory: Path) -> None:
    """Make a directory for its owner alone, and its parents, durably."""
    if directory.is_dir():
        return
    make(directory.parent)
    directory.mkdir(mode=0o700, exist_ok=True)
    sync(directory.parent)


def disk() -> AbstractContextManager[None]:
    """Say what to do when the disk is full; nothing that was written before is lost."""
    return whole.disk("the archive", NEXT)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def packed(value: Any) -> bytes:
    """Return canonical JSON, gzipped so that equal values give equal bytes."""
    return zipped(canonical(value))


def zipped(text: str) -> bytes:
    """Return a text, gzipped so that equal texts give equal bytes."""
    return gzip.compress(text.encode("utf-8", "surrogatepass"), LEVEL, mtime=0)


def unpacked(path: Path) -> Any:
    """Read what `packed` wrote."""
    try:
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "surrogatepass")
        return parsed(text)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise ArchiveSpoiled(f"{path.name} cannot be read: {error}") from error


def load(path: Path) -> Any:
    """Read a JSON file of the archive."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ArchiveSpoiled(f"{path.name} cannot be read: {error}") from error


def dumped(value: Any) -> bytes:
    """Return JSON for people and programs; equal values give equal bytes."""
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True, default=_spelled)
    return (text + "\n").encode()


def _spelled(value: object) -> str:
    """Write what AWS's parsed answers hold besides texts and numbers."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an archive")
