"""`migrate documents`: write the papers from what is in the workspace; calls nothing."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from migrate.cli.options import with_workspace
from migrate.cli.output import answer, answer_json, say
from migrate.core.escape import shell_word
from migrate.workspace.workspace import Workspace


def _format_names(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    del ctx, parameter
    from migrate.documents.pack import formats

    return [CompletionItem(name) for name in sorted(formats()) if name.startswith(incomplete)]


@click.command("documents")
@with_workspace
@click.option(
    "--as",
    "names",
    multiple=True,
    metavar="FORMAT",
    shell_complete=_format_names,
    help="Formats to write: `--as md,csv` or repeated; all when left out.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to (default: documents/ of the workspace).",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document: the files written.")
def command(workspace: Workspace, names: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """Write the migration plan and its tables; the same state gives the same bytes."""
    from migrate.documents.material import gathered
    from migrate.documents.pack import formats, write

    material = gathered(workspace)
    chosen = [name for given in names for name in given.split(",")] or sorted(formats())
    written = write(material, chosen, out or workspace.documents)
    if as_json:
        files = [str(path) for path in written]
        answer_json({"files": files, "events": len(material.events), "head": material.head})
    else:
        for path in written:
            answer(str(path))
    say(f"Written from event {len(material.events)} of the record; its head is {material.head}.")
    say("Next: read migration-plan.md, and keep a copy of it outside this machine: its head")
    say(f"anchors the record (`migrate audit --anchor {shell_word(material.head)}`).")
