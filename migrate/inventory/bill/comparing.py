"""Hold a bill against the inventory, keep what came of it, and tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from migrate.inventory.bill.asking import SOURCE
from migrate.inventory.bill.explain import (
    Explained,
    Explainer,
    free_of_charge,
    share,
)
from migrate.inventory.bill.lines import Bill, Line, total
from migrate.inventory.catalogue import Catalogue
from migrate.inventory.cells import RESOLVED, State
from migrate.inventory.kinds import GLOBAL
from migrate.state.bills import BillStore
from migrate.state.inventory import InventoryStore

NOT_COMPARED = "The bill was not compared with the inventory."
SHOWN = 20
"""Gaps that people are shown; `--json` has all."""


def keep(store: InventoryStore, bill: Bill, catalogue: Catalogue) -> None:
    """Save a bill with what explains each of its lines."""
    bills = BillStore(store.database)
    head = {
        "account": bill.account,
        "start": bill.start,
        "end": bill.end,
        "currency": bill.currency,
        "asked_at": bill.asked_at,
        "requests": bill.requests,
        "source": bill.source,
        "control": f"{bill.control:f}",
        "why": "",
    }
    explainer = explainer_of(store, bill.account, catalogue)
    bills.save(head, [_row(explainer.explain(line)) for line in bill.lines])


def keep_none(store: InventoryStore, account: str, now: datetime, why: str) -> None:
    """Save that there is no bill to compare with, and why."""
    day = now.date().isoformat()
    head = {
        "account": account,
        "start": day,
        "end": day,
        "currency": "",
        "asked_at": now.isoformat(),
        "requests": 0,
        "source": SOURCE,
        "control": "0",
        "why": why,
    }
    BillStore(store.database).save(head, ())


def compare_again(store: InventoryStore, account: str, catalogue: Catalogue) -> None:
    """Explain the bill that is kept by what is there now; it is not asked for again."""
    bills = BillStore(store.database)
    newest = bills.newest(account)
    if newest is not None:
        explainer = explainer_of(store, account, catalogue)
        rows = bills.lines(newest["id"])
        bills.explain(newest["id"], [_row(explainer.explain(_line(row))) for row in rows])


def explainer_of(store: InventoryStore, account: str, catalogue: Catalogue) -> Explainer:
    """Return what judges lines by an account's inventory."""
    newest = store.newest(account)
    cells = store.cells(newest["id"]) if newest is not None else []
    return Explainer(
        BillStore(store.database).census(account), catalogue.types, _unseen(catalogue, cells)
    )


def _unseen(catalogue: Catalogue, cells: Sequence[Mapping[str, Any]]) -> Callable[[str, str], str]:
    """Return what says why a type was not seen in a region."""
    bad = {
        (row["listing"], row["region"]): str(row["state"])
        for row in cells
        if State(row["state"]) not in RESOLVED
    }
    listings: dict[str, list[str]] = {}
    for listing in catalogue.listings.values():
        for kind in listing.kinds:
            listings.setdefault(kind.type, []).append(listing.id)

    def why(type_name: str, region: str) -> str:
        found = {
            f"{listing} is {bad[listing, where]}"
            for listing in listings.get(type_name, ())
            for where in (region, GLOBAL)
            if (listing, where) in bad
        }
        return ", ".join(sorted(found))

    return why


def bill_report(store: InventoryStore, account: str) -> dict[str, Any]:
    """Tell how much of the bill is explained, what is not, and what costs nothing."""
    bills = BillStore(store.database)
    newest = bills.newest(account)
    if newest is None or newest["why"]:
        why = NOT_COMPARED if newest is None else f"{NOT_COMPARED[:-1]}: {newest['why']}"
        return {"compared": False, "why": why}
    found = [_explained(row) for row in bills.lines(newest["id"])]
    explained, charged = share(found)
    gaps = [one for one in found if not one.explained and one.line.amount > 0]
    free = free_of_charge(found, bills.census(account))
    return {
        "compared": True,
        "why": told(explained, charged, newest["currency"]),
        **{name: newest[name] for name in ("start", "end", "currency", "asked_at", "requests")},
        "source": newest["source"],
        "charged": plain(charged),
        "explained": plain(explained),
        "paid_back": plain(total(one.line.amount for one in found if one.line.amount < 0)),
        "billed": newest["control"],
        "natures": _natures(found),
        "gaps": [_gap(one) for one in sorted(gaps, key=_dearest)],
        "lines": len(found),
        "free": _free(free),
    }


def told(explained: Decimal, charged: Decimal, currency: str) -> str:
    """Say the coverage in a sentence: `99.2 % of $41,310 explained`; never rounded up to 100."""
    if not charged:
        return "Nothing was charged."
    per_mille = int(1000 * explained / charged)
    return f"{per_mille / 10:.1f} % of {money(charged, currency, cents=False)} explained"


def money(amount: Decimal, currency: str, *, cents: bool = True) -> str:
    """Write money for people."""
    text = f"{amount:,.2f}" if cents else f"{amount:,.0f}"
    return f"${text}".replace("$-", "-$") if currency == "USD" else f"{text} {currency}"


def plain(amount: Decimal) -> str:
    """Write a decimal without exponent and without padding zeros."""
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _natures(found: Sequence[Explained]) -> dict[str, str]:
    names = sorted({one.nature for one in found if one.explained and one.line.amount > 0})
    return {
        name: plain(
            total(
                o.line.amount
                for o in found
                if o.nature == name and o.explained and o.line.amount > 0
            )
        )
        for name in names
    }


def _dearest(one: Explained) -> tuple[Decimal, str, str, str]:
    return -one.line.amount, one.line.service, one.line.usage_type, one.line.region


def _gap(one: Explained) -> dict[str, Any]:
    return {
        "service": one.line.service,
        "region": one.line.region,
        "usage_type": one.line.usage_type,
        "amount": plain(one.line.amount),
        "types": list(one.types),
        "why": one.why,
    }


def _free(free: Sequence[Any]) -> list[dict[str, Any]]:
    """Sum by type what is there and costs nothing."""
    types: dict[str, dict[str, int]] = {}
    for one in free:
        types.setdefault(one.type, {})[one.region] = one.resources
    return [
        {"type": name, "resources": sum(where.values()), "regions": where}
        for name, where in sorted(types.items())
    ]


def _row(one: Explained) -> dict[str, Any]:
    line = one.line
    return {
        "service": line.service,
        "region": line.region,
        "usage_type": line.usage_type,
        "record_type": line.record_type,
        "amount": f"{line.amount:f}",
        "explained": one.explained,
        "nature": one.nature,
        "rule": one.rule,
        "types": list(one.types),
        "resources": one.resources,
        "why": one.why,
    }


def _line(row: Mapping[str, Any]) -> Line:
    amount = Decimal(row["amount"])
    return Line(row["service"], row["region"], row["usage_type"], amount, row["record_type"])


def _explained(row: Mapping[str, Any]) -> Explained:
    return Explained(
        _line(row),
        bool(row["explained"]),
        row["nature"],
        row["rule"],
        tuple(row["types"]),
        row["resources"],
        row["why"],
    )
