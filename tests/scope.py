"""What a test chooses, written into migrate.yaml as an operator would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from migrate.simulator.scenarios.tiny import COPIES
from migrate.workspace.yaml import dump, load
from tests.simulators import Simulator

NONE: Mapping[str, str] = MappingProxyType({})


def copied_to(simulator: Simulator, choices: Mapping[str, str] = NONE) -> dict[str, Any]:
    """Return what to choose for a copy of the archive into the bucket of `tiny`."""
    return {
        "choices": {**choices, "copy-archive.bucket": COPIES},
        "log_archive_profile": simulator.profiles["log-archive"],
        "accounts": {"log-archive": simulator.accounts["log-archive"]},
    }


def choose(settings: Path, *, choices: Mapping[str, str], **keys: object) -> None:
    """Write choices, beside those that are there, and other keys into migrate.yaml."""
    body = load(settings.read_text(encoding="utf-8"), settings.name)
    assert isinstance(body, dict)
    said = {**body, **keys, "choices": {**body.get("choices", {}), **choices}}
    settings.write_text(dump(said), encoding="utf-8")
