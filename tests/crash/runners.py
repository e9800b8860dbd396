"""Real runner processes, forked from a warmed parent that has one thread and imported everything.

    with Runners() as runners:
        code = runners.live(Life(workspace, "place-prod", at=17, action="kill"))   # -9

A life is what `migrate run` does with one step: it holds the workspace, passes over what is
done, plans anew where it has to, and applies or resumes.  Only the hooks are not the product's,
and only a life with `at` has them.  Run as a module it is the parent.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from tests.commands import read_models
from tests.simulators import ROOT, _die_with_parent

from .hooks import LOG, POINTS, Hooks


@dataclass(frozen=True)
class Life:
    """One runner process, from its first line to its end, whatever ends it."""

    workspace: str
    step: str
    at: int = 0
    """The point to act at; 0 for none, -1 also leaves the hooks away."""
    action: str = "kill"
    inside: bool = False
    """Lived by the parent itself: its children then have all that a life reads and imports."""


class Runners:
    """The parent, seen from a test; with a mutant's name, of a product that lacks a guard."""

    def __init__(self, mutant: str = "") -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.runners", mutant],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def live(self, life: Life) -> int:
        """Let a runner live; return its exit code, or the negative signal that it died of."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(asdict(life)) + "\n")
        self._parent.stdin.flush()
        code = self._parent.stdout.readline()
        assert code, "the parent of the runners ended"
        return int(code)

    def __enter__(self) -> Runners:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.close()
        self._parent.wait(timeout=10)
        self._parent.stdout.close()


def _warm() -> None:
    """Have all that a runner needs, and fix the clock of the progress line: how often it is
    committed must not depend on the machine's speed."""
    from migrate.cli import progress

    read_models()
    progress.TICK = float("inf")


def _live(life: Life) -> int:
    """Be a runner."""
    from migrate.cli.assembly import runner
    from migrate.cli.output import tell_error
    from migrate.cli.walk import walk
    from migrate.core.errors import MigrateError
    from migrate.core.status import SATISFIED
    from migrate.workspace.workspace import open_workspace

    directory = Path(life.workspace)
    hooks = Hooks(life.at, life.action, directory / POINTS)
    if life.at >= 0:
        hooks.install()
    try:
        with runner(open_workspace(directory), "run") as made:
            if made.store.status(life.step) not in SATISFIED:
                walk(made, life.step, yes=True)
    except MigrateError as error:
        tell_error(error)
        return error.exit_code
    finally:
        if life.at == 0:
            hooks.save()
    return 0


def _child(life: Life) -> None:
    """Speak into the workspace's log, live, and end without the parent's endings."""
    code = 70
    log = Path(life.workspace) / LOG
    try:
        _die_with_parent()
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for number, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, out), (2, out)):
            os.dup2(source, number)
        code = _live(life)
    finally:
        if code == 70:
            import traceback

            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


def _mutate(name: str) -> None:
    import pytest

    from .mutants import MATRIX

    MATRIX[name](pytest.MonkeyPatch())


def _serve(mutant: str) -> None:
    _die_with_parent()
    _warm()
    if mutant:
        _mutate(mutant)
    for line in sys.stdin:
        life = Life(**json.loads(line))
        sys.stdout.write(f"{_inside(life) if life.inside else _forked(life)}\n")
        sys.stdout.flush()


def _forked(life: Life) -> int:
    child = os.fork()
    if child == 0:
        _child(life)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _inside(life: Life) -> int:
    log = Path(life.workspace) / LOG
    with log.open("a", encoding="utf-8") as out, redirect_stdout(out), redirect_stderr(out):
        code = _live(life)
    gc.collect()
    gc.freeze()
    return code


if __name__ == "__main__":
    _serve(sys.argv[1])
