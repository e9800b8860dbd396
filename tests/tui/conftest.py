"""The worlds and the app of the faces, and a small inventory whose links can be followed."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.resources_table.world import build, prove
from migrate.state.database import Database
from migrate.workspace.workspace import Workspace, open_workspace
from tests.faces.conftest import app_of

__all__ = ["app_of"]

COUNT = 300


@pytest.fixture(scope="session")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an inventory of 300 resources once."""
    workspace = build(tmp_path_factory.mktemp("inventory") / "world", COUNT)
    with closing(Database.open(workspace.state)) as database:
        prove(database)
    return workspace.directory


@pytest.fixture
def seen(inventory: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(inventory, tmp_path / "seen")
    (tmp_path / "seen").chmod(0o700)
    return open_workspace(tmp_path / "seen")
