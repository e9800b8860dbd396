"""`migrate audit`: prove that the record was not altered."""

from __future__ import annotations

from dataclasses import asdict

import click

from migrate.cli.options import with_workspace
from migrate.cli.output import answer, answer_json, say
from migrate.workspace.workspace import Workspace


@click.command("audit")
@with_workspace
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option(
    "--anchor",
    default="",
    metavar="HEAD",
    help="A head that was written down before, on paper or in a document.",
)
@click.pass_context
def command(ctx: click.Context, workspace: Workspace, as_json: bool, anchor: str) -> None:
    """Prove the hash chain of the record from its first row; exit 1 at the first broken one."""
    from migrate.state.database import Database
    from migrate.state.record import prove

    database = Database.attach(workspace.state)
    try:
        verdict = prove(database, anchor)
    finally:
        database.close()
    if as_json:
        answer_json(asdict(verdict))
    elif verdict.ok:
        answer(f"The record is whole: {verdict.events} events, {verdict.calls} calls.")
        answer(f"Head {verdict.head}")
        held = "and it holds the anchor" if anchor else "write the head down outside this machine"
        say(f"A chain proves nothing about a cut-off end without an anchor: {held}.")
    else:
        answer(f"The record is broken at {verdict.broken}: {verdict.why}.")
        say("Next: keep the file as it is, and compare it with the newest copy in backups/.")
    ctx.exit(0 if verdict.ok else 1)
