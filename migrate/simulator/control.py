"""The control API: what tests, demos and people do that no AWS client could."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from migrate.simulator import clock
from migrate.simulator.acting import UnknownAct, open_acts, perform
from migrate.simulator.asked import body_of
from migrate.simulator.billing import ledger, links
from migrate.simulator.calls import CALLS
from migrate.simulator.console import clicked, page
from migrate.simulator.framework import LOCK
from migrate.simulator.refusals import Answer

CONTROL = "/_simulator"
Query = Mapping[str, str]
Handler = Callable[[str, Query, Any], Answer]
ROUTES: dict[tuple[str, str], Handler] = {}


class BadRequest(ValueError):
    """The body or the query says something that cannot be done."""


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Register what answers to a method and the first part of the path."""

    def register(function: Handler) -> Handler:
        ROUTES[method, path] = function
        return function

    return register


def control(environ: Mapping[str, Any], path: str) -> Answer:
    """Answer one request of the control API."""
    name, _, rest = path.removeprefix(CONTROL).strip("/").partition("/")
    method = environ["REQUEST_METHOD"]
    handler = ROUTES.get((method, name))
    if handler is None:
        return as_json({"error": f"{method} {path} does nothing here"}, 404)
    query = {k: v[0] for k, v in parse_qs(environ.get("QUERY_STRING", "")).items()}
    try:
        return handler(rest, query, _body(environ))
    except (BadRequest, UnknownAct) as error:
        return as_json({"error": str(error)}, 400)


def _body(environ: Mapping[str, Any]) -> Any:
    content = body_of(environ)
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return {k: v[0] for k, v in parse_qs(content.decode("utf-8", "replace")).items()}
    try:
        return json.loads(content or b"{}")
    except ValueError as error:
        raise BadRequest(f"The body has to be JSON: {error}") from None


def as_json(value: Any, status: int = 200) -> Answer:
    """Return one JSON document."""
    body = json.dumps(value, default=str).encode() + b"\n"
    return status, {"Content-Type": "application/json"}, body


def as_lines(rows: Any) -> Answer:
    """Return one JSON document per line."""
    body = "".join(json.dumps(row, default=str) + "\n" for row in rows).encode()
    return 200, {"Content-Type": "application/jsonl"}, body


@route("GET", "calls")
def calls(_: str, query: Query, __: Any) -> Answer:
    """List the calls, those after `since` only if it is given."""
    try:
        since = int(query.get("since", "0"))
    except ValueError:
        raise BadRequest("since has to be a number") from None
    with LOCK:
        return as_lines([call.as_row() for call in CALLS.since(since)])


@route("GET", "clock")
def told(_: str, __: Query, ___: Any) -> Answer:
    """Tell the time."""
    return as_json({"now": clock.now().isoformat(), "ahead": clock.ahead().total_seconds()})


@route("POST", "clock")
def moved(rest: str, query: Query, body: Any) -> Answer:
    """Move the time by `advance` seconds, or to `set`."""
    with LOCK:
        try:
            if "set" in body:
                moment = datetime.fromisoformat(str(body["set"]))
                if moment.tzinfo is None:
                    raise BadRequest("set needs an offset, such as +00:00")
                clock.set_now(moment)
            else:
                clock.advance(timedelta(seconds=float(body["advance"])))
        except (ValueError, KeyError, OverflowError) as error:
            raise BadRequest(f"Say advance (seconds) or set (ISO 8601): {error}") from None
    return told(rest, query, body)


@route("POST", "act")
def acted(_: str, __: Query, body: Any) -> Answer:
    """Do by machine what a person would do in the console."""
    name, account = str(body.get("act", "")), str(body.get("account", ""))
    return as_json({"done": perform(name, account)})


@route("GET", "act")
def acts(_: str, query: Query, __: Any) -> Answer:
    """List what is still to do."""
    with LOCK:
        found = [
            {"act": one.name, "account": account, "title": one.title, "page": one.page}
            for one, account in open_acts(query.get("account", ""))
        ]
    return as_json({"open": found})


@route("GET", "console")
def shown(_: str, __: Query, ___: Any) -> Answer:
    """Show the page on which a person does what is open; every deep link leads to it."""
    with LOCK:
        return page()


@route("POST", "console")
def pressed(_: str, __: Query, body: Any) -> Answer:
    """Do what a button of the page stands for, and show the page again."""
    return clicked(str(body.get("act", "")), str(body.get("account", "")))


@route("GET", "ledger")
def truth(_: str, query: Query, __: Any) -> Answer:
    """Write the bills as they are, whatever Cost Explorer would show of them."""
    granularity = query.get("granularity", "MONTHLY")
    if granularity not in {"MONTHLY", "DAILY"}:
        raise BadRequest("granularity has to be MONTHLY or DAILY")
    with LOCK:
        return as_lines(list(ledger.as_rows(query.get("account", ""), granularity)))


@route("GET", "documents")
def document(rest: str, query: Query, _: Any) -> Answer:
    """Serve an invoice by its link."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    with LOCK:
        found = links.document(f"{links.PATH}{rest}?{asked}")
    if found is None:
        return 403, {"Content-Type": "text/plain"}, b"The link is wrong, or it expired.\n"
    return 200, {"Content-Type": "application/pdf"}, found
