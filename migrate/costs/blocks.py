"""Hashes of the parts of a file, so that a wrong byte can be named and not only known.

A single changed byte is found exactly: each value of each byte of its block is tried until the
hash of the block, and then of the whole file, is right again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

SMALLEST, MOST = 1024, 256
"""Bytes of a block at the least, and blocks of a file at the most."""
MARK = 16
"""Hex digits that are kept of each block's hash."""
TRIED = 4096
"""Bytes of a block in which a single wrong byte is searched for."""


def marked(path: Path) -> tuple[str, int, str]:
    """Return hash, size and the marks of all blocks of a file, which may be larger than memory."""
    whole, size, marks = hashlib.sha256(), path.stat().st_size, []
    with path.open("rb") as file:
        while block := file.read(_size(size)):
            whole.update(block)
            marks.append(_mark(block))
    return whole.hexdigest(), size, "".join(marks)


def first_wrong(content: bytes, size: int, blocks: str, sha256: str) -> str:
    """Say where a file of `size` bytes stops being what it was."""
    width = _size(size)
    marks = [blocks[at : at + MARK] for at in range(0, len(blocks), MARK)]
    for number, mark in enumerate(marks):
        start = number * width
        block = content[start : min(start + width, size)]
        if _mark(block) == mark:
            continue
        if len(content) == size and (found := _single(content, start, block, mark, sha256)):
            return found
        end = min(start + width, size) - 1
        more = f"; it has {len(content)} bytes, not {size}" if len(content) != size else ""
        return f"is wrong from byte {start} to {end} on{more}"
    return (
        f"has {len(content)} bytes, not {size}: it is wrong from byte {min(len(content), size)} on"
    )


def _single(content: bytes, start: int, block: bytes, mark: str, sha256: str) -> str:
    """Find the one byte that is wrong; empty where more than one is."""
    if len(block) > TRIED:
        return ""
    for at in range(len(block)):
        before, after = hashlib.sha256(block[:at]), block[at + 1 :]
        for value in range(256):
            tried = before.copy()
            tried.update(bytes((value,)) + after)
            if value != block[at] and tried.hexdigest()[:MARK] == mark:
                right = content[: start + at] + bytes((value,)) + content[start + at + 1 :]
                if hashlib.sha256(right).hexdigest() == sha256:
                    return f"is wrong at byte {start + at}: {block[at]:#04x}, not {value:#04x}"
    return ""


def _size(length: int) -> int:
    return max(SMALLEST, -(-length // MOST))


def _mark(block: bytes) -> str:
    return hashlib.sha256(block).hexdigest()[:MARK]
