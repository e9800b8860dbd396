"""Type a command in this process: quick, with exit code and both streams."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path

from migrate.cli.main import main


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


def typed(*words: str | Path) -> Said:
    """Run the command line as its entry point does, without a terminal."""
    out, err, before = io.StringIO(), io.StringIO(), (sys.argv, sys.stdin)
    sys.argv, sys.stdin = ["migrate", *map(str, words)], io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
        return Said(code, out.getvalue(), err.getvalue())
    finally:
        sys.argv, sys.stdin = before
    raise AssertionError("the entry point always leaves with a code")
