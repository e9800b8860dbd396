"""The simulated AWS as a WSGI application: who asks, for what, and the answer, one at a time."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from moto.core.routing import get_service_router

from migrate.simulator import control, origin
from migrate.simulator.access.enforcing import NOT_EVALUABLE, denied
from migrate.simulator.access.policy import NotEvaluable
from migrate.simulator.asked import body_of, candidates, recognise, with_body
from migrate.simulator.discovery import prepare
from migrate.simulator.dispatching import dispatcher
from migrate.simulator.entrance import Refused, enter
from migrate.simulator.faults.meeting import deliver, meet
from migrate.simulator.framework import LOCK, NOT_IMPLEMENTED
from migrate.simulator.identities import Principal, acting_as
from migrate.simulator.logbook import Exchange, note
from migrate.simulator.passing import settle
from migrate.simulator.refusals import Answer, identified, plain, refusal
from migrate.simulator.storage import Storage
from migrate.simulator.touching import TOUCHED
from migrate.simulator.unused import (
    answer_after,
    empty_answer,
    hosted,
    load_declarations,
    not_hosted,
)

_NOT_AWS = ("/moto-api", "/latest/meta-data", "/latest/api", "/favicon.ico")
"""Paths that moto's server answers to and AWS's services do not."""
FAILED = "SimulatorFailure"
_USED = (
    "account",
    "billing",
    "ce",
    "ec2",
    "freetier",
    "iam",
    "invoicing",
    "lambda",
    "organizations",
    "rds",
    "s3",
    "sts",
)
"""What the requests of nearly every journey are signed for."""
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Application:
    """Every service behind one address; with a storage, no change is answered unsaved."""

    def __init__(self, storage: Storage | None = None) -> None:
        prepare()
        self._moto = dispatcher()
        self._storage = storage
        self._unsaved_since = 0.0
        self.about: dict[str, Any] = {}
        self.stop: Callable[[], None] = lambda: None

    def warm_up(self) -> None:
        """Load the models and routes that every journey uses; a fork has them at once."""
        load_declarations()
        for name in _USED:
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
        if path == control.ROOT or path.startswith(f"{control.ROOT}/"):
            return _send(start_response, self._controlled(environ, path))
        if path.startswith(_NOT_AWS):
            return _send(start_response, plain("NotFound", f"Nothing answers at {path}", 404))
        with LOCK:  # moto's routers are made at the first look, by one thread
            asked = recognise(environ, body)
        exchange = Exchange(environ, body, asked, str(uuid4()))
        answer = self._answer(exchange)
        return _send(start_response, answer)

    def save(self) -> None:
        """Save the whole world."""
        with LOCK:
            if self._storage is not None:
                self._storage.save_all()
            self._unsaved_since = 0.0

    def save_if_quiet(self, seconds: float) -> None:
        """Save the whole world if something changed, and nothing did for a while."""
        if self._unsaved_since and time.monotonic() - self._unsaved_since > seconds:
            self.save()

    def close(self) -> None:
        """Save the whole world, and change it no more."""
        LOCK.acquire()
        self.save()

    def _controlled(self, environ: dict[str, Any], path: str) -> Answer:
        with LOCK:
            TOUCHED.clear()
            settle()
            answer = control.control(self, environ, path)
            if environ["REQUEST_METHOD"] != "GET" or TOUCHED.created:
                self._changed()
        return answer

    def _answer(self, exchange: Exchange) -> Answer:
        with LOCK:
            TOUCHED.clear()
            settle()
            answer = self._served(exchange)
            if exchange.asked.mutating or TOUCHED.lasting:
                self._changed()
            elif TOUCHED.created:
                self._appeared()
            answer = identified(answer, exchange.asked.service, exchange.request_id)
            call = note(exchange, answer)
            if self._storage is not None:
                self._storage.append(call)
        return deliver(exchange, answer)

    def _changed(self) -> None:
        """Save what was touched: the answer may say that it was done."""
        if self._storage is not None:
            self._storage.save()
            self._unsaved_since = time.monotonic()

    def _appeared(self) -> None:
        """Save later what came into being at a look and is the same at the next one."""
        TOUCHED.keep_for_later()
        self._unsaved_since = time.monotonic()

    def _served(self, exchange: Exchange) -> Answer:
        try:
            principal = exchange.principal = enter(exchange.asked)
        except Refused as refused:
            return refused.answer
        with acting_as(principal):
            return meet(exchange, principal, lambda: self._allowed(exchange, principal))

    def _allowed(self, exchange: Exchange, principal: Principal) -> Answer:
        return denied(exchange.asked, principal) or self._act(exchange, principal.account)

    def _act(self, exchange: Exchange, account: str) -> Answer:
        """Let moto answer; what it cannot do is an error that no client retries."""
        empty = empty_answer(exchange.asked)
        if empty is not None:
            return empty
        asked = exchange.asked
        if "cbor" in asked.protocol:
            message = f"{asked.service}: {asked.operation} is not simulated"
            return refusal(asked, NOT_IMPLEMENTED, message, 501)
        environ = with_body(exchange.environ, exchange.body)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
        caught: list[tuple[str, list[tuple[str, str]]]] = []
        try:
            found = self._moto(environ, lambda status, head, *_: caught.append((status, head)))
            content = b"".join(found)
            if hasattr(found, "close"):
                found.close()
        except NotEvaluable as error:
            return refusal(asked, NOT_EVALUABLE, str(error), 501)
        except Exception as error:  # noqa: BLE001  # a bug of ours or of moto's, said aloud
            if isinstance(error, KeyError) and error.args == (asked.region,):
                if not hosted(asked.service, asked.region):
                    return not_hosted(asked)
                message = f"{asked.service} is not simulated in {asked.region}"
                return answer_after(asked, refusal(asked, NOT_IMPLEMENTED, message, 501))
            traceback.print_exc(file=sys.stderr)
            message = f"{asked.service}:{asked.operation}: {error!r}"
            return refusal(asked, FAILED, message, 501)
        status, headers = caught[-1]
        return answer_after(asked, (int(status.split()[0]), dict(headers), content))


def _request_of(name: str) -> dict[str, str]:
    """Return as much of a request as shows which service it is for."""
    signed = f"AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/{name}/aws4_request"
    return {"PATH_INFO": "/", "HTTP_HOST": "127.0.0.1", "HTTP_AUTHORIZATION": signed}


def _send(start_response: StartResponse, answer: Answer) -> Iterable[bytes]:
    status, headers, body = answer
    kept = {k: v for k, v in headers.items() if k.lower() not in {"status", "date", "server"}}
    known = {name.lower() for name in kept}
    own = {} if "content-length" in known else {"Content-Length": str(len(body))}
    start_response(f"{status} {HTTPStatus(status).phrase}", [*kept.items(), *own.items()])
    return [body]
