"""Simulated AWSs for tests: one parent warms a scenario up, and forks a fresh server per test.

    with Warmed("tiny") as warmed:                  # about 2 s, once
        with warmed.fork(tmp_path) as simulator:    # milliseconds: its own port, a pristine world
            legacy = simulator.session("legacy")    # a boto3 session
            simulator.act("everything")             # the people do what is open
            simulator.advance(hours=1)              # the simulated clock
            simulator.fault(operation="MoveAccount", kind="throttle", times=1)
            simulator.calls()                       # every request, as rows

The parent is a process of its own that serves nothing and has one thread, so that forking
it is safe; its children end with it, however it ends.  In pytest use the fixtures of
`conftest.py`: `simulator` (a fresh one per test) and `workspace` (made by `migrate init`).
"""

from __future__ import annotations

import ctypes
import functools
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO
from urllib.request import ProxyHandler, Request, build_opener

OPENER = build_opener(ProxyHandler({}))
ROOT = Path(__file__).parents[1]


@functools.cache
def _loader() -> Any:
    """Return one loader for all sessions: it keeps the service models that it read."""
    from botocore.loaders import Loader

    return Loader()


@dataclass
class Simulator:
    """A running simulated AWS and what a test does to it."""

    url: str
    directory: Path
    profiles: dict[str, str]
    accounts: dict[str, str]
    pid: int
    _sessions: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def described(cls, about: dict[str, Any], pid: int) -> Simulator:
        """Return the simulator of the line that `migrate simulate` prints."""
        directory = Path(about["environment"]["AWS_CONFIG_FILE"]).parent
        return cls(about["endpoint_url"], directory, about["profiles"], about["accounts"], pid)

    @property
    def config_file(self) -> str:
        """The AWS config file; its profiles know the endpoint."""
        return str(self.directory / "config")

    @property
    def credentials_file(self) -> str:
        return str(self.directory / "credentials")

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to speak to it."""
        return {
            "AWS_CONFIG_FILE": self.config_file,
            "AWS_SHARED_CREDENTIALS_FILE": self.credentials_file,
        }

    def session(self, role: str = "legacy") -> Any:
        """Return a boto3 session of `legacy` or `management`, whatever the environment says."""
        if role not in self._sessions:
            import boto3
            import botocore.session

            core = botocore.session.Session(profile=self.profiles[role])
            core.register_component("data_loader", _loader())
            core.set_config_variable("config_file", self.config_file)
            core.set_config_variable("credentials_file", self.credentials_file)
            self._sessions[role] = boto3.Session(botocore_session=core)
        return self._sessions[role]

    def client(self, service: str, role: str = "legacy", **options: Any) -> Any:
        """Return a client of a role that sends everything once."""
        from botocore.config import Config

        config = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False)
        return self.session(role).client(service, **{"config": config, **options})

    def act(self, name: str, account: str = "") -> list[str]:
        """Do what a person would do; return what was done."""
        return list(self.post("act", {"act": name, "account": account})["done"])

    def advance(self, **parts: float) -> None:
        """Let time pass: `advance(days=15)`."""
        self.post("clock", {"advance": timedelta(**parts).total_seconds()})

    def now(self) -> datetime:
        return datetime.fromisoformat(self.get("clock")["now"])

    def fault(self, **rule: Any) -> dict[str, Any]:
        """Inject a fault; see `migrate/simulator/faults/rules.py` for the words."""
        return dict(self.post("fault", rule))

    def enforce(self, on: bool = True) -> None:
        """Let IAM policies decide on every call."""
        self.post("enforce", {"enabled": on})

    def calls(self, since: int = 0, **wanted: Any) -> list[dict[str, Any]]:
        """Return the calls, those with these fields only."""
        rows = self.lines(f"calls?since={since}")
        return [row for row in rows if all(row[k] == v for k, v in wanted.items())]

    def state(self) -> dict[str, Any]:
        """Return a summary of the world in names, to compare two ends by."""
        return dict(self.get("state"))

    def get(self, path: str) -> Any:
        return json.loads(self.raw(path))

    def lines(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.raw(path).splitlines()]

    def raw(self, path: str, method: str = "GET", body: bytes | None = None) -> bytes:
        request = Request(f"{self.url}/_simulator/{path}", body, method=method)
        request.add_header("Content-Type", "application/json")
        with OPENER.open(request, timeout=60) as answer:
            return bytes(answer.read())

    def post(self, path: str, body: Any) -> Any:
        return json.loads(self.raw(path, "POST", json.dumps(body).encode()))

    def stop(self) -> None:
        """End this server."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def __enter__(self) -> Simulator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()


class Warmed:
    """A parent process with a scenario loaded."""

    def __init__(
        self, scenario: str = "tiny", now: str = "", module: str = "tests.simulators"
    ) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", module, scenario, now],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._out.readline() != "warm\n":
            self.close()
            raise RuntimeError(f"The scenario {scenario} could not be made")

    @property
    def _out(self) -> TextIO:
        assert self._parent.stdout is not None
        return self._parent.stdout

    def fork(self, directory: Path) -> Simulator:
        """Return a fresh server whose AWS configuration is in a directory."""
        assert self._parent.stdin is not None
        directory.mkdir(parents=True, exist_ok=True)
        self._parent.stdin.write(f"{directory}\n")
        self._parent.stdin.flush()
        line = json.loads(self._out.readline())
        return Simulator.described(line["about"], line["pid"])

    def close(self) -> None:
        """End the parent, and with it every server."""
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(timeout=10)
        self._out.close()

    def __enter__(self) -> Warmed:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def _die_with_parent() -> None:
    """Have the kernel end this process when its parent ends (Linux PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _child(application: Any, directory: Path) -> None:
    _die_with_parent()
    from migrate.simulator.profiles import write_profiles
    from migrate.simulator.server import Server

    server = Server(application, 0)
    about = write_profiles(directory, server.url)
    sys.stdout.write(json.dumps({"about": about, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    server.serve()


def _warm(scenario: str, now: str) -> None:
    """Load a scenario, then fork a server for every directory that is written to stdin."""
    _die_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps them
    from migrate.simulator import clock, scenarios
    from migrate.simulator.application import Application
    from tests.warming import ask

    if now:
        clock.set_now(datetime.fromisoformat(now))
    application = Application()
    scenarios.build(scenario)
    application.warm_up()
    ask(application)
    gc.collect()
    gc.freeze()  # children do not touch what the parent made
    sys.stdout.write("warm\n")
    sys.stdout.flush()
    fork_servers(application, sys.stdin)


def fork_servers(application: Any, directories: Iterable[str]) -> None:
    """Fork a server for every directory; its children have the world of this moment."""
    for line in directories:
        if os.fork() == 0:
            devnull = os.open(os.devnull, os.O_RDONLY)
            os.dup2(devnull, 0)
            try:
                _child(application, Path(line.strip()))
            finally:
                os._exit(1)


if __name__ == "__main__":
    _warm(sys.argv[1], sys.argv[2])
