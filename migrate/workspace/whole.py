"""Files that are there whole or not at all: written aside, synced, renamed into place."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.core.errors import StateFull

PART = ".part"
"""How the names of files end that are not in place yet; they begin with a dot."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NEXT = "Free disk space, then run the same command again."
UNSYNCED = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What fsync(2) says where a directory cannot be synced, as on some network file systems."""
OLD = 3600.0
"""Seconds after which a file aside that nobody holds is what a killed process left."""
_NAMED = 40
"""Characters of its target that the name of a file aside shows: a name has 255 bytes."""
_CLEARED: set[Path] = set()


def put(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put a file of this content in place, as `placed` promises."""
    with placed(path, mode) as aside:
        aside.write_bytes(content)


@contextmanager
def placed(path: Path, mode: int = 0o600, remedy: str = NEXT) -> Iterator[Path]:
    """Give an empty file beside `path` to be filled; then put it in place.

    Whatever is killed, fails or loses its power, `path` is what it was before or all that was
    written: the file is on the disk before it gets its name, and the name before this returns.
    It has exactly `mode`, and belongs to its owner alone until then.  A link in its place is
    replaced, not followed.  Two writers do not meet: the last one's file stays.

    A block that raises leaves nothing behind; a process that is killed leaves a file that ends
    with `PART`, and the first that writes into the folder an hour later removes it.  A full disk
    is `StateFull`, with this remedy; other errors of the system pass.
    """
    with disk(str(path), remedy):
        _clear(path.parent)
        descriptor, name = tempfile.mkstemp(PART, f".{path.name[:_NAMED]}.", path.parent)
        aside = Path(name)
        try:
            _hold(descriptor)
            yield aside
            _sealed(aside, mode)
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
        sync(path.parent)


def sync(directory: Path) -> None:
    """Make names in a directory durable, where its file system can."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in UNSYNCED:
            raise
    finally:
        os.close(descriptor)


@contextmanager
def disk(what: str, remedy: str = NEXT) -> Iterator[None]:
    """Say of a full disk that it is full, and what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StateFull(
                f"The disk is full; {what} could not be written", remedy=remedy
            ) from error
        raise


def _hold(descriptor: int) -> bool:
    """Lock a file aside, so that nobody takes it for a dead writer's; False where one has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _clear(directory: Path) -> None:
    """Remove what killed processes left, once for each folder of this process."""
    if directory in _CLEARED:
        return
    _CLEARED.add(directory)
    for left in directory.glob(f".*{PART}"):
        try:
            descriptor = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            found = os.fstat(descriptor)
            old = stat.S_ISREG(found.st_mode) and time.time() - found.st_mtime > OLD
            if old and _hold(descriptor):
                left.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _sealed(path: Path, mode: int) -> None:
    """Give a written file its mode, and wait until the disk has it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
