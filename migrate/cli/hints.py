"""What a text tells a person to type, such that it works where it is pasted."""

from __future__ import annotations

import re
from contextvars import ContextVar
from pathlib import Path

from migrate.core.escape import shell_word

_COMMAND = re.compile(r"`migrate(?=`| (?!--workspace|init\b|demo\b|simulate\b|completion\b)[a-z])")
"""A command on a workspace; the verbs left out take none, or name theirs themselves."""

_NAMED = ContextVar("workspace of the command that was typed", default="")


def named(workspace: str | Path) -> None:
    """Remember the directory that was typed; the current one need not be typed again."""
    here = Path(workspace).resolve() == Path.cwd()
    _NAMED.set("" if here else f" --workspace {shell_word(str(workspace))}")


def complete(text: str) -> str:
    """Name the workspace in every command on it, where the command typed now had to name it."""
    option = _NAMED.get()
    return _COMMAND.sub(lambda found: found.group() + option, text) if option else text
