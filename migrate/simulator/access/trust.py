"""Whether a role may be assumed: its own policy says by whom, and under what conditions."""

from __future__ import annotations

from typing import Any

from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from migrate.simulator.access.context import context_of
from migrate.simulator.access.policy import Question, Verdict, evaluate
from migrate.simulator.identities import Principal
from migrate.simulator.world import WORLD


def role_of(arn: str) -> Any:
    """Return moto's role of an ARN; None where the account or the role does not exist."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or not parts[5].startswith("role/"):
        return None
    account, name = parts[4], parts[5].rpartition("/")[2]
    if account not in WORLD or account not in iam_backends:
        return None
    partition = parts[1] if parts[1] == get_partition("us-east-1") else "aws"
    for role in iam_backends[account][partition].roles.values():
        if role.name == name and role.arn == arn:
            return role
    return None


def trusts(role: Any, caller: Principal, action: str, region: str, **keys: Any) -> bool:
    """Tell whether a role's trust policy lets a caller in; `keys` are those of the request."""
    question = Question(
        action,
        None,
        context_of(caller, region, more=keys),
        is_principal=lambda kind, value: kind == "AWS" and _is(caller, value),
    )
    return evaluate([role.assume_role_policy_document], question) is Verdict.ALLOW


def _is(caller: Principal, value: str) -> bool:
    """Tell whether a principal of a policy means a caller.

    An account stands for whoever its own policies let; a role's ARN for all its sessions.
    """
    account = caller.account
    whole = {account, f"arn:aws:iam::{account}:root"}
    return value == "*" or value in whole | {caller.arn, caller.role_arn}
