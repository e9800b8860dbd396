"""Ask for one cell: every page of its list, turned into resources and an honest state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from migrate.aws.scan import Ask, Outcome, Reader, Seen, Tally
from migrate.core.call import CallRecord
from migrate.inventory.catalogue import Catalogue, Listing
from migrate.inventory.cells import UNSEEN_PARENTS, Cell, State, region_to_ask
from migrate.inventory.collect import Collector, Unidentified
from migrate.inventory.collect import finder as path_finder
from migrate.inventory.resource import Resource

CAP = 200_000
"""Items of one cell: memory stays flat, and what is beyond is said to be unseen."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A cell as it came out."""

    cell: Cell
    resources: tuple[Resource, ...]
    record: CallRecord
    brings: tuple[Cell, ...] = ()
    drops: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Asker:
    """Asks for cells of one account; safe to share by threads."""

    catalogue: Catalogue
    reader: Reader
    step: str
    cap: int = CAP
    collector: Collector = field(init=False)

    def __post_init__(self) -> None:
        account = self.reader.account
        self.collector = Collector(account.id, account.partition)

    def __call__(self, cell: Cell) -> Answered:
        """Read the list of a cell to its end, its cap, or its error."""
        listing = self.catalogue.listings[cell.listing]
        ask = self._ask(listing, cell)
        found: list[Resource] = []
        tally = Tally()
        cap = listing.cap or self.cap

        def take(page: Mapping[str, Any]) -> bool:
            found.extend(self.collector.resources(listing, cell.region, ask.params, page))
            return len(found) < cap

        try:
            outcome = self.reader.read(ask, take, tally)
        except Unidentified as error:
            outcome = Outcome(Seen.ERROR, code="Unidentified", message=str(error), final=True)
        done = self._done(cell, outcome, found, tally)
        record = self.reader.record(ask, tally, done.code or "ok", self.step)
        return self._with_children(listing, done, tuple(found), record)

    def _ask(self, listing: Listing, cell: Cell) -> Ask:
        account = self.reader.account
        own = {
            name: account.id if value == "{account}" else value
            for name, value in listing.params.items()
        }
        return Ask(
            listing.service,
            listing.operation,
            region_to_ask(listing, cell.region, account.region),
            {**own, **cell.params},
            listing.nothing,
        )

    @staticmethod
    def _done(cell: Cell, outcome: Outcome | None, found: list[Resource], tally: Tally) -> Cell:
        spent: dict[str, Any] = {
            "calls": tally.calls,
            "milliseconds": tally.milliseconds,
            "count": len(found),
        }
        if outcome is None:
            return replace(cell, state=State.OK if found else State.EMPTY, **_CLEAN, **spent)
        return replace(
            cell,
            state=State(str(outcome.seen)),
            code=outcome.code,
            action=outcome.action,
            message=outcome.message,
            final=outcome.final,
            **spent,
        )

    def _with_children(
        self, listing: Listing, cell: Cell, found: tuple[Resource, ...], record: CallRecord
    ) -> Answered:
        """Plan the lists of each resource; where not all were seen, say that for their children."""
        brings, drops = [], []
        for kind in listing.kinds:
            for child in self.catalogue.children.get(kind.type, ()):
                unseen = Cell(child.id, cell.region, f"{UNSEEN_PARENTS}{cell.parent}")
                if cell.state in {State.OK, State.EMPTY}:
                    drops.append(unseen.key)
                else:
                    brings.append(replace(unseen, **_unseen(cell)))
                brings += [
                    Cell(child.id, cell.region, resource.identifier, given(child, resource))
                    for resource in found
                    if resource.type == kind.type
                ]
        return Answered(cell, found, record, tuple(brings), tuple(drops))


_CLEAN: dict[str, Any] = {"code": "", "action": "", "message": "", "final": False}


def _unseen(parent: Cell) -> dict[str, Any]:
    """Return the state of a list whose parents were not all seen."""
    if parent.state in {State.NOT_IN_REGION, State.NOT_SUBSCRIBED}:
        return {"state": parent.state, "code": parent.code, "final": True}
    return {
        "state": State.SKIPPED,
        "code": parent.code,
        "action": parent.action,
        "message": f"Its parents were not all seen: {parent.listing} is {parent.state}.",
        "final": parent.final,
    }


def given(child: Listing, resource: Resource) -> dict[str, Any]:
    """Return the parameters that a parent gives to its child's list."""
    values: dict[str, Any] = {}
    for name, what in child.given.items():
        if what.startswith("."):
            values[name] = path_finder(what[1:])(resource.properties)
        else:
            own = {"id": resource.identifier, "arn": resource.arn, "name": resource.name}
            values[name] = own[what]
    return values
