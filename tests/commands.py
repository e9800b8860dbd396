"""Commands of the product, each in a process of its own that has nothing left to import.

    done = COMMANDS.run(["--workspace", w, "plan", "connect-accounts"], environment, timeout=60)

They are forked from a parent with one thread that imported every verb and read the models of the
services; a command's process differs from the program's in nothing else.  Run as a module it is
the parent.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.simulators import ROOT, _die_with_parent

Typed = subprocess.CompletedProcess[str]
LOOK = 0.005
"""Seconds between two looks whether a command has ended."""
PROGRAM = "migrate.cli.main"
CRASHED = 70
"""Exit code of a command that raised what its entry point does not expect."""
APART = frozenset({"demo", "simulate"})
"""Verbs that import the simulator."""


class Commands:
    """The parent, started with the first command and ended with this process."""

    def __init__(self) -> None:
        self._parent: subprocess.Popen[str] | None = None

    def run(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        timeout: float,
        module: str = PROGRAM,
    ) -> Typed:
        """Run a module's `main` in exactly this environment; raises `subprocess.TimeoutExpired`."""
        with tempfile.TemporaryDirectory() as directory:
            order = {
                "words": list(words),
                "module": module,
                "environment": dict(environment),
                "timeout": timeout,
                "directory": directory,
            }
            code = self._ordered(order)
            out, err = ((Path(directory) / name).read_text("utf-8") for name in ("out", "err"))
        if code is None:
            raise subprocess.TimeoutExpired(list(words), timeout, out, err)
        return Typed(list(words), code, out, err)

    def _ordered(self, order: Mapping[str, Any]) -> int | None:
        parent = self._started()
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(json.dumps(order) + "\n")
        parent.stdin.flush()
        line = parent.stdout.readline()
        assert line, "the parent of the commands ended"
        code: int | None = json.loads(line)
        return code

    def _started(self) -> subprocess.Popen[str]:
        if self._parent is None:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "tests.commands"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            atexit.register(self.close)
        return self._parent

    def close(self) -> None:
        """End the parent."""
        if self._parent is not None:
            self._parent.communicate(timeout=10)
            self._parent = None


COMMANDS = Commands()


def read_models() -> None:
    """Import the runner and read the models of its services, for all that is forked."""
    import botocore.session

    import migrate.cli.assembly  # noqa: F401
    from migrate.aws.models import lean_loader
    from migrate.steps.journey import journey

    session = botocore.session.Session()
    session.register_component("data_loader", lean_loader(session))
    actions = {a for step in journey() for given in step.permissions.values() for a in given}
    for service in {a.partition(":")[0] for a in actions} & set(session.get_available_services()):
        session.create_client(
            service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )


def _warm() -> None:
    from migrate.cli.main import COMMANDS as VERBS

    for verb, (module, _) in VERBS.items():
        if verb not in APART:
            importlib.import_module(module)
    read_models()
    gc.collect()
    gc.freeze()


def _serve() -> None:
    _die_with_parent()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    _warm()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            answers.close()
            _be(order)
        answers.write(json.dumps(_waited_for(child, order["timeout"])) + "\n")


def _be(order: Mapping[str, Any]) -> None:
    """Be the command, from the program's entry point to the end of its process."""
    code = CRASHED
    try:
        _die_with_parent()
        directory = Path(order["directory"])
        for number, path, flags in (
            (0, Path(os.devnull), os.O_RDONLY),
            (1, directory / "out", os.O_WRONLY | os.O_CREAT),
            (2, directory / "err", os.O_WRONLY | os.O_CREAT),
        ):
            os.dup2(os.open(path, flags, 0o600), number)
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = ["migrate", *order["words"]]
        importlib.import_module(order["module"]).main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    else:
        code = 0
    finally:
        if code == CRASHED:
            import traceback

            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _waited_for(child: int, timeout: float) -> int | None:
    """Return the exit code of a child, the negative signal it died of, or None if it was late."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(LOOK)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    _serve()
