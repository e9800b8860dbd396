"""The connections of a scan: few enough for what a machine lets one process open."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config

from migrate.aws import connections
from migrate.aws.connections import FEWEST, HOSTS, SharedConnections


class Server(ThreadingHTTPServer):
    """Answers, keeps connections, and knows how many are open."""

    open = 0
    daemon_threads = True


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        Server.open += 1

    def finish(self) -> None:
        super().finish()
        Server.open -= 1

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def settles_at(count: int) -> None:
    """Wait until so many connections are open: who serves one hears of its end a little later."""
    end = time.monotonic() + 30
    while Server.open != count and time.monotonic() < end:
        time.sleep(0.01)
    assert Server.open == count


def test_hosts_that_were_not_asked_for_longest_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HOSTS", 4)
    monkeypatch.setattr(connections, "FEWEST", 4)
    shared = SharedConnections(Config(), verify=True)
    with ExitStack() as stack:
        for address in [stack.enter_context(serving()) for _ in range(12)]:
            assert shared.send(AWSRequest("GET", address).prepare()).status_code == 200
        settles_at(4)
        shared.close()
        settles_at(0)


LOOK = """
import resource, sys
from migrate.aws.connections import hosts_kept
resource.setrlimit(resource.RLIMIT_NOFILE, (256, int(sys.argv[1])))
print(hosts_kept(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("hard", "hosts", "files"), [(2048, 170, 2048), (8192, HOSTS, 4096), (256, FEWEST, 256)]
)
def test_a_process_asks_for_the_files_that_it_needs_and_lives_with_fewer(
    hard: int, hosts: int, files: int
) -> None:
    seen = subprocess.run(
        [sys.executable, "-c", LOOK, str(hard)], capture_output=True, text=True, check=True
    )
    assert seen.stdout.split() == [str(hosts), str(files)]
