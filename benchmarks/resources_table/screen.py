"""A process on a terminal of its own: what stands on it, when, and how much memory it takes."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.cells import cell_len

ROOT = Path(__file__).parents[2]
PATIENCE = 300
"""Seconds after which a screen is taken to hang."""
MOST = 5
"""Seconds after which a key is taken to draw nothing."""
QUIET = 0.12
"""Seconds without output after which a redraw is taken to be over."""
COLUMNS, ROWS = 120, 40
_TOKEN = re.compile(
    r"\x1b\[(\d+);(\d+)H|\x1b\[[0-9;:?<>=!]*[ -/]*[@-~]|\x1b[\]PX^_].*?(?:\x07|\x1b\\)"
    r"|\x1b[()][A-Z0-9]|\x1b[=>78MDE]|\r|\n|[^\x1b\r\n]+",
    re.DOTALL,
)


class Grid:
    """What a terminal shows, as far as Textual uses one: it places the cursor and writes."""

    def __init__(self) -> None:
        self.rows = [[" "] * COLUMNS for _ in range(ROWS)]
        self._row = self._column = 0
        self._rest = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, data: bytes) -> None:
        """Take what was written; a sequence that is not whole waits for its end."""
        text, at = self._rest + self._decoder.decode(data), 0
        while found := _TOKEN.match(text, at):
            self._take(found)
            at = found.end()
        self._rest = text[at:]

    def text(self) -> str:
        """Return the lines."""
        return "\n".join("".join(row).rstrip() for row in self.rows)

    def _take(self, found: re.Match[str]) -> None:
        if found[1]:
            self._row, self._column = int(found[1]) - 1, int(found[2]) - 1
        elif found[0] == "\r":
            self._column = 0
        elif found[0] == "\n":
            self._row += 1
        elif found[0][0] != "\x1b":
            for char in found[0]:
                if self._row < ROWS and self._column < COLUMNS:
                    self.rows[self._row][self._column] = char
                self._column += cell_len(char)


class Screen:
    """Seconds are counted from the key to what was waited for."""

    def __init__(self, process: int, descriptor: int) -> None:
        self.process, self._descriptor = process, descriptor
        self._grid, self._start = Grid(), 0.0

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._descriptor, keys.encode())

    def until(self, pattern: str, keys: str = "") -> float:
        """Press keys; return the seconds until the screen shows a pattern."""
        self._start = time.perf_counter()
        self.press(keys)
        return self.further(pattern)

    def further(self, pattern: str) -> float:
        """Return the seconds from the last key until the screen shows a pattern."""
        while not re.search(pattern, self._grid.text()):
            if time.perf_counter() - self._start > PATIENCE:
                raise TimeoutError(f"{pattern!r} did not come:\n{self._grid.text()}")
            self._read(0.05)
        return time.perf_counter() - self._start

    def redraw(self, keys: str) -> float:
        """Press a key; return the seconds until the last byte of what it draws."""
        self.settle()
        start = time.perf_counter()
        self.press(keys)
        if not self._read(MOST):
            return 0.0
        last = time.perf_counter()
        while time.perf_counter() - last < QUIET:
            if self._read(0.005):
                last = time.perf_counter()
        return last - start

    def settle(self, quiet: float = QUIET) -> float:
        """Read until nothing more is drawn; return when the last byte came."""
        last = time.perf_counter()
        while self._read(quiet):
            last = time.perf_counter()
        return last

    def memory(self) -> tuple[float, float]:
        """Return the resident memory now and at its highest, in MB."""
        status = Path(f"/proc/{self.process}/status").read_text()
        now, high = (re.search(rf"{name}:\s+(\d+)", status) for name in ("VmRSS", "VmHWM"))
        assert now and high
        return int(now[1]) / 1024, int(high[1]) / 1024

    def cpu(self) -> float:
        """Return the seconds of processor time that the process took so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return False
        self._grid.feed(os.read(self._descriptor, 1 << 16))
        return True


@contextmanager
def opened(words: Sequence[str]) -> Iterator[Screen]:
    """Start Python with these words on a terminal."""
    process, descriptor = pty.fork()
    if process == 0:
        told = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        os.execve(sys.executable, [sys.executable, *words], {**os.environ, **told})
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    try:
        yield Screen(process, descriptor)
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(descriptor)
