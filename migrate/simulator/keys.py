"""Make identities without HTTP: the operator's administrator in an account, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random

from migrate.simulator.world import Key

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def new_key(prefix: str = "AKIA", token: str = "") -> Key:
    """Return a key pair that nobody has yet."""
    name = prefix + "".join(mock_random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    secret = "".join(
        mock_random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=40)
    )
    return Key(name, secret, token)


def admit_user(
    account: str, name: str, key: Key, policies: Sequence[str] = (ADMINISTRATOR,)
) -> None:
    """Make an IAM user with these very keys; one that is there keeps what it has."""
    iam = iam_backends[account]["aws"]
    if name not in iam.users:
        iam.create_user(region_name="us-east-1", user_name=name)
        for arn in policies:
            iam.attach_user_policy(arn, name)
    user = iam.users[name]
    if key.access_key not in iam.access_keys:
        made = user.create_access_key(prefix="AKIA")
        made.access_key_id, made.secret_access_key = key.access_key, key.secret
        iam.access_keys[key.access_key] = made
