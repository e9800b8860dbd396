"""`migrate inventory`: scan, list what is there, and tell what could not be seen."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrate.cli.inventory_text import (
    change_lines,
    counts_line,
    coverage_lines,
    move_cells,
    resource_cells,
)
from migrate.cli.options import with_workspace
from migrate.cli.output import answer, answer_json, answer_row, say
from migrate.core.errors import StepNotReady
from migrate.core.escape import file_name, terminal
from migrate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from migrate.state.database import Database

WAITING = 3


@click.group("inventory")
def command() -> None:
    """Scan, list and check the inventory."""


@command.command("scan")
@with_workspace
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def scan(ctx: click.Context, workspace: Workspace, as_json: bool) -> None:
    """Look for everything in every region; goes on with a scan that was stopped.

    Exit code 3 says that something could not be seen.
    """
    from migrate.cli.assembly import runner
    from migrate.inventory.report import coverage
    from migrate.state.inventory import InventoryStore
    from migrate.steps.s030_take_inventory import STEP, scan_now

    with runner(workspace, "inventory scan") as made:
        context = made.context(STEP)
        scan_now(context)
        account = context.account("legacy").id
        report = coverage(InventoryStore(made.database), account)
    _tell(report, as_json=as_json)
    ctx.exit(WAITING if report["open"] else 0)


@command.command("list")
@with_workspace
@click.option("--type", default="", help="Exactly this type: AWS::EC2::Instance.")
@click.option("--region", default="", help="Only there; `global` for what has no region.")
@click.option("--service", default="", help="Only this service: EC2.")
@click.option("--removed", is_flag=True, help="Also what is gone; in a filter `is:removed`.")
@click.option(
    "--filter", "asked", default="", help="Only what fits: region:eu-* tag:env=prod -is:tagged web"
)
@click.option("--moves", is_flag=True, help="How each gets to another account, and what never can.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_(
    workspace: Workspace, removed: bool, asked: str, moves: bool, as_json: bool, **exactly: str
) -> None:
    """List the resources that were seen."""
    from migrate.core.resource_filter import parse
    from migrate.inventory.moves.keeping import summed
    from migrate.inventory.report import resource_json
    from migrate.state.inventory import InventoryStore
    from migrate.state.view_resource import matching

    where = {name: value for name, value in exactly.items() if value}
    terms = parse(asked)
    database, account = _opened(workspace)
    try:
        rows = (
            (r for r in matching(workspace.state, account, terms) if where.items() <= r.items())
            if terms.terms
            else InventoryStore(database).resources(account, where=where, removed=removed)
        )
        if as_json:
            listed = [resource_json(row, moves=moves) for row in rows]
            answer_json({"account": account, "resources": listed})
            return
        census: Counter[str] = Counter()
        for row in rows:
            census[row["type"]] += 1
            answer_row(move_cells(row) if moves else resource_cells(row))
        say(f"{census.total()} resources.")
        if moves:
            say("By move: " + counts_line(summed(census)))
    finally:
        database.close()


@command.command("coverage")
@with_workspace
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def coverage_(workspace: Workspace, as_json: bool) -> None:
    """Tell what the newest scan saw, and what it could not see and why."""
    from migrate.inventory.report import coverage
    from migrate.state.inventory import InventoryStore

    database, account = _opened(workspace)
    try:
        _tell(coverage(InventoryStore(database), account), as_json=as_json)
    finally:
        database.close()


@command.command("changes")
@with_workspace
@click.option("--since", type=int, default=None, help="A scan by its number; else the one before.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def changes_(workspace: Workspace, since: int | None, as_json: bool) -> None:
    """Tell what came, changed and went since another scan, and what could not be seen again."""
    from migrate.inventory.changes import changes
    from migrate.state.inventory import InventoryStore

    database, account = _opened(workspace)
    try:
        report = changes(InventoryStore(database), account, since)
    finally:
        database.close()
    if as_json:
        answer_json(report)
        return
    for line in change_lines(report):
        answer(line)
    if not report["since"]:
        say("There is no earlier scan to compare with.")


@command.command("export")
@with_workspace
@click.option("--as", "names", multiple=True, default=("csv",), help="csv, jsonl, parquet, xlsx.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="A folder.")
@click.option("--filter", "asked", default="", help="Only what fits, into `inventory-filtered`.")
def export(workspace: Workspace, names: tuple[str, ...], out: Path | None, asked: str) -> None:
    """Write every resource that is there into a file of each format."""
    from migrate.core.resource_filter import parse
    from migrate.inventory.exports.finding import format_of, put, written_to
    from migrate.inventory.exports.rows import rows_of
    from migrate.state.inventory import InventoryStore
    from migrate.state.view_resource import matching

    chosen, terms = [format_of(name) for name in names], parse(asked)
    stem = "inventory-filtered" if terms.terms else "inventory"
    folder = out or workspace.directory / "exports"
    database, account = _opened(workspace)
    try:
        for one in chosen:
            target = folder / f"{stem}.{one.SUFFIX}"
            fitting = matching(workspace.state, account, terms) if terms.terms else None
            rows = rows_of(InventoryStore(database), account, fitting)
            with written_to(target):
                count = put(target, partial(one.write, rows))
            answer(f"{terminal(str(target))}: {count} resources ({one.WHAT})")
    finally:
        database.close()


@command.command("graph")
@with_workspace
@click.argument("resource", default="")
@click.option("--as", "name", default="", help="svg, dot or graphml; without a RESOURCE no svg.")
@click.option("--depth", type=click.IntRange(1, 3), default=1, help="Steps from the resource.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file.")
def graph(workspace: Workspace, resource: str, name: str, depth: int, out: Path | None) -> None:
    """Write what hangs on RESOURCE (ARN, identifier or name), or the whole account's links."""
    from migrate.inventory.exports.finding import put, written_to
    from migrate.inventory.graphs.finding import format_of
    from migrate.inventory.graphs.graph import neighbourhood, whole
    from migrate.state.links import LinkStore

    form = format_of(name or ("svg" if resource else "graphml"), whole=not resource)
    database, account = _opened(workspace)
    try:
        links = LinkStore(database)
        made = neighbourhood(links, account, resource, depth) if resource else whole(links, account)
        named = file_name(resource) if resource else "inventory"
        target = out or workspace.directory / "exports" / f"{named}.{form.SUFFIX}"
        with written_to(target):
            count = put(target, partial(form.write, made))
    finally:
        database.close()
    answer(f"{terminal(str(target))}: {count} nodes ({form.WHAT})")
    if made.left_out:
        say(f"{made.left_out} more neighbours did not fit.")


def _opened(workspace: Workspace) -> tuple[Database, str]:
    """Open the state for reading, and say whose inventory it holds."""
    from migrate.state.database import Database
    from migrate.state.store import StateStore

    database = Database.attach(workspace.state)
    account = StateStore(database).accounts().get("legacy")
    if account is None:
        database.close()
        raise StepNotReady(
            "The legacy account is not bound yet", remedy="Type `migrate plan connect-accounts`."
        )
    return database, account


def _tell(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        answer_json(report)
        return
    if report["scan"] is None:
        answer("Nothing was scanned yet.")
        say("Next: type `migrate plan take-inventory`.")
        return
    answer("\n".join(coverage_lines(report)))
    if report["open"]:
        say("Next: allow what is missing and type `migrate inventory scan` again.")
