"""Fixtures of the tests about the simulated AWS itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator.bills import NOW, Bills
from tests.simulator.organized import Organized
from tests.simulators import Simulator, Warmed


@pytest.fixture(scope="module")
def shared_simulator(
    warmed: Warmed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Simulator]:
    """A simulated AWS for the tests of a module that change nothing in it."""
    with warmed.fork(tmp_path_factory.mktemp("aws")) as server:
        server.act("everything")
        yield server


@pytest.fixture(scope="module")
def shared(shared_simulator: Simulator) -> Organized:
    """An organization for the tests of a module that change nothing in it: refusals."""
    return Organized.on(shared_simulator)


@pytest.fixture(scope="session")
def acme_parent() -> Iterator[Warmed]:
    """One parent with `acme` loaded, at a moment in the middle of a month."""
    with Warmed("acme", NOW) as parent:
        yield parent


@pytest.fixture(scope="session")
def acme(acme_parent: Warmed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """Acme's simulated AWS, for the tests that change nothing in it."""
    with acme_parent.fork(tmp_path_factory.mktemp("acme")) as server:
        yield server


@pytest.fixture(scope="session")
def bills(acme: Simulator) -> Bills:
    return Bills(acme)


@pytest.fixture
def fresh_bills(acme_parent: Warmed, tmp_path: Path) -> Iterator[Bills]:
    """Acme's bills, to change them."""
    with acme_parent.fork(tmp_path / "acme") as server:
        yield Bills(server)
