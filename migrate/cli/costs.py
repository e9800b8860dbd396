"""`migrate costs`: prove, export and report the cost archive; all but `compare` need no AWS."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from migrate.cli.costs_compare import compare
from migrate.cli.options import view_of, with_workspace, workspace_path
from migrate.cli.output import answer, answer_json, answer_row, say
from migrate.core.errors import OperatorError
from migrate.core.escape import terminal
from migrate.core.status import Status
from migrate.state.captures import left_by
from migrate.state.lock import holder
from migrate.workspace.workspace import Workspace, open_workspace

RESTORE = "restore the archive from its copy, or type `migrate plan archive-costs`."
WRITERS = frozenset({"apply", "run"})
RESUMED = frozenset({Status.APPLYING, Status.WAITING})


@click.group("costs")
def command() -> None:
    """Save, verify and report the cost history."""


command.add_command(compare)


@command.command("verify")
@click.argument("directory", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--manifest", "expected", default="", help="SHA-256 that manifest.json should have.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def verify(ctx: click.Context, directory: Path | None, expected: str, as_json: bool) -> None:
    """Prove an archive from its files alone: DIRECTORY, or the workspace's.

    A workspace's archive is also compared with the hash that state.db keeps.
    """
    from migrate.costs.archive import Archive
    from migrate.costs.outlook import keep_outlook
    from migrate.costs.prove import prove

    workspace = None
    if directory is None:
        workspace = open_workspace(workspace_path(ctx))
        directory = workspace.archive
        expected = expected or _kept(workspace)
    verdict = prove(Archive(directory), expected)
    if workspace is not None:
        keep_outlook(Archive(directory), datetime.now(UTC), verdict)
    if as_json:
        answer_json({"ok": verdict.ok, "checks": [_check(check) for check in verdict.checks]})
    else:
        for check in verdict.checks:
            answer(f"{'ok   ' if check.ok else 'WRONG'} {check.name}: {terminal(check.said)}")
            for line in (*check.wrong[1:], *check.notes):
                answer(f"      {terminal(line)}")
        answer("The archive is proven." if verdict.ok else "The archive is NOT as it was captured.")
    if not verdict.ok:
        goes_on = _goes_on(workspace) if workspace is not None else ""
        say(goes_on or f"Next: {RESTORE}")
    ctx.exit(0 if verdict.ok else 1)


@command.command("export")
@with_workspace
@click.option("--as", "names", multiple=True, default=("csv",), help="csv, focus, parquet, xlsx.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="An empty folder.")
def export(workspace: Workspace, names: tuple[str, ...], out: Path | None) -> None:
    """Write the archive in other formats; each goes into a folder of its name."""
    from migrate.costs.archive import Archive
    from migrate.costs.formats import format_of

    chosen = [format_of(name) for name in names]
    root = out or workspace.directory / "exports"
    for one in chosen:
        folder = root / one.name
        if folder.exists() and any(folder.iterdir()):
            raise OperatorError(f"{folder} is not empty", remedy="Name another folder with --out.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = one.export(Archive(workspace.archive), folder)
        answer(f"{terminal(str(folder))}: {len(written)} files ({one.what})")


@command.command("report")
@with_workspace
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The HTML file.")
def report(workspace: Workspace, out: Path | None) -> None:
    """Write one HTML page: all months, movers, commitments, the month of joining, the proofs."""
    from migrate.costs import files
    from migrate.costs.archive import Archive
    from migrate.costs.prove import prove
    from migrate.costs.report import report as written

    archive = Archive(workspace.archive)
    target = out or workspace.directory / "cost-report.html"
    page = written(archive, prove(archive, _kept(workspace)))
    files.write(target.resolve(), page.encode("utf-8", "replace"))
    answer(terminal(str(target)))


@command.command("query")
@with_workspace
@click.argument("sql")
def query(workspace: Workspace, sql: str) -> None:
    """Run SQL on the archive's tables: `SELECT … FROM service_region_monthly`."""
    from migrate.costs.archive import Archive
    from migrate.costs.query import run

    names, rows = run(Archive(workspace.archive), sql)
    answer_row(names, between="\t")
    for row in rows:
        answer_row(map(str, row), between="\t")


def _goes_on(workspace: Workspace) -> str:
    """Say who writes the archive now, or which stopped step finishes it; empty for nobody."""
    works = holder(workspace.lock)
    if works is not None and works.command.split()[0] in WRITERS:
        return f"Next: wait for `migrate {works.command}`, which may be writing it, and look again."
    view = view_of(workspace)
    try:
        steps = view.steps()
        recorded = {step.id: view.receipts(step.id) for step in steps}
        for step in steps:
            if step.status in RESUMED and any(left_by(recorded, step.id)):
                return (
                    f"Next: type `migrate apply {step.id}`: it was stopped while it brought the "
                    "archive up to date, and finishes that first."
                )
    finally:
        view.close()
    return ""


def _check(check: Any) -> dict[str, Any]:
    return {
        "name": check.name,
        "promise": check.promise,
        "ok": check.ok,
        "said": check.said,
        "wrong": list(check.wrong),
        "notes": list(check.notes),
    }


def _kept(workspace: Workspace) -> str:
    """Return the hash that state.db keeps; empty before the first capture."""
    from migrate.costs.gate import expected_manifest

    view = view_of(workspace)
    try:
        return expected_manifest({step.id: view.receipts(step.id) for step in view.steps()})
    finally:
        view.close()
