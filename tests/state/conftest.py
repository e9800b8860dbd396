"""Fixtures of a state.db that is filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from .filled import image as image_of_filled


@pytest.fixture(scope="session", name="image")
def filled_image() -> bytes:
    """Every byte of a filled state.db."""
    return image_of_filled()


@pytest.fixture
def path(image: bytes, tmp_path: Path) -> Path:
    """A filled state.db."""
    (tmp_path / "state.db").write_bytes(image)
    return tmp_path / "state.db"
