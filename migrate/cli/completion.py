"""`migrate completion SHELL`: print what a shell needs to complete verbs and steps."""

from __future__ import annotations

import sys

import click
from click.shell_completion import get_completion_class

from migrate.cli.output import say

WHERE = {
    "bash": 'eval "$(migrate completion bash)"  in ~/.bashrc',
    "zsh": 'eval "$(migrate completion zsh)"  in ~/.zshrc',
    "fish": "migrate completion fish | source  in ~/.config/fish/config.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(sorted(WHERE)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of SHELL."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    click.echo(found(ctx.find_root().command, {}, "migrate", "_MIGRATE_COMPLETE").source())
    if sys.stdout.isatty():
        say(f"Put this where the shell starts: {WHERE[shell]}")
