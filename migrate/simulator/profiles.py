"""The AWS configuration that an operator of the simulated AWS would have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from migrate.simulator.world import WORLD

REGION = "us-east-1"


def profile_name(role: str) -> str:
    """Return the profile of a role: a name that nobody has in ~/.aws/credentials already."""
    return f"simulated-{role}"


def write_profiles(directory: Path, url: str) -> dict[str, Any]:
    """Write config and credentials, for their owner alone; return what `migrate simulate` prints.

    The keys are in both files: a workspace names its config file only.
    """
    config, credentials = "", ""
    for role, key in WORLD.profiles.items():
        keys = f"aws_access_key_id = {key.access_key}\naws_secret_access_key = {key.secret}\n"
        name = profile_name(role)
        config += f"[profile {name}]\nregion = {REGION}\nendpoint_url = {url}\n{keys}\n"
        credentials += f"[{name}]\n{keys}\n"
    write_private(directory / "config", config)
    write_private(directory / "credentials", credentials)
    return {
        "endpoint_url": url,
        "environment": {
            "AWS_CONFIG_FILE": str(directory / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(directory / "credentials"),
        },
        "profiles": {role: profile_name(role) for role in WORLD.profiles},
        "accounts": dict(WORLD.roles),
    }


def write_private(path: Path, text: str) -> None:
    """Put a file in place whole, readable by its owner alone."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
