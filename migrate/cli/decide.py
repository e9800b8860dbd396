"""`migrate decide INTENT`: say whether a call happened that nobody else can settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrate.cli.options import with_workspace
from migrate.cli.output import answer, say
from migrate.core.errors import OperatorError
from migrate.core.intent import Intent, IntentStatus
from migrate.workspace.operator import operator
from migrate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from migrate.aws.account import Account
    from migrate.cli.assembly import Runner

NEXT = {
    IntentStatus.DONE: "It is adopted. Next: type `migrate apply {}`.",
    IntentStatus.PLANNED: "It will be looked for and sent again. Next: type `migrate apply {}`.",
    IntentStatus.FAILED: "It is given up: one that is not ours is there. "
    "Next: type `migrate plan {}`; the new plan says what to do with it.",
}


@click.command("decide")
@with_workspace
@click.argument("intent")
@click.option(
    "--happened/--did-not-happen",
    "happened",
    default=None,
    help="What you saw in the console; a look has to bear it out.",
)
@click.option("--reason", required=True, help="How you know; kept with your name.")
def command(workspace: Workspace, intent: str, happened: bool | None, reason: str) -> None:
    """Say whether the call of INTENT happened; a look at AWS has to bear it out."""
    from migrate.cli.assembly import runner

    if happened is None:
        raise click.UsageError("Say --happened or --did-not-happen.")
    if not reason.strip():
        raise click.UsageError("A decision needs a reason.")
    with runner(workspace, f"decide {intent}") as made:
        settled = _decided(made, intent, reason, happened=happened)
    answer(f"{settled.key.operation} for {settled.key.natural_key}: {settled.status}.")
    say(NEXT[settled.status].format(settled.step))


def _decided(made: Runner, name: str, reason: str, *, happened: bool) -> Intent:
    from migrate.aws import decide

    intent = made.journal.get(name)
    if intent is None:
        raise OperatorError(f"There is no intent {name!r}", remedy="`migrate status` names it.")
    who = operator()
    word = f"{who}: {'it happened' if happened else 'it did not happen'}: {reason}"
    account = _account_of(made, intent)
    settled = (decide.happened if happened else decide.did_not_happen)(account, intent, word)
    made.recorder.decision(intent.step, f"intent {name}: {word}", who)
    return settled


def _account_of(made: Runner, intent: Intent) -> Account:
    from migrate.aws.decide import mutations

    return made.sessions.open(mutations()[intent.key.operation].hand, intent.key.account)
