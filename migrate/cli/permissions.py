"""`migrate permissions STEP`: the IAM policy that a step needs, reads included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from migrate.cli.options import step_argument, view_of, with_workspace
from migrate.cli.output import answer_json, say
from migrate.workspace.workspace import Workspace

ROLES = ("legacy", "management")


@click.command("permissions")
@with_workspace
@step_argument
@click.option("--account", type=click.Choice(ROLES), help="Only of this account.")
@click.option("--json", "as_json", is_flag=True, help="It is JSON with or without.")
def command(workspace: Workspace, step: str, account: str | None, as_json: bool) -> None:
    """Print the IAM policy that STEP needs, by account, as JSON; calls nothing."""
    del as_json
    row = view_of(workspace).step(step)
    roles = [account] if account else [role for role in ROLES if role in row.permissions]
    policies = {role: _policy(row.permissions.get(role, ())) for role in roles}
    if account:
        answer_json(policies[account])
    else:
        answer_json(policies)
    if not any(row.permissions.get(role) for role in roles):
        say(f"{step} calls nothing there.")


def _policy(actions: Iterable[str]) -> dict[str, Any]:
    allowed = sorted(set(actions))
    statement = {"Sid": "Migrate", "Effect": "Allow", "Action": allowed, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement] if allowed else []}
