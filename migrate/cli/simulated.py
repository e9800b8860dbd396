"""The simulated AWS as its neighbours see it: a process to find or start, and a control API."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

import click

from migrate.core.errors import MigrateError, OperatorError

PATIENCE = 120.0
"""Seconds that a company may take to be made, or a world to be saved."""
_OPENER = build_opener(ProxyHandler({}))
"""Loopback is never asked through a proxy."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A running simulated AWS."""

    url: str
    config_file: str
    profiles: dict[str, str]

    @classmethod
    def found_or_started(cls, directory: Path, scenario: str) -> Simulated:
        """Return the one that serves this directory; start it where it is not running.

        It is a process of its own session: it outlives whoever started it.
        """
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = cls.answering(directory)
        if found is not None:
            return found
        started = _start(directory, scenario)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = cls.answering(directory)
            if found is not None:
                return found
            if started.poll() is not None and not _held(directory):
                break
            time.sleep(0.1)
        raise MigrateError(
            "The simulated AWS did not start",
            remedy=f"Read {directory / 'simulator.log'}; is the extra `demo` installed?",
        )

    @classmethod
    def answering(cls, directory: Path) -> Simulated | None:
        """Return the one that serves this very directory; None where none answers."""
        try:
            about = json.loads((directory / "simulator.json").read_text(encoding="utf-8"))
            found = cls(
                about["endpoint_url"],
                about["environment"]["AWS_CONFIG_FILE"],
                about["profiles"],
            )
            served = json.loads(found.get("about")).get("directory", "")
        except (OSError, ValueError, KeyError, URLError, HTTPException):
            return None
        return found if Path(served) == directory.resolve() else None

    @classmethod
    def stop(cls, directory: Path) -> bool:
        """End the one that serves a directory and wait until its state is saved."""
        found = cls.answering(directory)
        if found is None:
            return False
        found.post("stop", {})
        until = time.monotonic() + PATIENCE
        while _held(directory):
            if time.monotonic() > until:
                raise MigrateError(f"The simulated AWS of {directory} does not end")
            time.sleep(0.05)
        return True

    def act(self, name: str, account: str = "") -> list[str]:
        """Do by machine what people would do in the console; return what was done."""
        done = json.loads(self.post("act", {"act": name, "account": account}))
        return [str(act) for act in done["done"]]

    def open_acts(self) -> list[dict[str, str]]:
        """Return what is left to do by hand: act, account, title, page."""
        found: list[dict[str, str]] = json.loads(self.get("act"))["open"]
        return found

    def now(self) -> datetime:
        """Return the simulated time."""
        with _OPENER.open(f"{self.url}/_simulator/clock", timeout=10) as answer:
            return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.post("clock", {"advance": by.total_seconds()})

    def calls(self) -> int:
        """Return how many calls it answered."""
        with _OPENER.open(f"{self.url}/_simulator/calls", timeout=60) as answer:
            return sum(1 for _ in answer)

    def get(self, path: str) -> bytes:
        """Ask the control API."""
        with _OPENER.open(f"{self.url}/_simulator/{path}", timeout=10) as answer:
            content: bytes = answer.read()
        return content

    def post(self, path: str, body: dict[str, Any]) -> bytes:
        """Tell the control API to do something."""
        request = Request(  # noqa: S310
            f"{self.url}/_simulator/{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with _OPENER.open(request, timeout=60) as answer:
                content: bytes = answer.read()
        except HTTPError as refused:
            said = json.loads(refused.read() or b"{}").get("error", str(refused))
            raise OperatorError(str(said)) from None
        return content


def named_directory(ctx: click.Context) -> Path | None:
    """Return the directory that was named: by --directory, or as a workspace's."""
    here: click.Context | None = ctx
    while here is not None:
        if here.params.get("directory"):
            return Path(here.params["directory"])
        if here.params.get("workspace"):
            return Path(here.params["workspace"]) / "simulator"
        here = here.parent
    return None


def directory_of(ctx: click.Context) -> Path:
    """Return the directory that is meant: the named one, this workspace's, or the one that runs."""
    here = Path("simulator")
    named = named_directory(ctx)
    if named is not None or (here / "simulator.json").exists():
        return named or here
    running = [found for found in _unnamed() if Simulated.answering(found)]
    if len(running) > 1:
        raise OperatorError(
            "Several simulated AWSs run: " + ", ".join(str(found) for found in running),
            remedy="Name one with --directory.",
        )
    return running[0] if running else here


def new_directory() -> Path:
    """Return a directory for a simulated AWS that nobody named one for; it ends with it."""
    for left in _unnamed():
        if not _held(left):
            shutil.rmtree(left, ignore_errors=True)  # its process was killed
    return _home() / str(os.getpid())


def _unnamed() -> list[Path]:
    return sorted(path.parent for path in _home().glob("*/simulator.json"))


def _home() -> Path:
    """Return where unnamed ones are: a folder that only its owner can enter."""
    home = Path(tempfile.gettempdir()) / f"migrate-simulator-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid() or home.stat().st_mode & 0o077:
        raise OperatorError(f"{home} is not yours alone", remedy="Name a --directory.")
    return home


def _held(directory: Path) -> bool:
    """Tell whether a process serves the directory, or is about to, or saves its state."""
    try:
        descriptor = os.open(directory / "simulator.lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _start(directory: Path, scenario: str) -> subprocess.Popen[bytes]:
    typed = [sys.executable, "-m", "migrate", "simulate", "--scenario", scenario]
    with (directory / "simulator.log").open("ab") as log:
        return subprocess.Popen(
            [*typed, "--directory", str(directory)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
