"""The control API below `/_simulator/`: what no AWS client could do.

| request | does |
|---|---|
| GET calls[?since=N] | every call as a JSON line; `number` counts them |
| GET/POST console[/any/page] | the page on which a person does what is open |
| GET act[?account=ID] | what is open |
| POST act {"act": NAME, "account": ID} | does it; `everything` does all that is open |
| GET/POST clock {"advance": SECONDS} or {"set": ISO} | tells and moves the time |
| GET/POST/DELETE fault | see `faults/rules.py` |
| GET/POST enforce {"enabled": true} | policies decide on every call |
| GET ledger[?account=ID&granularity=DAILY] | the truth behind the bills, as JSON lines |
| GET state | the world in names, to compare two ends by |
| GET documents/… | invoices, by the links that the invoicing service gives out |
| GET root-keys | root users' keys, as the console shows them once |
| GET about, POST stop | which directory is served; end |
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from migrate.simulator import clock
from migrate.simulator.acting import UnknownAct, open_acts, perform
from migrate.simulator.asked import body_of
from migrate.simulator.billing import ledger, links
from migrate.simulator.calls import CALLS
from migrate.simulator.console import clicked, page
from migrate.simulator.passing import settle
from migrate.simulator.refusals import Answer
from migrate.simulator.summary import summary
from migrate.simulator.world import WORLD

ROOT = "/_simulator"


@dataclass(frozen=True, slots=True)
class Order:
    """One request of the control API."""

    rest: str
    """What follows the name in the path."""
    query: Mapping[str, str]
    body: Mapping[str, Any]
    application: Any


Handler = Callable[[Order], Answer]
ROUTES: dict[tuple[str, str], Handler] = {}


class BadRequest(ValueError):
    """The body or the query says something that cannot be done."""


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Register what answers to a method and the first part of the path."""

    def register(function: Handler) -> Handler:
        ROUTES[method, path] = function
        return function

    return register


def control(application: Any, environ: Mapping[str, Any], path: str) -> Answer:
    """Answer one request of the control API; the world's lock is held."""
    name, _, rest = path.removeprefix(ROOT).strip("/").partition("/")
    method = environ["REQUEST_METHOD"]
    handler = ROUTES.get((method, name))
    if handler is None:
        return as_json({"error": f"{method} {path} does nothing here"}, 404)
    query = {k: v[0] for k, v in parse_qs(environ.get("QUERY_STRING", "")).items()}
    try:
        return handler(Order(rest, query, _body(environ), application))
    except (BadRequest, UnknownAct) as error:
        return as_json({"error": str(error)}, 400)


def _body(environ: Mapping[str, Any]) -> dict[str, Any]:
    content = body_of(environ)
    form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    if form and not content.lstrip().startswith(b"{"):  # curl -d calls JSON a form, too
        return {k: v[0] for k, v in parse_qs(content.decode("utf-8", "replace")).items()}
    try:
        found = json.loads(content or b"{}")
    except ValueError as error:
        raise BadRequest(f"The body has to be JSON: {error}") from None
    if not isinstance(found, dict):
        raise BadRequest("The body has to be a JSON object")
    return found


def as_json(value: Any, status: int = 200) -> Answer:
    """Return one JSON document."""
    body = json.dumps(value, default=str).encode() + b"\n"
    return status, {"Content-Type": "application/json"}, body


def as_lines(rows: Any) -> Answer:
    """Return one JSON document per line."""
    body = "".join(json.dumps(row, default=str) + "\n" for row in rows).encode()
    return 200, {"Content-Type": "application/jsonl"}, body


@route("GET", "calls")
def calls(order: Order) -> Answer:
    """List the calls, those after `since` only if it is given."""
    try:
        since = int(order.query.get("since", "0"))
    except ValueError:
        raise BadRequest("since has to be a number") from None
    return as_lines(call.as_row() for call in CALLS.since(since))


@route("GET", "clock")
def told(_: Order) -> Answer:
    """Tell the time."""
    return as_json({"now": clock.now().isoformat(), "ahead": clock.ahead().total_seconds()})


@route("POST", "clock")
def moved(order: Order) -> Answer:
    """Move the time by `advance` seconds, or to `set`."""
    try:
        if "set" in order.body:
            moment = datetime.fromisoformat(str(order.body["set"]))
            if moment.tzinfo is None:
                raise BadRequest("set needs an offset, such as +00:00")
            clock.set_now(moment)
        else:
            clock.advance(timedelta(seconds=float(order.body["advance"])))
    except (ValueError, KeyError, OverflowError) as error:
        raise BadRequest(f"Say advance (seconds) or set (ISO 8601): {error}") from None
    settle()
    return told(order)


@route("POST", "act")
def acted(order: Order) -> Answer:
    """Do by machine what a person would do in the console."""
    name, account = str(order.body.get("act", "")), str(order.body.get("account", ""))
    return as_json({"done": perform(name, account)})


@route("GET", "act")
def acts(order: Order) -> Answer:
    """List what is still to do."""
    found = [
        {"act": one.name, "account": account, "title": one.title, "page": one.page}
        for one, account in open_acts(order.query.get("account", ""))
    ]
    return as_json({"open": found})


@route("GET", "console")
def shown(_: Order) -> Answer:
    """Show the page on which a person does what is open; every deep link leads to it."""
    return page()


@route("POST", "console")
def pressed(order: Order) -> Answer:
    """Do what a button of the page stands for, and show the page again."""
    return clicked(str(order.body.get("act", "")), str(order.body.get("account", "")))


@route("GET", "ledger")
def truth(order: Order) -> Answer:
    """Write the bills as they are, whatever Cost Explorer would show of them."""
    granularity = order.query.get("granularity", "MONTHLY")
    if granularity not in {"MONTHLY", "DAILY"}:
        raise BadRequest("granularity has to be MONTHLY or DAILY")
    return as_lines(ledger.as_rows(order.query.get("account", ""), granularity))


@route("GET", "documents")
def document(order: Order) -> Answer:
    """Serve an invoice by its link."""
    asked = "&".join(f"{name}={value}" for name, value in order.query.items())
    found = links.document(f"{links.PATH}{order.rest}?{asked}")
    if found is None:
        return 403, {"Content-Type": "text/plain"}, b"The link is wrong, or it expired.\n"
    return 200, {"Content-Type": "application/pdf"}, found


@route("GET", "state")
def state(_: Order) -> Answer:
    """Describe the world in names, so that two ends can be compared."""
    return as_json(summary())


@route("GET", "root-keys")
def root_keys(_: Order) -> Answer:
    """Show what the console showed once: the root users' keys, by account."""
    accounts = WORLD.accounts.values()
    return as_json(
        {a.id: [a.root_keys[0].access_key, a.root_keys[0].secret] for a in accounts if a.root_keys}
    )


@route("GET", "about")
def about(order: Order) -> Answer:
    """Say which directory is served, and by which process."""
    return as_json(order.application.about)


@route("POST", "stop")
def stopped(order: Order) -> Answer:
    """End the server once this is answered."""
    order.application.stop()
    return as_json({"stopping": True})
