"""Worlds in which steps are tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators import Simulator, Warmed

from .alone import Alone, alone, new_workspace


@pytest.fixture(scope="session")
def troubled_parent() -> Iterator[Warmed]:
    with Warmed("troubled", module="tests.steps.worlds") as parent:
        yield parent


@pytest.fixture(scope="session")
def tidied_parent() -> Iterator[Warmed]:
    with Warmed("tidied", module="tests.steps.worlds") as parent:
        yield parent


@pytest.fixture
def here(signed_up: Simulator, tmp_path: Path) -> Iterator[Alone]:
    """A fresh workspace on a simulated AWS whose management account is open."""
    workspace = new_workspace(tmp_path / "here", signed_up)
    with alone(workspace.directory, signed_up) as runner:
        yield runner
