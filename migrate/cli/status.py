"""`migrate status`: where each step stands, what is next, who is waited for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from migrate.cli.options import view_of, with_workspace
from migrate.cli.output import answer, answer_json, moment
from migrate.cli.plan_text import finding_json
from migrate.core.escape import terminal
from migrate.core.plan import Severity
from migrate.core.status import Status
from migrate.state.lock import Holder, holder
from migrate.state.view import StepView, View
from migrate.workspace.workspace import Workspace


@click.command("status")
@with_workspace
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(workspace: Workspace, as_json: bool) -> None:
    """Tell where each step stands, what is next, and who is waited for; calls nothing."""
    view = view_of(workspace)
    runner = holder(workspace.lock)
    if as_json:
        answer_json(status_json(workspace, view, runner))
    else:
        answer("\n".join(status_lines(workspace, view, runner)))


def status_json(workspace: Workspace, view: View, runner: Holder | None) -> dict[str, Any]:
    """Return the document that other tools rely on."""
    return {
        "workspace": str(workspace.directory),
        "accounts": dict(view.accounts()),
        "runner": None if runner is None else asdict(runner),
        "steps": [_step(row) for row in view.steps()],
        "next": view.next().step or None,
    }


def status_lines(workspace: Workspace, view: View, runner: Holder | None) -> list[str]:
    """Return the journey as a person reads it."""
    bound = ", ".join(f"{role} {account}" for role, account in sorted(view.accounts().items()))
    lines = [f"workspace  {terminal(str(workspace.directory))}"]
    lines.append(f"accounts   {bound or 'none bound yet'}")
    if workspace.settings.allowed_endpoints:
        lines.append(f"endpoint   {terminal(', '.join(workspace.settings.allowed_endpoints))}")
    if runner is not None:
        lines += [f"runner     {terminal(_runner(runner))}", *_progress(view, runner)]
    lines.append("")
    for row in view.steps():
        lines += _step_lines(row)
    return [*lines, "", _next(view, runner)]


def _next(view: View, runner: Holder | None) -> str:
    if runner is not None:
        return f"Next: `{terminal(runner.command)}` is at work; `migrate` watches it."
    after = view.next()
    papers = "" if after.step else " `migrate documents` writes the papers."
    return f"Next: type `{terminal(after.command)}`. {terminal(after.sentence)}{papers}"


def _runner(runner: Holder) -> str:
    since = _since(runner)
    told = f", since {moment(since)}" if since else ""
    return f"{runner.who}, process {runner.pid}, `{runner.command}`{told}"


def _since(runner: Holder) -> datetime | None:
    try:
        return datetime.fromisoformat(runner.since)
    except ValueError:
        return None


def _progress(view: View, runner: Holder) -> list[str]:
    """Say how far the runner is; what an earlier one left behind is not told."""
    found, since = view.progress(), _since(runner)
    if found is None or since is None or found[1] < since:
        return []
    progress = found[0]
    count = f"{progress.done:,} of {progress.total:,}  " if progress.total else ""
    return [f"           {terminal(f'{progress.step}: {count}{progress.label}')}"]


def _step(row: StepView) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "status": row.status,
        "ready": row.ready,
        "needs": list(row.needs),
        "waiting": None
        if row.wait is None
        else {
            "for": row.wait.waiting_for,
            "since": row.changed_at,
            "deadline": row.wait.deadline,
            "next_look": row.wait.next_look,
        },
        "findings": [finding_json(finding) for finding in row.findings],
    }


def _step_lines(row: StepView) -> list[str]:
    word = str(row.status)
    if row.status is Status.PENDING:
        word = "ready" if row.ready else "blocked"
    lines = [f"  {word:<9} {row.id:<26} {terminal(row.title)}{_heavy(row)}"]
    if row.wait is not None:
        lines.append(f"            for {row.wait.waiting_for}: {terminal(row.wait.reason)}")
        lines += [f"            {terminal(t)}" for t in row.wait.instruction.splitlines()]
        lines += [f"            {terminal(row.wait.link)}"] if row.wait.link else []
        if row.wait.next_look is not None:
            lines.append(f"            next look: {moment(row.wait.next_look)}")
        if row.wait.deadline is not None:
            lines.append(f"            deadline: {moment(row.wait.deadline)}")
    return lines


def _heavy(row: StepView) -> str:
    """Count what forbids approval, or warns, while the step is not decided."""
    if row.status is not Status.PLANNED:
        return ""
    words = ((Severity.BLOCK, "blocking"), (Severity.WARNING, "to decide"))
    counts = [(sum(f.severity is s for f in row.findings), word) for s, word in words]
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f" ({told})" if told else ""
