"""Fixtures of the tests about the simulated AWS itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
