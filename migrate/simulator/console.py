"""The console page: what is left for a person to do, with a button each; no script, no style."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from migrate.simulator import clock
from migrate.simulator.acting import EVERYTHING, Act, open_acts, perform
from migrate.simulator.refusals import Answer
from migrate.simulator.world import WORLD

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_ADDRESS = "/_simulator/console"


def page(said: str = "") -> Answer:
    """Return the page."""
    return 200, dict(HEADERS), "".join(_lines(said)).encode("utf-8", "replace")


def clicked(name: str, account: str) -> Answer:
    """Do what was clicked and return the page that says so."""
    done = perform(name, account)
    return page("Done: " + ", ".join(done) if done else "There was nothing to do.")


def _lines(said: str) -> Iterator[str]:
    yield "<!doctype html><html lang=en><meta charset=utf-8><title>Simulated AWS console</title>"
    yield "<style>body{font:16px sans-serif;max-width:50em;margin:2em auto}"
    yield "li{margin:.5em 0}form{display:inline}</style>"
    yield "<h1>Simulated AWS console</h1>"
    yield f"<p>It is {clock.now():%Y-%m-%d %H:%M:%S} UTC here.</p>"
    if said:
        yield f"<p><b>{escape(said)}</b></p>"
    found = list(open_acts())
    if not found:
        yield "<p>Nothing is left to do by hand.</p>"
        return
    for account in dict.fromkeys(where for _, where in found):
        yield f"<h2>{escape(_title(account))}</h2><ul>"
        for act, where in found:
            if where == account:
                yield _item(act, account)
        yield "</ul>"
    yield f"<p>{_button(EVERYTHING, '', 'Do everything')}</p>"


def _title(account: str) -> str:
    known = WORLD.accounts.get(account) or WORLD.prepared.get(account)
    return f"Account {account} ({known.name})" if known else f"Account {account}"


def _item(act: Act, account: str) -> str:
    page = f" <small>{escape(act.page)}</small>" if act.page else ""
    return f"<li>{escape(act.title)}{page} {_button(act.name, account, 'Do it')}</li>"


def _button(name: str, account: str, text: str) -> str:
    return (
        f'<form method="post" action="{_ADDRESS}">'
        f'<input type="hidden" name="act" value="{escape(name)}">'
        f'<input type="hidden" name="account" value="{escape(account)}">'
        f"<button>{escape(text)}</button></form>"
    )
