"""Find the verb, run it, and say every error in one way."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import click

from migrate import __version__
from migrate.cli.hints import named
from migrate.cli.output import INTERRUPTED, tell_error
from migrate.core.errors import MigrateError

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "demo": ("migrate.cli.demo", "Walk the whole journey on a simulated AWS."),
        "simulate": ("migrate.cli.simulate", "Serve the simulated AWS alone."),
        "init": ("migrate.cli.init", "Make a workspace for a migration."),
        "status": ("migrate.cli.status", "Tell where each step stands and what is next."),
        "plan": ("migrate.cli.plan", "Look at AWS and draw up the plan of one step."),
        "approve": ("migrate.cli.approve", "Accept exactly one plan, by its digest."),
        "apply": ("migrate.cli.apply", "Make the changes of an approved plan; resumes a step."),
        "run": ("migrate.cli.run", "Plan, show, ask, apply: step by step to the end."),
        "decide": (
            "migrate.cli.decide",
            "Say whether a call happened that nobody else can settle.",
        ),
        "skip": ("migrate.cli.skip", "Leave a step out, with a reason."),
        "verify": ("migrate.cli.verify", "Look again at what is done."),
        "inventory": ("migrate.cli.inventory", "Scan, list and check the inventory."),
        "costs": ("migrate.cli.costs", "Save, verify and report the cost history."),
        "documents": ("migrate.cli.documents", "Write the plan documents."),
        "audit": ("migrate.cli.audit", "Prove that the record was not altered."),
        "doctor": ("migrate.cli.doctor", "Check this machine and this workspace."),
        "permissions": ("migrate.cli.permissions", "Print the IAM policies that a step needs."),
        "completion": ("migrate.cli.completion", "Print the completion script of a shell."),
    }
)
"""Verb to the module whose `command` it is, and its help: `--help` imports no verb."""


class LazyGroup(click.Group):
    """Imports a verb's module when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs from the table."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done; 1 failed, drifted, blocked or outdated; 2 wrong input; 3 waiting "
    "for a person or for AWS; 4 AWS refused; 5 state unusable or locked; 130 stopped by a "
    "signal, the same command goes on.",
)
@click.option(
    "--workspace",
    type=click.Path(file_okay=False),
    help="Directory of the migration (default: this directory).",
)
@click.version_option(__version__, prog_name="migrate")
@click.pass_context
def cli(ctx: click.Context, workspace: str | None) -> None:
    """Walk from one AWS account to a multi-account organization, and lose nothing on the way.

    Without a command: the journey on the screen, or its status when there is no terminal.
    """
    ctx.obj = workspace
    named(workspace or Path())
    if ctx.invoked_subcommand is None:
        verb = "tui" if sys.stdin.isatty() and sys.stdout.isatty() else "status"
        module = importlib.import_module(f"migrate.cli.{verb}")
        ctx.exit(module.command.main([], verb, standalone_mode=False, parent=ctx) or 0)


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        code = cli.main(prog_name="migrate", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as usage:
        usage.show()
        sys.exit(usage.exit_code)
    except click.ClickException as usage:
        usage.show()
        sys.exit(usage.exit_code)
    except MigrateError as error:
        tell_error(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)
