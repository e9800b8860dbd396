"""The join is refused for every spoiled archive: by its hash, and by its sense if that was forged.

`spoiled`: a copy of a good archive with one thing wrong.  At the step itself the same copies
stand in the place of a workspace's archive.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from migrate.core.errors import HandNeeded
from migrate.core.plan import Receipt, Severity
from migrate.costs.archive import Archive
from migrate.costs.errors import ArchiveSpoiled
from migrate.costs.gate import archive_verdict
from migrate.costs.manifest import publish, read
from migrate.state.captures import CAPTURED_KEY, MANIFEST_KEY, SAVED_KEY, expected_manifest
from migrate.steps.cost_gate import cost_facts, cost_findings, require_archive
from tests.costs.saved import saved
from tests.costs.spoiling import SPOILT, changed_byte, lost_cube
from tests.costs.synthetic import NOW, Explorer
from tests.simulators import Warmed
from tests.steps.alone import Alone, alone, new_workspace

SOON = NOW + timedelta(minutes=5)
Spoil = Callable[[Archive], None]
each_way = pytest.mark.parametrize("spoil", SPOILT, ids=lambda way: way.__name__)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    directory = tmp_path_factory.mktemp("good")
    saved(directory, Explorer(page_size=900))
    return Archive(directory)


@pytest.fixture
def copy(good: Archive, tmp_path: Path) -> Archive:
    shutil.copytree(good.directory, tmp_path / "copy")
    return Archive(tmp_path / "copy")


def test_a_good_archive_lets_the_account_join(copy: Archive) -> None:
    assert archive_verdict(copy.directory, read(copy).sha256, SOON).ok


@each_way
def test_the_gate_stays_shut(copy: Archive, spoil: Spoil) -> None:
    known = read(copy).sha256
    spoil(copy)

    assert not archive_verdict(copy.directory, known, SOON).ok


@each_way
def test_the_gate_stays_shut_when_every_hash_was_forged_too(copy: Archive, spoil: Spoil) -> None:
    """Tables and manifest are written anew, and state.db would know them."""
    heading = read(copy).heading
    spoil(copy)
    copy.manifest.unlink()
    shutil.rmtree(copy.tables)
    try:
        known = publish(copy, heading).sha256
    except ArchiveSpoiled:
        assert spoil in {changed_byte, lost_cube}  # no page to read, nothing to list
        return

    assert not archive_verdict(copy.directory, known, SOON).ok


@pytest.fixture(scope="module")
def ready(warmed: Warmed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """A workspace whose cost history is saved."""
    directory = tmp_path_factory.mktemp("ready")
    with warmed.fork(directory / "aws") as simulator:
        new_workspace(directory / "here", simulator)
        with alone(directory / "here", simulator) as here:
            here.do("connect-accounts")
            here.do("archive-costs")
            yield here


@each_way
def test_the_join_is_refused_before_and_at_the_last_moment(
    ready: Alone, tmp_path: Path, spoil: Spoil
) -> None:
    context = ready.context("join-legacy")
    archive = Archive(context.workspace.archive)
    assert not blocked(ready)
    require_archive(context, "join-legacy")
    shutil.copytree(archive.directory, tmp_path / "kept")
    spoil(archive)
    try:
        assert blocked(ready)
        with pytest.raises(HandNeeded, match="nothing was sent"):
            require_archive(context, "join-legacy")
    finally:
        shutil.rmtree(archive.directory)
        (tmp_path / "kept").rename(archive.directory)


def blocked(here: Alone) -> bool:
    found = cost_findings(cost_facts(here.context("join-legacy")))
    return any(f.severity is Severity.BLOCK and f.key == "g15-archive" for f in found)


def test_of_two_archives_of_one_capture_the_one_saved_last_is_expected() -> None:
    """Right before joining nothing may be asked for anew, and the manifest is another one."""
    at = {CAPTURED_KEY: NOW.isoformat()}
    first = Receipt("capture", at | {SAVED_KEY: NOW.isoformat(), MANIFEST_KEY: "first"})
    last = Receipt(
        "archive",
        at | {SAVED_KEY: (NOW + timedelta(minutes=1)).isoformat(), MANIFEST_KEY: "last"},
    )

    for recorded in (
        {"archive-costs": {"capture": first}, "join-legacy": {"archive": last}},
        {"join-legacy": {"archive": last}, "archive-costs": {"capture": first}},
    ):
        assert expected_manifest(recorded) == "last"
