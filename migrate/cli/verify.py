"""`migrate verify [STEP]`: look again at what is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from migrate.cli.options import any_step_argument, view_of, with_workspace
from migrate.cli.output import answer, answer_json, say
from migrate.cli.plan_text import finding_json, finding_lines
from migrate.core.plan import Finding, Severity
from migrate.core.status import SATISFIED, Status
from migrate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from migrate.cli.assembly import Runner

PROVABLE = frozenset({Status.DONE, Status.DRIFTED})
Seen = Mapping[str, tuple[Finding, ...]]


@click.command("verify")
@with_workspace
@any_step_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def command(ctx: click.Context, workspace: Workspace, step: str | None, as_json: bool) -> None:
    """Look again at STEP, or at everything that is done; exit 1 if anything drifted."""
    from migrate.cli.assembly import runner

    if step:
        view_of(workspace).step(step)
    with runner(workspace, f"verify {step or ''}".strip()) as made:
        seen = _looked(made, [step] if step else _done(made))
        drifted = [name for name in seen if made.store.status(name) is Status.DRIFTED]
        left = [one.id for one in made.steps if made.store.status(one.id) not in SATISFIED]
    if as_json:
        answer_json(_document(seen, drifted))
    else:
        answer("\n".join(_lines(seen, drifted)))
    if drifted:
        say(f"Next: type `migrate plan {drifted[0]}`.")
    else:
        after = "status" if left else "documents"
        say(f"AWS agrees with everything that was looked at. Next: type `migrate {after}`.")
    ctx.exit(1 if drifted else 0)


def _done(made: Runner) -> list[str]:
    return [step.id for step in made.steps if made.store.status(step.id) in PROVABLE]


def _looked(made: Runner, steps: Sequence[str]) -> dict[str, tuple[Finding, ...]]:
    seen = {}
    for name in steps:
        made.checkpoint()
        say(f"{name}: looking again")
        seen[name] = made.engine(name).verify(name)
    return seen


def _document(seen: Seen, drifted: Sequence[str]) -> dict[str, Any]:
    return {
        "ok": not drifted,
        "steps": [
            {
                "id": name,
                "status": Status.DRIFTED if name in drifted else Status.DONE,
                "findings": [finding_json(finding) for finding in findings],
            }
            for name, findings in seen.items()
        ],
    }


def _lines(seen: Seen, drifted: Sequence[str]) -> list[str]:
    lines = []
    for name, findings in seen.items():
        word = "drifted" if name in drifted else "agrees"
        heavy = [f for f in findings if f.severity is not Severity.INFO]
        lines += [f"  {word:<8} {name}", *finding_lines(heavy)]
    return lines or ["Nothing is done yet, so there is nothing to verify."]
