"""The unit of a scan: one list, in one region, of one parent; with how far it was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from migrate.inventory.catalogue import Catalogue, Listing
from migrate.inventory.kinds import GLOBAL


class State(StrEnum):
    """How far a cell was seen.  Only `ok` and `empty` are answers; no error becomes one."""

    PLANNED = "planned"
    OK = "ok"
    EMPTY = "empty"
    DENIED = "denied"
    NOT_IN_REGION = "not-in-region"
    NOT_SUBSCRIBED = "not-subscribed"
    THROTTLED = "throttled"
    ERROR = "error"
    CAPPED = "capped"
    SKIPPED = "skipped"


ANSWERED = frozenset({State.OK, State.EMPTY})
ABSENT = frozenset({State.NOT_IN_REGION, State.NOT_SUBSCRIBED})
"""The account holds nothing there, by AWS's own word."""
RESOLVED = ANSWERED | ABSENT
ASKED_AGAIN = frozenset({State.PLANNED, State.DENIED, State.THROTTLED, State.ERROR})
"""What a resumed scan asks again, unless asking again is known to bring the same."""

LEFT_OUT = "left out: "
"""How the code of a cell begins that the operator left out."""
ALL = ", "
"""Between the actions of a denied cell of which one or more are missing, and nobody said which."""
UNSEEN_PARENTS = "*"
"""Stands for the parents of a list that could not be seen, so that nobody takes it for none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One list in one region of one parent."""

    listing: str
    region: str
    parent: str = ""
    """Identifier of the parent; empty for a root."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """What the parent gives to the call."""
    state: State = State.PLANNED
    count: int = 0
    code: str = ""
    action: str = ""
    """IAM action that was denied, or all that it may have been."""
    message: str = ""
    final: bool = False
    """Asking again would bring the same."""
    calls: int = 0
    milliseconds: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What names a cell within a scan."""
        return self.listing, self.region, self.parent


def regions_of(listing: Listing, regions: Sequence[str]) -> Sequence[str]:
    """Return the regions in which a list is asked: `global` stands for once."""
    return (GLOBAL,) if listing.scope == GLOBAL else regions


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the operator does not want to look into: named cell by cell, never silent."""

    regions: tuple[str, ...] = ()
    services: frozenset[str] = frozenset()

    def mark(self, cell: Cell) -> Cell:
        """Return a cell as it is planned: skipped with its reason where it is left out."""
        service = cell.listing.partition(":")[0]
        if service in self.services:
            what = f"service {service}"
        elif cell.region in self.regions:
            what = f"region {cell.region}"
        else:
            return cell
        message = f"The operator leaves out the {what}."
        return replace(cell, state=State.SKIPPED, code=LEFT_OUT + what, message=message, final=True)

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.regions or self.services)


NOTHING_LEFT_OUT = LeftOut()


def root_cells(
    catalogue: Catalogue, regions: Sequence[str], left_out: LeftOut = NOTHING_LEFT_OUT
) -> Iterator[Cell]:
    """Return the cells that can be planned before anything is seen, left out ones included."""
    for listing in catalogue.roots:
        for region in regions_of(listing, (*regions, *left_out.regions)):
            yield left_out.mark(Cell(listing.id, region))


def region_to_ask(listing: Listing, region: str, home: str) -> str:
    """Return the region whose endpoint is asked for a cell."""
    return (listing.home or home) if region == GLOBAL else region
