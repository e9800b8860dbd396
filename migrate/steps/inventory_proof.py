"""What proves an inventory: the bill, other witnesses, and what they know and we do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from migrate.aws.cost_explorer import CostExplorer, NoDataYet, QuestionRefused
from migrate.aws.permissions import action_of
from migrate.core.amounts import exact
from migrate.core.errors import GatewayError, NotPermitted, StepNotReady
from migrate.core.plan import Action, Change, Finding, Hand, Receipt, Severity, Target
from migrate.inventory.bill.asking import DAYS, MOST, QUESTIONS, BillUnclear, ask_bill, price
from migrate.inventory.bill.comparing import bill_report, compare_again, keep, keep_none, money
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.links.building import build
from migrate.inventory.links.values import How
from migrate.inventory.moves import keeping as moves
from migrate.inventory.report import outsiders
from migrate.inventory.witnesses import hearing
from migrate.state.bills import BillStore
from migrate.state.inventory import InventoryStore
from migrate.state.links import LinkStore
from migrate.state.witnesses import WitnessStore
from migrate.steps.context import Context
from migrate.steps.not_seen import places

BILL, WITNESSES = "bill", "witnesses"
ACTIONS = ("ce:GetCostAndUsage", *sorted(action_of(call) for call in hearing.calls()))
LARGEST = 5
"""Unexplained sums that findings name; `migrate inventory coverage` has all."""
NONE: tuple[type[GatewayError], ...] = (NoDataYet, NotPermitted, QuestionRefused, BillUnclear)
"""What leaves an account without a bill to compare with: said, and no reason to stop."""


def bill_change(account: str) -> Change:
    """Return the change that asks for the bill, with its price."""
    return Change(
        key=BILL,
        action=Action.READ,
        summary=f"Hold what cost money in the last {DAYS} days against what was found: "
        f"{QUESTIONS} requests of Cost Explorer, or a few more",
        target=Target(f"account {account}", account=account),
        hand=Hand.LEGACY,
        cost=f"{price(QUESTIONS)} ({QUESTIONS} requests), at most {price(MOST)}",
    )


def witness_change(account: str) -> Change:
    """Return the change that hears who else keeps a list of the account."""
    titles = ", ".join(module.TITLE for module in hearing.all_witnesses())
    return Change(
        key=WITNESSES,
        action=Action.READ,
        summary=f"Compare with what others know of it, where they are on already: {titles}",
        target=Target(f"account {account}", account=account),
        hand=Hand.LEGACY,
    )


def hear(change: Change, context: Context) -> Receipt:
    """Hear every witness of the newest scan's regions."""
    account = context.account("legacy")
    store = WitnessStore(context.database)
    newest = InventoryStore(context.database).newest(account.id)
    if newest is None:
        raise StepNotReady("Nothing was scanned yet", remedy="Type `migrate inventory scan`.")
    types = load_catalogue().types
    hearing.hear(account, store, newest["id"], newest["regions"], types)
    told = hearing.told(store.heard(account.id))
    return Receipt(change.key, {one["name"]: one["gaps"] for one in told})


def witness_findings(context: Context) -> Iterator[Finding]:
    """Tell how much another witness knows that nothing explains, and who could not be heard."""
    rows = WitnessStore(context.database).heard(context.account("legacy").id)
    for one in hearing.told(rows) if rows else ():
        if one["gaps"]:
            yield Finding(
                Severity.INFO,
                f"Not seen: {one['gaps']} resources that {one['title']} knows.",
                why="They are newer than the scan, gone since, or missing from the inventory.",
                remedy="Type `migrate inventory coverage` for their ARNs.",
                source=f"{one['title']}: {one['known']} known, {one['agreed']} found",
                key="witness-knows-more",
            )
        unheard = {state: where for state, where in one["states"].items() if state != "heard"}
        if unheard:
            said = "; ".join(f"{k} in {places(where)}" for k, where in sorted(unheard.items()))
            yield Finding(
                Severity.INFO,
                f"No second opinion of {one['title']}: {said}.",
                why=". ".join(one["why"][:3]),
                key="witness-not-heard",
            )


