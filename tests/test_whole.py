"""A file is there whole or not at all, whatever ends its writer."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from migrate.core.errors import StateFull
from migrate.workspace import whole

KILLED = """
import os, signal, sys
from pathlib import Path
from migrate.workspace.whole import placed
with placed(Path(sys.argv[1])) as aside:
    aside.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
FULL = """
import resource, sys
from pathlib import Path
from migrate.core.errors import StateFull
from migrate.workspace.whole import put
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    put(Path(sys.argv[1]), b"x" * 10_000)
except StateFull as error:
    print(error, error.remedy)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that was there before."""
    before = tmp_path / "kept.txt"
    before.write_bytes(b"before")
    return before


def run(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", script, str(path)]
    return subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)


def alone(path: Path) -> bool:
    return list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o644])
def test_the_mode_is_the_one_asked_for_and_never_more(path: Path, mode: int) -> None:
    mask = os.umask(0o077)
    try:
        with whole.placed(path, mode) as aside:
            assert stat.S_IMODE(aside.stat().st_mode) == 0o600
            aside.write_bytes(b"after")
    finally:
        os.umask(mask)

    assert path.read_bytes() == b"after"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert alone(path)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_a_block_that_raises_leaves_everything_as_it_was(
    path: Path, error: type[BaseException]
) -> None:
    def fill() -> None:
        with whole.placed(path) as aside:
            aside.write_bytes(b"half")
            raise error

    with pytest.raises(error):
        fill()

    assert path.read_bytes() == b"before"
    assert alone(path)


def test_a_killed_writer_leaves_what_was_there(path: Path) -> None:
    assert run(KILLED, path).returncode == -signal.SIGKILL

    assert path.read_bytes() == b"before"
    (left,) = (p for p in path.parent.iterdir() if p != path)
    assert left.name.startswith(".kept.txt.")
    assert left.name.endswith(whole.PART)


def left_by_a_killed_writer(path: Path, age: float) -> Path:
    assert run(KILLED, path).returncode == -signal.SIGKILL
    (left,) = (p for p in path.parent.iterdir() if p != path)
    os.utime(left, (time.time() - age,) * 2)
    return left


def test_what_a_killed_writer_left_goes_when_the_folder_is_written_to_later(path: Path) -> None:
    left_by_a_killed_writer(path, whole.OLD + 60)

    whole.put(path, b"after")

    assert alone(path)


def test_what_a_writer_may_still_fill_stays(path: Path) -> None:
    """Whoever holds it lives, however long ago it wrote; what is young may not be held yet."""
    young = left_by_a_killed_writer(path, whole.OLD - 60)
    whole.put(path, b"after")
    assert young.exists()

    folder = path.parent / "held"
    folder.mkdir()
    held = left_by_a_killed_writer(folder / path.name, whole.OLD + 60)
    with held.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        whole.put(folder / path.name, b"after")
    assert held.exists()


def test_a_name_like_theirs_that_is_no_file_is_left_alone(path: Path) -> None:
    elsewhere = path.parent / "elsewhere"
    elsewhere.mkdir()
    (link := path.parent / f".a{whole.PART}").symlink_to(elsewhere)
    (folder := path.parent / f".b{whole.PART}").mkdir()
    os.mkfifo(pipe := path.parent / f".c{whole.PART}")
    for other in (elsewhere, folder, pipe):
        os.utime(other, (0, 0))

    whole.put(path, b"after")

    assert link.is_symlink()
    assert folder.is_dir()
    assert pipe.exists()


@pytest.mark.parametrize("number", sorted({errno.EINVAL, errno.ENOTSUP, errno.EIO}))
def test_a_file_system_that_cannot_sync_folders_is_taken_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    sync = os.fsync

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    if number == errno.EIO:
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            whole.put(path, b"after")
    else:
        whole.put(path, b"after")
    assert path.read_bytes() == b"after"


def test_a_file_and_its_name_are_on_the_disk_one_after_the_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut between the two must not show an empty file under the name."""
    seen = []

    def noted(descriptor: int) -> None:
        kind = "directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        seen.append((kind, os.fstat(descriptor).st_size if kind == "file" else 0, path.read_text()))

    monkeypatch.setattr(os, "fsync", noted)
    whole.put(path, b"after!!")

    assert seen == [("file", 7, "before"), ("directory", 0, "after!!")]


def test_a_full_disk_is_said_and_nothing_is_lost(path: Path) -> None:
    done = run(FULL, path)

    assert done.stdout == f"The disk is full; {path} could not be written {whole.NEXT}\n"
    assert path.read_bytes() == b"before"
    assert alone(path)


def test_other_errors_are_not_called_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        whole.put(tmp_path / "nowhere" / "file", b"")
    with pytest.raises(StateFull, match="no place"), whole.disk("no place"):
        raise OSError(next(iter(whole.FULL)), "full")


def test_a_link_in_the_place_is_replaced_and_not_followed(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(path)

    whole.put(link, b"after")

    assert not link.is_symlink()
    assert (link.read_bytes(), path.read_bytes()) == (b"after", b"before")


def test_a_reader_never_sees_a_part_while_several_write(path: Path) -> None:
    contents = [bytes([65 + n]) * 50_000 for n in range(3)]
    whole.put(path, contents[0])

    def write(content: bytes) -> None:
        for _ in range(20):
            whole.put(path, content)

    writers = [threading.Thread(target=write, args=(content,)) for content in contents]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert path.read_bytes() in contents
    assert alone(path)


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    longest = tmp_path / ("é" * 127)

    whole.put(longest, b"x")

    assert alone(longest)
