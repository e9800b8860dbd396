"""A real terminal for the product: a pty, what it wrote, and what a person presses."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Terminal:
    """The other end of the pty."""

    descriptor: int
    process: int
    written: bytes = b""
    left: int | None = field(default=None)

    def until(self, sign: str, seconds: float = 30) -> bytes:
        """Read until the process wrote a text; return everything that it wrote so far."""
        end = time.monotonic() + seconds
        while sign.encode() not in self.written:
            if time.monotonic() > end or not self._read():
                raise AssertionError(f"{sign!r} never came: {self.written[-2000:]!r}")
        return self.written

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self.descriptor, keys.encode())

    def ended(self, seconds: float = 20) -> int:
        """Read to the end; return the exit code."""
        end = time.monotonic() + seconds
        while self._read() and time.monotonic() < end:
            pass
        _, status = os.waitpid(self.process, 0)
        self.left = os.waitstatus_to_exitcode(status)
        return self.left

    def _read(self) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], 0.2)
        if not ready:
            return True
        try:
            got = os.read(self.descriptor, 65536)
        except OSError:  # Linux answers EIO when the process has gone
            return False
        self.written += got
        return bool(got)


@contextmanager
def typed(*words: str, size: tuple[int, int] = (120, 40), **environment: str) -> Iterator[Terminal]:
    """Start Python with these words on a terminal of its own."""
    process, descriptor = pty.fork()
    if process == 0:
        known = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "NO_COLOR"))}
        root = str(Path(__file__).parents[2])
        told = {"TERM": "xterm-256color", "PYTHONPATH": root, "LANG": "C.UTF-8", **environment}
        os.execve(sys.executable, [sys.executable, *words], {**known, **told})
    columns, rows = size
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    terminal = Terminal(descriptor, process)
    try:
        yield terminal
    finally:
        if terminal.left is None:
            os.kill(process, 9)
            os.waitpid(process, 0)
        os.close(descriptor)
