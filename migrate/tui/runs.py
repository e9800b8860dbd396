"""Runner processes: started by the command line that a person types, and read from their log."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from migrate.core.errors import JourneyError
from migrate.core.escape import terminal
from migrate.state.lock import Holder
from migrate.workspace.workspace import Workspace

_HEAD = "$ migrate "
_TAIL = 64 * 1024


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the newest run started from a screen said."""

    command: str
    """Such as `apply found-organization`."""
    started: datetime
    ended: datetime
    """When it said its last line."""
    lines: tuple[str, ...]

    @property
    def trouble(self) -> tuple[str, ...]:
        """The error it ended with and what to do; empty when it ended well or waits."""
        for at in range(len(self.lines) - 1, -1, -1):
            if self.lines[at].startswith(("Error:", "Traceback ", "Usage:")):
                return self.lines[at:]
            if self.lines[at].startswith("Waiting:"):
                return ()
        return ()


def start(workspace: Workspace, words: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a runner that outlives the screen; it writes to the workspace's log."""
    try:
        return _started(workspace, words)
    except OSError as error:
        raise JourneyError(
            f"No runner can be started: {error}",
            remedy=f"Look at the free disk space and at the permissions of {workspace.log.name}.",
        ) from error


def _started(workspace: Workspace, words: Sequence[str]) -> subprocess.Popen[bytes]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    log = os.open(workspace.log, flags, 0o600)
    try:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        os.write(log, f"{_HEAD}{' '.join(words)} # {at}\n".encode())
        return subprocess.Popen(
            [sys.executable, "-m", "migrate", "--workspace", str(workspace.directory), *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    finally:
        os.close(log)


def stop(holder: Holder) -> None:
    """Ask a runner on this machine to stop at its next checkpoint."""
    here = holder.who.endswith(f"@{socket.gethostname()}")
    if not here or holder.pid <= 1 or "migrate" not in _command_line(holder.pid):
        raise JourneyError(
            f"The runner is {holder.who}, process {holder.pid}; it cannot be stopped from here.",
            remedy="Stop it where it was started; nothing is half-done between two changes.",
        )
    try:
        os.kill(holder.pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError) as error:
        raise JourneyError(f"Process {holder.pid} cannot be stopped: {error}") from error


def _command_line(pid: int) -> str:
    shown = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return shown.stdout


def last_run(log: Path) -> LastRun | None:
    """Read what the newest run in a log said."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            lines = file.read().decode("utf-8", "replace").splitlines()
            ended = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    except FileNotFoundError:
        return None
    heads = [at for at, text in enumerate(lines) if text.startswith(_HEAD)]
    if not heads:
        return None
    command, _, at = lines[heads[-1]].removeprefix(_HEAD).rpartition(" # ")
    said = tuple(terminal(text) for text in lines[heads[-1] + 1 :] if text.strip())
    return LastRun(terminal(command), _moment(at, ended), ended, said)


def _moment(text: str, otherwise: datetime) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return otherwise
