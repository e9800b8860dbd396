"""How a person renews the credentials of a profile: the command to type, by the profile's kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.core.escape import shell_word

DEEPEST = 8
"""Profiles that may build on each other; a longer chain is a loop."""


def login_of(profile: str, profiles: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what renews a profile, as words with the command in backticks."""
    name = profile
    for _ in range(DEEPEST):
        about = profiles.get(name, {})
        if "source_profile" not in about or about["source_profile"] == name:
            break
        name = str(about["source_profile"])
    about, typed = profiles.get(name, {}), shell_word(name)
    if "sso_session" in about or "sso_start_url" in about:
        return f"`aws sso login --profile {typed}`"
    if "login_session" in about:
        return f"`aws login --profile {typed}`"
    if "credential_process" in about:
        return f"renew what the credential_process of profile {typed} needs"
    if "web_identity_token_file" in about:
        return f"renew the web identity token of profile {typed}"
    return f"renew the keys of profile {typed}, for example with `aws configure --profile {typed}`"
