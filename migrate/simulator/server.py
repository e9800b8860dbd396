"""Serve the simulated AWS on loopback: threads for the connections, one lock for the world."""

from __future__ import annotations

import contextlib
import socket
import threading
from email.utils import format_datetime
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server

from migrate.simulator import clock
from migrate.simulator.application import Application
from migrate.simulator.billing import links
from migrate.simulator.refusals import HungUp

LOOPBACK = "127.0.0.1"
_NO_BODY = frozenset({204, 304})


class Handler(MotoRequestHandler):
    """Keeps connections open, which werkzeug's own does not; logs nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    """Head and body leave in one packet: two would wait for each other's ACK."""

    def run_wsgi(self) -> None:
        """Answer one request; the application has read its body to the end."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        told: list[tuple[str, list[tuple[str, str]]]] = []
        try:
            content = b"".join(
                self.server.app(
                    self.make_environ(), lambda status, headers: told.append((status, headers))
                )
            )
            self._write(*told[-1], content)
        except HungUp:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
        except ConnectionError:
            self.close_connection = True

    def _write(self, status: str, headers: list[tuple[str, str]], content: bytes) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and int(code) not in _NO_BODY:
            self.wfile.write(content)
        self.wfile.flush()

    def log_request(self, *_: Any, **__: Any) -> None:
        """Say nothing: the log of calls is the record."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the simulated time: clients judge AWS's time by it."""
        del timestamp
        return format_datetime(clock.now(), usegmt=True)

    def version_string(self) -> str:
        """Return what the Server header says."""
        return "Simulated-AWS"


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
