"""`migrate permissions [STEP]`: the IAM policies that a step needs, reads included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrate.cli.options import any_step_argument, view_of, with_workspace
from migrate.cli.output import answer, answer_json, say
from migrate.core.escape import shell_word, terminal
from migrate.workspace.settings import ROLES
from migrate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from migrate.aws.policies import Policy
    from migrate.core.step import Step
    from migrate.steps.context import Context

Found = Mapping[str, Sequence["Policy"]]
KEPT = "kept, as it was changed by hand; nothing asks for it now, and it may allow more"


@click.command("permissions")
@with_workspace
@any_step_argument
@click.option("--account", type=click.Choice(ROLES), help="Only of this account.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each policy into a file of this folder.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document: a list of policies.")
def command(
    workspace: Workspace, step: str | None, account: str | None, out: Path | None, as_json: bool
) -> None:
    """Print the IAM policies that STEP needs, or the whole journey, by account; calls nothing.

    Each fits a customer managed policy, and names every action whole.
    """
    from migrate.aws.policies import advice

    roles = [account] if account else list(ROLES)
    found, fewer = _policies(workspace, step, roles)
    written = _write(found, out, [_name(step, role) for role in roles]) if out else []
    if as_json:
        answer_json(_listed(found))
    elif out:
        answer("\n".join(written))
    else:
        _show(found)
    for policies in found.values():
        for sentence in advice(policies, fewer):
            say(sentence)
    if not found:
        say(f"{terminal(step or 'The journey')} calls nothing there.")
    elif out:
        say("Next, in the account of each, for each file: `aws iam create-policy --policy-name")
        say(f"NAME --policy-document file://{shell_word(str(out))}/NAME.json`, and attach it.")


def _policies(workspace: Workspace, step: str | None, roles: Sequence[str]) -> tuple[Found, str]:
    """Return the policies of each account under the choices of migrate.yaml."""
    from migrate.aws.policies import policies
    from migrate.steps.journey import journey

    view = view_of(workspace)
    asked = {view.step(step).id} if step else {row.id for row in view.steps()}
    steps = [one for one in journey() if one.id in asked]
    choices = workspace.settings.choices
    walked = [one for one in steps if step or not one.left_out(choices)]
    found = {}
    for role in roles:
        places = places_of(walked, role, choices)
        if places:
            found[role] = policies(_name(step, role), places, places)
    return found, "; ".join(one.fewer for one in steps if one.fewer)


def places_of(
    steps: Sequence[Step[Context]], role: str, choices: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    """Return the actions of a role, each with the ARNs that all steps keep to; else with none."""
    found: dict[str, tuple[str, ...]] = {}
    for step in steps:
        narrow = step.places(choices).get(role, {})
        for action in step.needed(choices).get(role, ()):
            here, before = narrow.get(action, ()), found.get(action)
            both = (*(before or ()), *here) if here and before != () else ()
            found[action] = tuple(dict.fromkeys(both))
    return found


def _name(step: str | None, role: str) -> str:
    return "-".join(["migrate", *([step] if step else []), role])


def _listed(found: Found) -> list[dict[str, object]]:
    return [
        {
            "name": policy.name,
            "account": role,
            "actions": policy.actions,
            "characters": policy.characters,
            "document": policy.document,
        }
        for role, policies in found.items()
        for policy in policies
    ]


def _show(found: Found) -> None:
    """Print documents and nothing else, so that they can be piped; say the name of each."""
    for row in _listed(found):
        say(_named(row))
        answer_json(row["document"])


def _write(found: Found, folder: Path, names: Sequence[str]) -> list[str]:
    """Write every policy into a file of its name; return a line for each."""
    from migrate.cli import policy_files
    from migrate.inventory.exports.finding import written_to

    listed = _listed(found)
    paths = policy_files.write(folder, {p.name: p.document for ps in found.values() for p in ps})
    with written_to(folder):
        for path in policy_files.left_over(folder, names, paths):
            gone = policy_files.removed(path)
            say(
                f"{terminal(str(path))}: "
                + ("removed, as nothing asks for it now" if gone else KEPT)
            )
    return [f"{terminal(str(p))}: {_sized(row)}" for p, row in zip(paths, listed, strict=True)]


def _named(row: Mapping[str, object]) -> str:
    return f"{row['name']} ({row['account']} account, {_sized(row)})"


def _sized(row: Mapping[str, object]) -> str:
    from migrate.aws.policies import LARGEST

    return f"{row['actions']} actions, {row['characters']:,} of {LARGEST:,} characters"
