"""What a test chooses, written into migrate.yaml as an operator would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.workspace.yaml import dump, load


def choose(settings: Path, *, choices: Mapping[str, str], **keys: object) -> None:
    """Write choices, beside those that are there, and other keys into migrate.yaml."""
    body = load(settings.read_text(encoding="utf-8"), settings.name)
    assert isinstance(body, dict)
    said = {**body, **keys, "choices": {**body.get("choices", {}), **choices}}
    settings.write_text(dump(said), encoding="utf-8")
