"""Two processes that read an archive say what one says, whatever becomes of the second."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.costs import prove as proving
from migrate.costs import sharing
from migrate.costs.archive import Archive
from migrate.costs.holdings import Key
from migrate.costs.manifest import publish, read
from migrate.costs.prove import Verdict, prove
from migrate.costs.reading import Reading
from migrate.costs.reading import read as read_cube
from migrate.costs.tables import views_of
from migrate.costs.views import View
from tests.costs.saved import saved
from tests.costs.spoiling import SPOILT, changed_byte, lost_cube, pages, replace
from tests.costs.synthetic import Explorer

Spoil = Callable[[Archive], None]
HANGING = """
import sys, time
from collections import deque
from pathlib import Path
from migrate.costs import sharing
from migrate.costs.archive import Archive
with sharing._other(Archive(Path(sys.argv[1])), None, deque(), {}):
    print("begun", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    directory = tmp_path_factory.mktemp("good")
    saved(directory, Explorer(page_size=900))
    return Archive(directory)


@pytest.fixture
def copy(good: Archive, tmp_path: Path) -> Archive:
    target = tmp_path / "copy"
    shutil.copytree(good.directory, target, ignore=shutil.ignore_patterns(".work"))
    return Archive(target)


def by(archive: Archive, processes: int) -> Verdict:
    """Prove an archive anew."""
    proving._remembered.clear()
    return prove(archive, read(archive).sha256, processes=processes)


def published_again(archive: Archive) -> None:
    """Write tables and manifest anew, so that no hash tells that something is wrong."""
    heading = read(archive).heading
    archive.manifest.unlink()
    shutil.rmtree(archive.tables)
    publish(archive, heading)


def views(archive: Archive) -> tuple[View, ...]:
    heading = read(archive).heading
    return tuple(views_of(heading.wants, heading.calls))


def no_gzip(archive: Archive) -> None:
    replace(pages(archive)[1], b"rubbish")


def no_answer(archive: Archive) -> None:
    replace(pages(archive)[0], b"")


def test_a_good_archive_is_proven_by_both(copy: Archive) -> None:
    one, two = by(copy, 1), by(copy, 2)

    assert one.ok
    assert two == one


@pytest.mark.parametrize("spoil", [*SPOILT, no_gzip, no_answer])
def test_every_spoiled_archive_has_the_same_verdict(copy: Archive, spoil: Spoil) -> None:
    spoil(copy)

    one, two = by(copy, 1), by(copy, 2)

    assert not one.ok
    assert two == one


@pytest.mark.parametrize("spoil", [one for one in SPOILT if one not in (changed_byte, lost_cube)])
def test_what_no_hash_tells_is_found_the_same_way(copy: Archive, spoil: Spoil) -> None:
    spoil(copy)
    published_again(copy)

    one, two = by(copy, 1), by(copy, 2)

    assert not one.ok
    assert two == one


def test_the_other_process_reads_what_this_one_would(copy: Archive) -> None:
    holdings, todo = copy.holdings(), deque(copy.holdings().by_key)
    told: dict[Key, Reading] = {}

    with sharing._other(copy, holdings, todo, told):
        pass

    seen = views(copy)
    assert len(told) > 3
    assert told == {
        key: read_cube(holdings, cells, sharing.of_key(seen, key))
        for key, cells in holdings.by_key.items()
    }


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "echo rubbish",
        "echo '{}'",
        f'{sys.executable} "$@" | head -n 1',
        "printf '{\"surveys\": ['",
        "exec sleep 60",
        "kill -9 $$",
    ],
)
def test_a_second_process_that_dies_or_lies_changes_nothing(
    copy: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    changed_byte(copy)
    expected = by(copy, 1)
    other = tmp_path / "other"
    other.write_text(f"#!/bin/sh\n{script}\n")
    other.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(other))
    monkeypatch.setattr(sharing, "PATIENCE", 1)

    assert by(copy, 2) == expected


def test_a_second_process_that_cannot_be_started_changes_nothing(
    copy: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))

    assert by(copy, 2).ok


def test_the_second_process_ends_when_the_first_is_killed(copy: Archive) -> None:
    words = [sys.executable, "-c", HANGING, str(copy.directory)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"begun\n"
        (second,) = children(first.pid)
        first.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while alive(second) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not alive(second)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    if not found.exists():
        pytest.skip("no list of children here")
    return [int(one) for one in found.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_an_error_here_leaves_no_process(copy: Archive) -> None:
    def interrupted() -> None:
        with sharing._other(copy, copy.holdings(), deque(), {}):
            raise KeyboardInterrupt

    before = children(os.getpid())
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert children(os.getpid()) == before


def test_a_small_archive_is_not_worth_a_second_process(
    copy: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sharing.processes_for(copy.holdings()) == 1
    monkeypatch.setattr(sharing, "WORTH", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1, 2, 3}, raising=False)
    assert sharing.processes_for(copy.holdings()) == sharing.PROCESSES


def test_a_reading_is_told_as_json_without_loss(copy: Archive) -> None:
    holdings, seen = copy.holdings(), views(copy)
    for key, cells in holdings.by_key.items():
        found = read_cube(holdings, cells, sharing.of_key(seen, key))
        text = json.dumps(sharing.reading_body(found))

        assert sharing.reading_of(json.loads(text), cells) == found
