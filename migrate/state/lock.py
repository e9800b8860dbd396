"""One runner at a time: an OS lock beside state.db, free at once when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import json
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from migrate.core.errors import Locked

PATIENCE = 0.5
"""Seconds that an acquiring runner waits: a face that looks holds the lock for a moment."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works in the workspace; for people to read, never to decide by."""

    who: str
    """user@host."""
    pid: int
    command: str
    since: str


class RunnerLock:
    """The lock of one workspace; never inherited by a child, never ended by a clock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @contextlib.contextmanager
    def acquired(self, command: str) -> Iterator[Holder]:
        """Hold the lock for as long as the block runs, or say who holds it."""
        self._descriptor = _open(self._path)
        try:
            self._take(self._descriptor)
            me = Holder(f"{getpass.getuser()}@{socket.gethostname()}", os.getpid(), command, _now())
            _write(_card(self._path), me)
            yield me
        finally:
            os.close(self._descriptor)
            self._descriptor = None

    def held(self) -> bool:
        """Whether this process still holds the lock of the file that is there now."""
        if self._descriptor is None:
            return False
        try:
            ours, there = os.fstat(self._descriptor), self._path.stat()
        except OSError:
            return False
        return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)

    def _take(self, descriptor: int) -> None:
        until = time.monotonic() + PATIENCE
        while not _try(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > until:
                raise _locked(self._path)
            time.sleep(0.02)


def holder(path: Path) -> Holder | None:
    """Tell who works in the workspace; None when nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if _try(descriptor, fcntl.LOCK_SH):
            return None
    finally:
        os.close(descriptor)
    return _read(_card(path))


def _now() -> str:
    """Return the laptop's time, without the database's imports: the faces read the holder too."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _locked(path: Path) -> Locked:
    other = _read(_card(path))
    return Locked(
        f"Another runner works here: {other.who}, process {other.pid}, `{other.command}`, "
        f"since {other.since}",
        remedy="Wait for it, or watch it with `migrate` or `migrate status`.",
    )


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _card(path: Path) -> Path:
    """The file that says who holds the lock; the lock file itself stays empty."""
    return path.with_name(path.name + ".holder")


def _write(path: Path, me: Holder) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(me), file)
    fresh.replace(path)


def _read(path: Path) -> Holder:
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Holder("somebody", 0, "unknown", "unknown")
