"""What proves an inventory: the bill, and what it could not explain."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.cost_explorer import CostExplorer, NoDataYet, QuestionRefused
from migrate.core.amounts import exact
from migrate.core.errors import GatewayError, NotPermitted
from migrate.core.plan import Action, Change, Finding, Hand, Receipt, Severity, Target
from migrate.inventory.bill.asking import DAYS, MOST, QUESTIONS, BillUnclear, ask_bill, price
from migrate.inventory.bill.comparing import bill_report, keep, keep_none, money
from migrate.inventory.catalogue import load_catalogue
from migrate.state.bills import BillStore
from migrate.state.inventory import InventoryStore
from migrate.steps.context import Context

BILL = "bill"
ACTIONS = ("ce:GetCostAndUsage",)
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
    return Receipt(change.key, {"requests": made.requests, "compared": True, "why": told["why"]})


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
        amount = money(exact(gap["amount"]), report["currency"])
        where = gap["region"] or "a region that is not told"
        yield Finding(
            Severity.INFO,
            f"Not explained: {amount} for {gap['usage_type']} of {gap['service']} in {where}.",
            why=gap["why"],
            remedy="Look in the console for what causes it; `migrate inventory coverage` has all.",
            source="ce:GetCostAndUsage",
            key="cost-not-explained",
        )
