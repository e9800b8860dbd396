"""One simulator per directory: found again with its state, on the same port."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from migrate.simulator import clock, scenarios
from migrate.simulator.application import Application
from migrate.simulator.profiles import write_private, write_profiles
from migrate.simulator.scenarios import UnknownScenario
from migrate.simulator.server import Server
from migrate.simulator.storage import NotReadable, Storage
from migrate.simulator.world import WORLD

__all__ = ["AlreadyServed", "NotReadable", "Served", "UnknownScenario", "open_simulator"]

ABOUT = "simulator.json"
LOCK_FILE = "simulator.lock"
QUIET = 3.0
"""Seconds without a change after which the whole world is saved."""
ANSWERED = 0.1
"""Seconds in which whoever asked it to stop has its answer."""


class AlreadyServed(RuntimeError):
    """Another process serves this directory."""


class Served:
    """A simulator that is ready to serve, and what was printed of it."""

    def __init__(self, application: Application, server: Server, about: dict[str, Any]) -> None:
        self.about = about
        self._application = application
        self._server = server
        self._ended = threading.Event()

    def serve(self) -> None:
        """Answer until stopped; the whole world is saved at the end."""
        keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
        keeper.start()
        self._server.serve()
        self._ended.set()
        self._application.close()

    def stop(self) -> None:
        """Let `serve` end; safe in a signal handler."""
        timer = threading.Timer(ANSWERED, self._server.stop)
        timer.daemon = True
        timer.start()

    def _keep(self) -> None:
        """Save what changes leave behind in places that nobody asked for."""
        while not self._ended.wait(QUIET):
            self._application.save_if_quiet(QUIET)


def open_simulator(
    directory: Path, port: int | None, scenario: str, moment: datetime | None
) -> Served:
    """Go on from the state of a directory, or make the scenario's world in it."""
    directory = directory.resolve()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _hold(directory / LOCK_FILE)
    storage = Storage(directory / "state")
    application = Application(storage)
    if storage.exists:
        storage.load()
        port = _port_before(directory) if port is None else port
    else:
        if moment is not None:
            clock.set_now(moment)
        scenarios.build(scenario)
        application.save()
    server = Server(application, port or 0)
    about = {**write_profiles(directory, server.url), "scenario": WORLD.scenario}
    application.about = {**about, "directory": str(directory), "pid": os.getpid()}
    write_private(directory / ABOUT, json.dumps(about) + "\n")
    served = Served(application, server, about)
    application.stop = served.stop
    return served


def _hold(path: Path) -> None:
    """Take the directory's lock for as long as this process lives."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise AlreadyServed(f"Another simulator serves {path.parent}") from None


def _port_before(directory: Path) -> int:
    """Return the port that the workspaces of this directory know."""
    try:
        about = json.loads((directory / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    return int(str(about["endpoint_url"]).rpartition(":")[2])
