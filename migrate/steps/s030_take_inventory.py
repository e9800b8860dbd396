"""See every resource of the old account, and say what could not be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from migrate.aws.pace import Paces
from migrate.aws.scan import Reader
from migrate.core.plan import Action, Change, Facts, Finding, Hand, Receipt, Severity, Target
from migrate.core.step import Step
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import LeftOut, State, root_cells
from migrate.inventory.gaps import Gap, gaps_of, missing_actions, open_gaps
from migrate.inventory.order import by_money
from migrate.inventory.permissions import actions_of
from migrate.inventory.rows import cell_of
from migrate.inventory.scan import Scan
from migrate.state.bills import BillStore
from migrate.state.inventory import InventoryStore
from migrate.steps import inventory_proof as proof
from migrate.steps.context import Context
from migrate.steps.inventory_scope import ASKS, Scope, scope_of, services_left_out, warnings
from migrate.steps.not_seen import gap_accepted, not_seen, places

BESIDE = ("account:ListRegions", *proof.ACTIONS)
"""Actions that an inventory needs besides its lists."""


class TakeInventory(Step[Context]):
    """List every type that the catalogue knows in every region that the account uses.

    A cell that could not be seen keeps the step waiting until it is seen, or until a new plan
    that names the gap is approved.
    """

    id = "take-inventory"
    title = "Take the inventory"
    phase = "Look"
    purpose = (
        "Asks for every type of resource in every enabled region and keeps what it saw, cell by "
        "cell, with what it could not see. What is not in the inventory is forgotten in the move."
    )
    needs = ("connect-accounts",)
    asks = ASKS
    undo_how = "It only reads AWS and writes to this workspace."
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "legacy": (*BESIDE, *actions_of(load_catalogue()))
    }
    fewer = (
        "name the services to look into: `take-inventory.services` under choices in migrate.yaml"
    )

    def needed(self, choices: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
        """Return the actions of the services that are looked into."""
        found = actions_of(load_catalogue(), services_left_out(choices))
        return {"legacy": (*BESIDE, *found)}

    def observe(self, context: Context) -> Facts:
        """Ask which regions there are, and what the last scan could not see."""
        scope = scope_of(context)
        catalogue = load_catalogue()
        return {
            "regions": list(scope.regions),
            "left_out": list(scope.left_out.regions),
            "services_left_out": sorted(scope.left_out.services),
            "catalogue": catalogue.digest,
            "types": len(catalogue.types),
            "calls": sum(
                cell.state is State.PLANNED
                for cell in root_cells(catalogue, scope.regions, scope.left_out)
            ),
            "gaps": [
                {"key": g.key, "why": g.why, "regions": list(g.regions)}
                for g in open_gaps(_gaps(context))
            ],
        }

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Scan; name the regions that are left out and the gaps that this plan would accept."""
        account = context.account("legacy").id
        yield from warnings(facts["left_out"], facts["services_left_out"])
        for gap in facts["gaps"]:
            yield gap_accepted(gap)
        yield Change(
            key="scan",
            action=Action.READ,
            summary=f"Look for {facts['types']:,} types in {len(facts['regions'])} regions: "
            f"about {facts['calls']} calls, and more for what hangs on what is found",
            target=Target(f"account {account}", account=account),
            hand=Hand.LEGACY,
            params={
                "regions": list(facts["regions"]),
                "left_out": list(facts["left_out"]),
                "services_left_out": list(facts["services_left_out"]),
                "accepted": [gap["key"] for gap in facts["gaps"]],
            },
        )
        yield from proof.changes(account)

    def apply(self, change: Change, context: Context) -> Receipt:
        """Scan, or go on with the scan that was stopped; stop at what nobody accepted."""
        if change.key in proof.APPLY:
            return proof.APPLY[change.key](change, context)
        store = InventoryStore(context.database)
        said = change.params
        left_out = LeftOut(tuple(said["left_out"]), frozenset(said["services_left_out"]))
        number = _scan(context, Scope(tuple(said["regions"]), left_out))
        proof.settle(context)
        cells = [cell_of(row) for row in store.cells(number)]
        gaps = open_gaps(gaps_of(cells), change.params["accepted"])
        if gaps:
            raise not_seen(gaps, missing_actions(cells))
        store.close(number)
        found = sum(store.census(context.account("legacy").id).values())
        states = dict(store.counts(number))
        return Receipt(change.key, {"scan": number, "resources": found, "cells": states})

    def verify(self, context: Context) -> Iterable[Finding]:
        """Look whether the account's regions are still those that were scanned; tell the gaps."""
        newest = InventoryStore(context.database).newest(context.account("legacy").id)
        if newest is None or sorted(newest["regions"]) != sorted(scope_of(context).regions):
            yield Finding(
                Severity.WARNING,
                "The account's enabled regions are not those that were scanned.",
                why="What is in a region that was not scanned is not in the inventory.",
                remedy="Type `migrate plan take-inventory`.",
                source="account:ListRegions",
                key="regions-moved",
            )
        for gap in _gaps(context):
            yield Finding(
                Severity.INFO,
                f"Not seen: {gap.key} ({gap.cells} cells, {places(gap.regions)}).",
                why=gap.why,
                remedy="Type `migrate inventory coverage` for all of it.",
                key="not-seen",
            )
        yield from proof.findings(context)


def scan_now(context: Context) -> int:
    """Scan outside the journey's plan; what could not be seen keeps the scan open."""
    store = InventoryStore(context.database)
    number = _scan(context, scope_of(context))
    proof.settle(context)
    if not open_gaps(gaps_of(cell_of(row) for row in store.cells(number))):
        store.close(number)
    return number


def _scan(context: Context, scope: Scope) -> int:
    account, catalogue = context.account("legacy"), load_catalogue()
    bills = BillStore(context.database)
    bill = bills.newest(account.id)
    scan = Scan(
        catalogue,
        Reader(account, Paces()),
        InventoryStore(context.database),
        context.recorder,
        TakeInventory.id,
        context.progress,
        left_out=scope.left_out,
        rank=by_money(catalogue, bills.lines(bill["id"]) if bill else ()),
    )
    return scan.run(scope.regions)


def _gaps(context: Context) -> tuple[Gap, ...]:
    store = InventoryStore(context.database)
    newest = store.newest(context.account("legacy").id)
    if newest is None:
        return ()
    return gaps_of(
        cell_of(row) for row in store.cells(newest["id"]) if row["state"] != State.PLANNED
    )


STEP = TakeInventory()
