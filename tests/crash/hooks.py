"""Number every point at which an unmodified runner can die, and act at one of them.

Installed in a process before the runner starts.  A point is a commit of
state.db or a send of a mutating call, seen from outside: SQLAlchemy's commit,
botocore's send, and the moment at which an answer lies unread in the socket.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import select
import signal
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import botocore.endpoint
from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from sqlalchemy.engine.default import DefaultDialect

from migrate.aws.decide import mutations

MUTATIONS = frozenset(name.partition(":")[2] for name in mutations())
"""Every operation that the product can change something with."""
POINTS, LOG = "points.json", "runner.log"
"""What the tests write into a workspace."""
FAILURES = {
    True: b'{"__type":"InternalFailure","message":"injected"}',
    False: b"<ErrorResponse><Error><Code>InternalFailure</Code><Message>injected</Message></Error>"
    b"</ErrorResponse>",
}
"""An error in JSON, or in XML."""


@dataclass(frozen=True)
class Point:
    """One passage through a place where the runner can die."""

    number: int
    place: str
    """commit-before, commit-after, send-before, answer-waiting or answer-read."""
    operation: str
    """The mutating call; empty at a commit."""
    same: bool = field(default=False, compare=False)
    """The files are, byte for byte, those of the point before; known in an unharmed life only."""

    @property
    def actions(self) -> tuple[str, ...]:
        """What can be done to the runner here.

        A death before a commit that finds the files as they were after the one before is that
        death: nothing of the runner is left but its files, and it sent nothing since.
        """
        if self.place == "commit-before" and self.same:
            return ()
        extra = {
            "send-before": ("not-sent",),
            "answer-read": ("answer-lost", "answer-cut", "error-500"),
        }
        return ("kill", *extra.get(self.place, ()))


@dataclass
class Hooks:
    """What to do at which point, and what was passed."""

    at: int = 0
    """Number of the point to act at; 0 lets the runner pass unharmed."""
    action: str = "kill"
    told: Path | None = None
    """Where the passed points are written: at the point to act at, and by `save`."""
    passed: list[Point] = field(default_factory=list)
    sending: str = ""
    _seen: str = ""
    _asking: str = ""
    """The mutating call that is about to be sent; empty for a read."""

    def point(self, place: str, operation: str = "") -> str:
        """Count a passage; die here, or say what the caller has to do."""
        here = Point(len(self.passed) + 1, place, operation, self._as_before())
        self.passed.append(here)
        if here.number != self.at:
            return ""
        self.save()
        if self.action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return self.action

    def _as_before(self) -> bool:
        """Return whether an unharmed life finds the files as it found them at the last point."""
        if self.at or self.told is None:
            return False
        before, self._seen = self._seen, bytes_of(self.told.parent)
        return before == self._seen

    def save(self) -> None:
        """Write the passed points for others to read."""
        if self.told is not None:
            text = json.dumps([asdict(point) for point in self.passed])
            self.told.write_text(text, encoding="utf-8")

    def install(self) -> None:
        """Put the hooks under SQLAlchemy, botocore and http.client of this process."""
        self._commits()
        self._sends()
        self._answers()

    def _commits(self) -> None:
        commit = DefaultDialect.do_commit

        def do_commit(dialect: DefaultDialect, connection: Any) -> None:
            self.point("commit-before")
            commit(dialect, connection)
            self.point("commit-after")

        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]

    def _sends(self) -> None:
        ask, send = botocore.endpoint.Endpoint._do_get_response, botocore.endpoint.Endpoint._send

        def _do_get_response(endpoint: Any, request: Any, model: Any, context: Any) -> Any:
            self._asking = model.name if model.name in MUTATIONS else ""
            return ask(endpoint, request, model, context)

        def _send(endpoint: Any, request: Any) -> Any:
            operation = self._asking
            if not operation:
                return send(endpoint, request)
            if self.point("send-before", operation) == "not-sent":
                raise EndpointConnectionError(endpoint_url=request.url)
            self.sending = operation
            try:
                answer = send(endpoint, request)
            finally:
                self.sending = ""
            return self._after(request, answer, self.point("answer-read", operation))

        botocore.endpoint.Endpoint._do_get_response = _do_get_response
        botocore.endpoint.Endpoint._send = _send

    @staticmethod
    def _after(request: Any, answer: Any, action: str) -> Any:
        if action == "answer-lost":
            raise ReadTimeoutError(endpoint_url=request.url)
        if action == "answer-cut":
            return _like(answer, answer.status_code, answer.content[: len(answer.content) // 2])
        if action == "error-500":
            return _like(answer, 500, FAILURES["X-Amz-Target" in request.headers])
        return answer

    def _answers(self) -> None:
        getresponse = http.client.HTTPConnection.getresponse

        def get(connection: Any) -> Any:
            if self.sending and connection.sock is not None:
                select.select([connection.sock], [], [], 30)
                self.point("answer-waiting", self.sending)
            return getresponse(connection)

        http.client.HTTPConnection.getresponse = get  # type: ignore[method-assign, assignment]


def _like(answer: Any, status: int, content: bytes) -> Any:
    made = AWSResponse(answer.url, status, answer.headers, None)
    made._content = content
    return made


def bytes_of(workspace: Path) -> str:
    """Return a digest of every file that outlives a runner, names included.

    Of `state.db-shm` SQLite makes a new one when no process is left that holds the old one.
    """
    found = hashlib.sha256()
    for path in sorted(workspace.rglob("*")):
        if path.is_file() and path.name not in ("state.db-shm", POINTS, LOG):
            content = path.read_bytes()
            found.update(f"{path.relative_to(workspace)} {len(content)}\n".encode() + content)
    return found.hexdigest()


def passed_points(path: Path) -> tuple[Point, ...]:
    """Return the points that a process wrote."""
    return tuple(Point(**row) for row in json.loads(path.read_text(encoding="utf-8")))
