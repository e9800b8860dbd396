"""What only the root user can do for itself."""

from __future__ import annotations

from migrate.simulator.acting import act
from migrate.simulator.keys import new_key
from migrate.simulator.world import WORLD

PAGE = "iam/home#/security_credentials"


@act(
    "root-mfa",
    "Give the root user an MFA device",
    page=PAGE,
    is_open=lambda account: not WORLD.account(account).root_mfa,
)
def root_mfa(account: str) -> None:
    """Assign a device to the root user."""
    WORLD.account(account).root_mfa = True


@act(
    "delete-root-keys",
    "Delete the root user's access keys",
    page=PAGE,
    is_open=lambda account: bool(WORLD.account(account).root_keys),
)
def delete_root_keys(account: str) -> None:
    """Delete every access key of the root user."""
    WORLD.account(account).root_keys.clear()


@act(
    "create-root-keys",
    "Create an access key for the root user",
    page=PAGE,
    is_open=lambda account: not WORLD.account(account).root_keys,
    usual=False,
)
def create_root_keys(account: str) -> None:
    """Give the root user a key: what nobody should do, and what is found in old accounts."""
    WORLD.account(account).root_keys.append(new_key())
