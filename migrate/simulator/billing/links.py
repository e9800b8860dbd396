"""Links to documents that the simulated AWS serves itself, like AWS's pre-signed ones."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from migrate.simulator import clock
from migrate.simulator.billing.invoices import details, invoices
from migrate.simulator.billing.paper import invoice_pdf, supplement_pdf

LIFE = timedelta(minutes=15)
"""How long a link can be opened."""
PATH = "/_simulator/documents/"
SUPPLEMENT = "-supplement"
"""What the number of an invoice is followed by in its supplement: the charges by service."""
_ADDRESS = ["http://127.0.0.1"]


def serve_at(url: str) -> None:
    """Make links lead to the address at which the simulator listens."""
    _ADDRESS[0] = url.rstrip("/")


def link(account: str, number: str) -> tuple[str, datetime]:
    """Return the link to an invoice and until when it can be opened."""
    until = (clock.now() + LIFE).replace(microsecond=0)
    stamp = int(until.timestamp())
    signed = _signature(account, number, stamp)
    url = f"{_ADDRESS[0]}{PATH}{account}/{number}.pdf?expires={stamp}&signature={signed}"
    return url, until


def document(target: str) -> bytes | None:
    """Return what a link (path and query) leads to; None if it is wrong or expired."""
    split = urlsplit(target)
    account, _, name = split.path.removeprefix(PATH).partition("/")
    number = name.removesuffix(".pdf")
    query = parse_qs(split.query)
    expires = (query.get("expires") or [""])[0]
    stamp = int(expires) if expires.isdecimal() else 0
    signed = (query.get("signature") or [""])[0]
    if signed != _signature(account, number, stamp) or clock.now().timestamp() > stamp:
        return None
    now = clock.now()
    for invoice in invoices(account, now):
        if invoice.number == number:
            return invoice_pdf(invoice)
        if f"{invoice.number}{SUPPLEMENT}" == number:
            return supplement_pdf(invoice, list(details(invoice, now)))
    return None


def _signature(account: str, number: str, stamp: int) -> str:
    return hashlib.sha256(f"{account}/{number}/{stamp}".encode()).hexdigest()[:32]
