"""The simulated AWS as its neighbours see it: a process to find or start, and a control API."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from migrate.core.errors import MigrateError

PATIENCE = 120.0
"""Seconds that a company may take to be made."""
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
        found = cls._answering(directory)
        if found is not None:
            return found
        started = _start(directory, scenario)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and started.poll() is None:
            found = cls._answering(directory)
            if found is not None:
                return found
            time.sleep(0.1)
        raise MigrateError(
            "The simulated AWS did not start",
            remedy=f"Read {directory / 'simulator.log'}; is the extra `demo` installed?",
        )

    @classmethod
    def _answering(cls, directory: Path) -> Simulated | None:
        try:
            about = json.loads((directory / "simulator.json").read_text(encoding="utf-8"))
            found = cls(
                about["endpoint_url"],
                about["environment"]["AWS_CONFIG_FILE"],
                about["profiles"],
            )
            found.now()
        except (OSError, ValueError, KeyError, URLError, HTTPException):
            return None
        return found

    def act(self, name: str) -> list[str]:
        """Do by machine what people would do in the console; return what was done."""
        done = json.loads(self._ask("act", {"act": name}))
        return [str(act) for act in done.get("done", [])]

    def now(self) -> datetime:
        """Return the simulated time."""
        with _OPENER.open(f"{self.url}/_simulator/clock", timeout=10) as answer:
            return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._ask("clock", {"advance": by.total_seconds()})

    def calls(self) -> int:
        """Return how many calls it answered."""
        with _OPENER.open(f"{self.url}/_simulator/calls", timeout=60) as answer:
            return sum(1 for _ in answer)

    def _ask(self, path: str, body: dict[str, Any]) -> bytes:
        request = Request(  # noqa: S310
            f"{self.url}/_simulator/{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with _OPENER.open(request, timeout=60) as answer:
            content: bytes = answer.read()
        return content


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