def ask(change: Change, context: Context) -> Receipt:
    """Ask for the bill, once a day; without one, say why there is none."""
    account = context.account("legacy")
    store = InventoryStore(context.database)
    explorer = CostExplorer(account)
    now = account.clock.now()
    known = BillStore(context.database).newest(account.id)
    if known is not None and known["end"] == now.date().isoformat() and not known["why"]:
        return Receipt(change.key, {"requests": 0, "asked_at": known["asked_at"]})
    try:
        made = ask_bill(
            account.id,
            lambda asked: explorer.cost_and_usage(asked).body,
            now.date(),
            now.isoformat(),
        )
    except NONE as error:
        keep_none(store, account.id, now, str(error))
        return Receipt(change.key, {"compared": False, "why": str(error)})
    keep(store, made, load_catalogue())
    told = bill_report(store, account.id)
    gaps = [f"{_amount(told, gap)} for {gap['usage_type']}" for gap in told["gaps"][:LARGEST]]
    body = {"requests": made.requests, "compared": True, "why": told["why"], "unexplained": gaps}
    return Receipt(change.key, body)


def _amount(report: Mapping[str, Any], gap: Mapping[str, Any]) -> str:
    return money(exact(gap["amount"]), report["currency"])


def bill_findings(context: Context) -> Iterator[Finding]:
    """Name the largest sums that nothing in the inventory explains."""
    report = bill_report(InventoryStore(context.database), context.account("legacy").id)
    if not report["compared"]:
        yield Finding(
            Severity.INFO,
            f"Not looked at: {report['why']}",
            why="What cost money and was not found would show in it.",
            remedy="Type `migrate plan take-inventory`.",
            source="ce:GetCostAndUsage",
            key="bill-not-compared",
        )
        return
    for gap in report["gaps"][:LARGEST]:
        where = gap["region"] or "a region that is not told"
        what = f"{gap['usage_type']} of {gap['service']} in {where}"
        yield Finding(
            Severity.INFO,
            f"Not explained: {_amount(report, gap)} for {what}.",
            why=gap["why"],
            remedy="Look in the console for what causes it; `migrate inventory coverage` has all.",
            source="ce:GetCostAndUsage",
            key="cost-not-explained",
        )


def outsider_findings(context: Context) -> Iterator[Finding]:
    """Name the accounts and organizations that policies speak of: a move has to keep them."""
    store = LinkStore(context.database)
    for row in outsiders(store, context.account("legacy").id):
        if row["kind"] not in {How.PRINCIPAL, How.ORGANIZATION} or row["outside"] == "*":
            continue
        condition = row["kind"] == How.ORGANIZATION
        yield Finding(
            Severity.INFO,
            f"{'A condition names' if condition else 'A policy lets in'} {row['outside']}: "
            f"{row['resources']} resources, such as {row['example']}.",
            why="Whether it holds changes with the organization that the account is in."
            if condition
            else "What is made anew in another account has to let it in there too.",
            remedy="Type `migrate inventory coverage --json`: `links` names them all.",
            source="aws docs: IAM global condition context keys",
            key="outsider",
        )


def settle(context: Context) -> None:
    """Link what was seen, name how each type moves, and explain the bill that is kept anew."""
    account = context.account("legacy").id
    store, catalogue = InventoryStore(context.database), load_catalogue()
    build(store, account, catalogue)
    moves.keep(context.database, store.census(account))
    compare_again(store, account, catalogue)


def changes(account: str) -> Iterator[Change]:
    """Return what a plan does beside the scan, in its order."""
    yield bill_change(account)
    yield witness_change(account)


APPLY: Mapping[str, Callable[[Change, Context], Receipt]] = {BILL: ask, WITNESSES: hear}
"""Key of a change to what makes it."""


def findings(context: Context) -> Iterator[Finding]:
    """Return what the proof found wanting."""
    yield from bill_findings(context)
    yield from witness_findings(context)
    yield from outsider_findings(context)
