"""Serve the simulated AWS on loopback: threads for the connections, one lock for the world."""

from __future__ import annotations

import threading
from email.utils import format_datetime
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server

from migrate.simulator import clock
from migrate.simulator.application import Application
from migrate.simulator.billing import links

LOOPBACK = "127.0.0.1"


class Handler(MotoRequestHandler):
    """Keeps connections alive, and logs nothing: the log of calls is the record."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """Head and body are two writes; without this each answer waits for a delayed ACK."""

    def log_request(self, *_: Any, **__: Any) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the simulated time: clients judge AWS's time by it."""
        del timestamp
        return format_datetime(clock.now(), usegmt=True)

    def version_string(self) -> str:
        """Return what the Server header says."""
        return "Simulated-AWS"

    def send_header(self, keyword: str, value: str) -> None:
        """Keep the connection: werkzeug closes it lest a body stay unread; ours are read."""
        if (keyword, value) != ("Connection", "close"):
            super().send_header(keyword, value)


class Server:
    """An application on a port of this machine."""

    def __init__(self, application: Application, port: int = 0) -> None:
        self._server: BaseWSGIServer = make_server(
            LOOPBACK, port, application, threaded=True, request_handler=Handler
        )
        self.url = f"http://{LOOPBACK}:{self._server.server_port}"
        links.serve_at(self.url)

    @property
    def port(self) -> int:
        """Return the port, also where a free one was asked for."""
        return int(self._server.server_port)

    def serve(self) -> None:
        """Answer requests until `stop` is called from another thread."""
        self._server.serve_forever(poll_interval=0.05)
        self._server.server_close()

    def start(self) -> threading.Thread:
        """Serve in a thread of this process."""
        thread = threading.Thread(target=self.serve, name="simulator", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """End `serve`."""
        self._server.shutdown()
