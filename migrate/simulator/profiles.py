"""The AWS configuration that an operator of the simulated AWS would have."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.simulator.world import WORLD

REGION = "us-east-1"


def write_profiles(directory: Path, url: str) -> dict[str, Any]:
    """Write config and credentials, for their owner alone; return what `migrate simulate` prints."""
    config = "".join(
        f"[profile {name}]\nregion = {REGION}\nendpoint_url = {url}\n\n" for name in WORLD.profiles
    )
    credentials = "".join(
        f"[{name}]\naws_access_key_id = {key.access_key}\naws_secret_access_key = {key.secret}\n\n"
        for name, key in WORLD.profiles.items()
    )
    write_private(directory / "config", config)
    write_private(directory / "credentials", credentials)
    return about(directory, url, WORLD.profiles)


def about(directory: Path, url: str, profiles: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a running simulator as others look for it."""
    return {
        "endpoint_url": url,
        "environment": {
            "AWS_CONFIG_FILE": str(directory / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(directory / "credentials"),
        },
        "profiles": {name: name for name in profiles},
        "accounts": dict(WORLD.roles),
        "scenario": WORLD.scenario,
    }


def write_private(path: Path, text: str) -> None:
    """Put a file in place whole, readable by its owner alone."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
