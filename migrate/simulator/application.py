"""The simulated AWS as a WSGI application: who asks, for what, and the answer, one at a time."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from moto.core.routing import get_service_router
from moto.moto_server import werkzeug_app

from migrate.simulator import origin
from migrate.simulator.asked import body_of, candidates, recognise, with_body
from migrate.simulator.control import CONTROL, control
from migrate.simulator.discovery import prepare
from migrate.simulator.entrance import Refused, enter
from migrate.simulator.framework import LOCK
from migrate.simulator.logbook import Exchange, note
from migrate.simulator.passing import settle
from migrate.simulator.refusals import Answer, plain, refusal

_NOT_AWS = ("/moto-api", "/latest/meta-data", "/latest/api", "/favicon.ico")
"""Paths that moto's server answers to and AWS's services do not."""
FAILED = "SimulatorFailure"

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Application:
    """Every service behind one address."""

    def __init__(self) -> None:
        prepare()
        werkzeug_app.DISABLE_GLOBAL_CORS = True  # no web page has business here
        self._moto = werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)

    def warm_up(self) -> None:
        """Load the models and routes that every journey uses; a fork has them at once."""
        for name in ("sts", "iam", "organizations", "ec2", "s3"):
            self._moto.get_application(_request_of(name))
            candidates(name)
            get_service_router(name)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        body = body_of(environ)  # always read: what is left unread would be the next request
        with_body(environ, body)
        why = origin.refused(environ)
        if why:
            return _send(start_response, plain("Forbidden", why, 403))
        path = environ.get("PATH_INFO", "")
        if path == CONTROL or path.startswith(f"{CONTROL}/"):
            return _send(start_response, control(environ, path))
        if path.startswith(_NOT_AWS):
            return _send(start_response, plain("NotFound", f"Nothing answers at {path}", 404))
        exchange = Exchange(environ, body, recognise(environ, body), str(uuid4()))
        answer = self._answer(exchange)
        note(exchange, answer)
        return _send(start_response, answer, exchange.request_id)

    def _answer(self, exchange: Exchange) -> Answer:
        try:
            exchange.principal = enter(exchange.asked)
        except Refused as refused:
            return refused.answer
        return self._act(exchange)

    def _act(self, exchange: Exchange) -> Answer:
        """Let moto answer; what it cannot do is an error that no client retries."""
        principal = exchange.principal
        environ = with_body(exchange.environ, exchange.body)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = principal.account if principal else ""
        caught: list[tuple[str, list[tuple[str, str]]]] = []
        try:
            with LOCK:
                settle()
                found = self._moto(
                    environ, lambda status, headers, *_: caught.append((status, headers))
                )
                content = b"".join(found)
                if hasattr(found, "close"):
                    found.close()
        except Exception as error:  # noqa: BLE001  # a bug of ours or of moto's, said aloud
            traceback.print_exc(file=sys.stderr)
            message = f"{exchange.asked.service}:{exchange.asked.operation}: {error!r}"
            return refusal(exchange.asked, FAILED, message, 501)
        status, headers = caught[-1]
        return int(status.split()[0]), dict(headers), content


def _request_of(name: str) -> dict[str, str]:
    """Return as much of a request as shows which service it is for."""
    signed = f"AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/{name}/aws4_request"
    return {"PATH_INFO": "/", "HTTP_HOST": "127.0.0.1", "HTTP_AUTHORIZATION": signed}


def _send(start_response: StartResponse, answer: Answer, request_id: str = "") -> Iterable[bytes]:
    status, headers, body = answer
    kept = {k: v for k, v in headers.items() if k.lower() not in {"status", "date", "server"}}
    known = {name.lower() for name in kept}
    own = {} if "content-length" in known else {"Content-Length": str(len(body))}
    if request_id and "x-amzn-requestid" not in known:
        own["x-amzn-RequestId"] = request_id
    start_response(f"{status} {HTTPStatus(status).phrase}", [*kept.items(), *own.items()])
    return [body]
