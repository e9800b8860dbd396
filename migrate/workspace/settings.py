"""What migrate.yaml says: profiles, accounts, endpoints and choices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from migrate.core.errors import WorkspaceInvalid

ROLES = ("legacy", "management", "log-archive")
"""Whose accounts and profiles there can be."""
ACCOUNT_ID = re.compile(r"\d{12}\Z")


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one migration, as the operator wrote them."""

    legacy_profile: str
    """AWS profile of the account that everything is in."""
    management_profile: str
    """AWS profile of the new management account; it may not answer yet."""
    log_archive_profile: str = ""
    """AWS profile of the account that keeps a copy of the cost history; empty while there is none.

    It is bound to the id that `accounts` gives for `log-archive`."""
    aws_config_file: str = ""
    """The AWS config file to use; empty for the usual one (`AWS_CONFIG_FILE` or ~/.aws/config)."""
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Account ids that the operator expects, by role; the binding itself is in state.db."""
    regions: tuple[str, ...] = ()
    """Regions to look into; empty means all that are enabled."""
    allowed_endpoints: tuple[str, ...] = ()
    """Origins (scheme, host and port) besides AWS's own that calls may go to."""
    console: str = "https://console.aws.amazon.com"
    """Where deep links lead."""
    organization: str = "recommended"
    """Name of the plan that plan.yaml started from."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Answers to the steps' questions, by `step.question`."""

    def profile(self, role: str) -> str:
        """Return the AWS profile of a role, or say that there is none."""
        key = profile_key(role)
        found = str(getattr(self, key))
        if not found:
            raise WorkspaceInvalid(
                f"migrate.yaml names no profile of the {role} account",
                remedy=f"Write {key} into migrate.yaml, then run the same command again.",
            )
        return found


def profile_key(role: str) -> str:
    """Return the key of migrate.yaml that names a role's profile."""
    return f"{role.replace('-', '_')}_profile"


def settings_from(body: Any, name: str) -> Settings:
    """Check every field of a loaded migrate.yaml; unknown keys are refused."""
    if not isinstance(body, dict):
        raise WorkspaceInvalid(f"{name} has to be a mapping")
    known = {f.name: f for f in fields(Settings)}
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise WorkspaceInvalid(f"{name}: unknown key {unknown[0]!r} (known: {', '.join(known)})")
    settings = Settings(
        legacy_profile=_text(body, "legacy_profile", name, required=True),
        management_profile=_text(body, "management_profile", name, required=True),
        log_archive_profile=_text(body, "log_archive_profile", name),
        aws_config_file=_text(body, "aws_config_file", name),
        accounts=_table(body, "accounts", name),
        regions=_list(body, "regions", name),
        allowed_endpoints=_list(body, "allowed_endpoints", name),
        console=_text(body, "console", name) or "https://console.aws.amazon.com",
        organization=_text(body, "organization", name) or "recommended",
        choices=_table(body, "choices", name),
    )
    _check(settings, name)
    return settings


def _check(settings: Settings, name: str) -> None:
    for role, account in settings.accounts.items():
        if role not in ROLES or not ACCOUNT_ID.match(account):
            known = ", ".join(f"`{one}`" for one in ROLES)
            raise WorkspaceInvalid(
                f"{name}: accounts.{role} has to be one of {known} with 12 digits"
            )
    if settings.legacy_profile == settings.management_profile:
        raise WorkspaceInvalid(f"{name}: both profiles are {settings.legacy_profile!r}")
    if settings.log_archive_profile in {settings.legacy_profile, settings.management_profile}:
        raise WorkspaceInvalid(
            f"{name}: log_archive_profile is {settings.log_archive_profile!r}, which another "
            "account has; the copy belongs into an account of its own"
        )
    for endpoint in settings.allowed_endpoints:
        check_origin(endpoint, name)


def check_origin(endpoint: str, name: str) -> None:
    """Refuse an endpoint that is not exactly a scheme, a host and a port."""
    parts = urlsplit(endpoint)
    exact = f"{parts.scheme}://{parts.netloc}" == endpoint and parts.port is not None
    if parts.scheme not in {"http", "https"} or not exact or parts.username is not None:
        raise WorkspaceInvalid(
            f"{name}: {endpoint!r} has to be scheme, host and port, such as http://127.0.0.1:4566"
        )


def _text(body: dict[str, Any], key: str, name: str, *, required: bool = False) -> str:
    value = body.get(key, "")
    if not isinstance(value, str) or (required and not value):
        raise WorkspaceInvalid(f"{name}: {key} has to be a text")
    return value


def _list(body: dict[str, Any], key: str, name: str) -> tuple[str, ...]:
    value = body.get(key, [])
    if value == "":
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise WorkspaceInvalid(f"{name}: {key} has to be a list of texts")
    return tuple(value)


def _table(body: dict[str, Any], key: str, name: str) -> dict[str, str]:
    value = body.get(key, {})
    if value == "":
        return {}
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise WorkspaceInvalid(f"{name}: {key} has to map texts to texts")
    return value
