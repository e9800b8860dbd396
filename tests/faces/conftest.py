"""Workspaces to look at, and the screen on them.

`lived`: a journey with a step in almost every state; `nasty`: one whose names are attacks.
Both are copies, so that a test may move them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrate.tui.app import JourneyApp
from migrate.tui.desk import Desk
from migrate.workspace.workspace import Workspace, open_workspace
from tests import tui_world
from tests.faces import costs_world
from tests.faces.seen import WIDE


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make each world once."""
    root = tmp_path_factory.mktemp("worlds")
    tui_world.lived_in(root / "lived").close()
    tui_world.hostile(root / "nasty").close()
    return root


@pytest.fixture
def lived(worlds: Path, tmp_path: Path) -> Workspace:
    return _copy(worlds / "lived", tmp_path / "lived")


@pytest.fixture
def nasty(worlds: Path, tmp_path: Path) -> Workspace:
    return _copy(worlds / "nasty", tmp_path / "nasty")


@pytest.fixture
def app_of() -> Iterator[Callable[[Workspace], JourneyApp]]:
    """Return the app on a workspace; its desk is closed at the end."""
    desks: list[Desk] = []

    def make(workspace: Workspace) -> JourneyApp:
        desks.append(Desk(workspace))
        return JourneyApp(desks[-1])

    yield make
    for desk in desks:
        if desk._started is not None:  # the screen leaves its runner working; a test does not
            desk._started[1].wait(timeout=30)
        desk.close()


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Capture each cost archive once."""
    root = tmp_path_factory.mktemp("costs")
    costs_world.make_all(root)
    return root


@pytest.fixture
def costs_of(
    archives: Path, tmp_path: Path, app_of: Callable[[Workspace], JourneyApp]
) -> Callable[..., costs_world.OpenedCosts]:
    """Open the costs of a copied workspace, after `before` has spoiled it."""

    def opened(
        name: str,
        size: tuple[int, int] = WIDE,
        before: Callable[[Workspace], None] = lambda _workspace: None,
    ) -> costs_world.OpenedCosts:
        workspace = _copy(archives / name, tmp_path / name)
        before(workspace)
        return costs_world.OpenedCosts(workspace, app_of(workspace), size)

    return opened


def _copy(source: Path, target: Path) -> Workspace:
    shutil.copytree(source, target)
    target.chmod(0o700)
    return open_workspace(target)
