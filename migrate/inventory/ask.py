"""Ask for one cell: every page of its list, turned into resources and an honest state."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from migrate.aws.permissions import action_of
from migrate.aws.scan import Ask, Outcome, Reader, Seen, Tally
from migrate.core.call import CallRecord
from migrate.inventory.catalogue import Catalogue, Listing
from migrate.inventory.cells import (
    ALL,
    ANSWERED,
    NOTHING_LEFT_OUT,
    UNSEEN_PARENTS,
    Cell,
    LeftOut,
    State,
    region_to_ask,
)
from migrate.inventory.collect import Collector, Unidentified
from migrate.inventory.collect import finder as path_finder
from migrate.inventory.resource import Resource
from migrate.inventory.rows import resource_row

CAP = 2_000_000
"""Items of one cell after which it is asked no further, and what is beyond is said to be unseen."""
PART = 2_000
"""Resources of a long list that are handed on while it is still read: memory stays flat."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A cell as it came out, or a part of what it shows while it is still read."""

    cell: Cell
    """Still as it was planned where this is a part: only the end of a list resolves it."""
    resources: tuple[Mapping[str, Any], ...]
    """As rows: what makes them is done by who asks."""
    record: CallRecord | None
    """None of a part."""
    brings: tuple[Cell, ...] = ()
    drops: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Asker:
    """Asks for cells of one account; safe to share by threads."""

    catalogue: Catalogue
    reader: Reader
    step: str
    hand_on: Callable[[Answered], None]
    """Takes the parts of a long list, from the thread that reads it."""
    left_out: LeftOut = NOTHING_LEFT_OUT
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
        handed = 0

        def take(page: Mapping[str, Any]) -> bool:
            nonlocal handed, found
            found.extend(self.collector.resources(listing, cell.region, ask.params, page))
            more = handed + len(found) < cap
            if len(found) >= PART and more:
                handed += len(found)
                self.hand_on(self._part(listing, cell, found))
                found = []
            return more

        try:
            outcome = self.reader.read(ask, take, tally)
        except Unidentified as error:
            outcome = Outcome(Seen.ERROR, code="Unidentified", message=str(error), final=True)
        done = self._done(cell, outcome, handed + len(found), tally)
        if done.state is State.DENIED and not done.action:
            done = replace(done, action=may_be_denied(listing))
        record = self.reader.record(ask, tally, done.code or "ok", self.step)
        return self._with_children(listing, done, found, record)

    def rest(self, cell: Cell) -> float:
        """Return how many seconds the turn of a cell is away."""
        listing = self.catalogue.listings[cell.listing]
        region = region_to_ask(listing, cell.region, self.reader.account.region)
        return self.reader.rest(listing.service, region, listing.operation)

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
    def _done(cell: Cell, outcome: Outcome | None, count: int, tally: Tally) -> Cell:
        spent: dict[str, Any] = {
            "calls": tally.calls,
            "milliseconds": tally.milliseconds,
            "count": count,
        }
        if outcome is None:
            return replace(cell, state=State.OK if count else State.EMPTY, **_CLEAN, **spent)
        return replace(
            cell,
            state=State(str(outcome.seen)),
            code=outcome.code,
            action=outcome.action,
            message=outcome.message,
            final=outcome.final,
            **spent,
        )

    def _part(self, listing: Listing, cell: Cell, found: Sequence[Resource]) -> Answered:
        """Make what was read so far ready to be kept; the cell stays planned."""
        return Answered(cell, _rows(found, cell), None, tuple(self._children(listing, cell, found)))

    def _with_children(
        self, listing: Listing, cell: Cell, found: Sequence[Resource], record: CallRecord
    ) -> Answered:
        """Plan the lists of each resource; where not all were seen, say that for their children."""
        brings, drops = self._children(listing, cell, found), []
        for child in self._child_listings(listing):
            unseen = Cell(child.id, cell.region, f"{UNSEEN_PARENTS}{cell.parent}")
            if cell.state in ANSWERED:
                drops.append(unseen.key)
            else:
                brings.append(replace(unseen, **_unseen(cell)))
        return Answered(cell, _rows(found, cell), record, tuple(brings), tuple(drops))

    def _child_listings(self, listing: Listing) -> list[Listing]:
        children = self.catalogue.children
        return [child for kind in listing.kinds for child in children.get(kind.type, ())]

    def _children(self, listing: Listing, cell: Cell, found: Sequence[Resource]) -> list[Cell]:
        """Return the lists that hang on each resource."""
        return [
            self.left_out.mark(
                Cell(child.id, cell.region, resource.identifier, given(child, resource))
            )
            for kind in listing.kinds
            for child in self.catalogue.children.get(kind.type, ())
            for resource in found
            if resource.type == kind.type
        ]


def _rows(found: Sequence[Resource], cell: Cell) -> tuple[Mapping[str, Any], ...]:
    return tuple(resource_row(resource, cell) for resource in found)


def may_be_denied(listing: Listing) -> str:
    """Return what a refusal without a name may mean: never nothing, so that a person is asked."""
    return ALL.join(listing.allows) or action_of(f"{listing.service}:{listing.operation}")


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
    """Return the parameters that a parent gives to its child's list.

    `ResourceModel.VpcId` is the member `VpcId` of a parameter that is a JSON text.
    """
    values: dict[str, Any] = {}
    texts: dict[str, dict[str, Any]] = {}
    for name, what in child.given.items():
        parameter, _, member = name.partition(".")
        if member:
            texts.setdefault(parameter, {})[member] = _of(resource, what)
        else:
            values[name] = _of(resource, what)
    return {**values, **{name: json.dumps(body) for name, body in texts.items()}}


def _of(resource: Resource, what: str) -> Any:
    """Return what a parent gives; nothing where it has fewer parts, and AWS's list says so."""
    if what.startswith("."):
        return path_finder(what[1:])(resource.properties)
    name, _, part = what.partition(".")
    whole = {"id": resource.identifier, "arn": resource.arn, "name": resource.name}[name]
    if not part:
        return whole
    parts = whole.split("|" if name == "id" else "/")
    return parts[int(part) - 1] if int(part) <= len(parts) else ""
