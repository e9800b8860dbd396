"""`migrate inventory`: scan, list what is there, and tell what could not be seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from migrate.cli.options import with_workspace
from migrate.cli.output import answer, answer_json, say
from migrate.core.errors import StepNotReady
from migrate.core.escape import terminal
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
@click.option("--removed", is_flag=True, help="Also what the newest scan found to be gone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_(workspace: Workspace, removed: bool, as_json: bool, **exactly: str) -> None:
    """List the resources that were seen."""
    from migrate.inventory.report import resource_json
    from migrate.state.inventory import InventoryStore

    database, account = _opened(workspace)
    try:
        rows = InventoryStore(database).resources(
            account, where={k: v for k, v in exactly.items() if v}, removed=removed
        )
        if as_json:
            answer_json({"account": account, "resources": [resource_json(row) for row in rows]})
            return
        count = 0
        for count, row in enumerate(rows, start=1):  # noqa: B007
            answer("  ".join(_cells(row)))
        say(f"{count} resources.")
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


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    name = "" if row["name"] == row["identifier"] else f"({terminal(row['name'])})"
    return (
        f"{terminal(row['type']):<42}",
        f"{terminal(row['region']):<15}",
        f"{terminal(row['identifier'])} {name}".rstrip(),
        *(("REMOVED",) if row["removed_scan"] else ()),
    )


def _tell(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        answer_json(report)
        return
    if report["scan"] is None:
        answer("Nothing was scanned yet.")
        say("Next: type `migrate plan take-inventory`.")
        return
    answer("\n".join(_lines(report)))
    if report["open"]:
        say("Next: allow what is missing and type `migrate inventory scan` again.")


def _lines(report: dict[str, Any]) -> list[str]:
    cells, resources = report["cells"], report["resources"]
    share = 100 * cells["resolved"] / max(1, cells["planned"])
    regions = len(report["scan"]["regions"])
    lines = [
        f"{sum(resources.values())} resources of {len(resources)} types in {regions} regions.",
        f"{cells['resolved']} of {cells['planned']} cells resolved ({share:.1f} %): "
        + ", ".join(f"{state} {count}" for state, count in cells["states"].items()),
        f"{report['redacted']} secrets were left out.",
        *_bill_lines(report["bill"]),
    ]
    if report["gaps"]:
        lines.append("Not seen:")
    for gap in report["gaps"]:
        places = ", ".join(gap["regions"][:4]) + (" …" if len(gap["regions"]) > 4 else "")
        lines.append(f"  {terminal(gap['key'])}: {gap['cells']} cells ({places})")
    if report["policy"]:
        lines += ["The policy that would show what was denied:", json.dumps(report["policy"])]
    return lines


def _bill_lines(bill: dict[str, Any]) -> list[str]:
    return [terminal(bill["why"])]
