"""What a scan could not see: by kind, with the permission that is missing, never left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from migrate.aws.outcomes import hides_action
from migrate.aws.permissions import action_of
from migrate.aws.policies import document_of, only_looks, policies
from migrate.inventory.cells import ALL, LEFT_OUT, RESOLVED, Cell, State
from migrate.inventory.permissions import asked_for

POLICY = "migrate-see-what-was-denied"
CURABLE = frozenset({State.PLANNED, State.DENIED, State.THROTTLED, State.ERROR})


@dataclass(frozen=True, slots=True)
class Gap:
    """Cells that one cause keeps from being seen."""

    key: str
    """Names the cause, the same in every scan: `denied lambda:ListFunctions`."""
    state: State
    why: str
    """One example of what AWS said."""
    regions: tuple[str, ...]
    cells: int
    final: bool
    """Asking again brings the same: nothing to be done on our side."""
    unnamed: bool = False
    """AWS did not say which permission is missing, and nothing else tells it."""


def gaps_of(cells: Iterable[Cell]) -> tuple[Gap, ...]:
    """Return what was not seen, by cause, in a stable order."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.state not in RESOLVED:
            groups.setdefault(_cause(cell), []).append(cell)
    return tuple(_gap(key, members) for key, members in sorted(groups.items()))


def open_gaps(gaps: Iterable[Gap], accepted: Iterable[str] = ()) -> tuple[Gap, ...]:
    """Return the gaps that somebody can still close and that nobody accepted."""
    known = set(accepted)
    return tuple(g for g in gaps if g.state in CURABLE and not g.final and g.key not in known)


def _cause(cell: Cell) -> str:
    if cell.code.startswith(LEFT_OUT):
        return f"{cell.state} {cell.code}"
    if cell.state is State.DENIED:
        what = cell.listing if _unnamed(cell) else cell.action
    else:
        what = f"{_call(cell)} {cell.code}".rstrip()
    return f"{cell.state} {what}{' (no such operation)' if cell.final else ''}"


def _call(cell: Cell) -> str:
    return cell.listing.partition("(")[0]


def _unnamed(cell: Cell) -> bool:
    """Whether nobody knows what a cell was denied: then each list is a cause of its own."""
    known = {"", action_of(_call(cell))}
    return cell.state is State.DENIED and cell.action in known and hides_action(cell.message)


def _gap(key: str, cells: Sequence[Cell]) -> Gap:
    first = cells[0]
    regions = tuple(sorted({cell.region for cell in cells}))
    why = first.message or first.code
    final = all(cell.final for cell in cells)
    return Gap(key, first.state, why, regions, len(cells), final, unnamed=_unnamed(first))


def missing_actions(cells: Iterable[Cell]) -> tuple[str, ...]:
    """Return every IAM action that a cell was denied."""
    denied = [c.action or action_of(_call(c)) for c in cells if c.state is State.DENIED]
    return tuple(sorted({action for one in denied for action in one.split(ALL)}))


def advised(actions: Collection[str]) -> dict[str, Any]:
    """Return the policies that would allow what was denied, whole and in documents that AWS takes.

    Which action a refusal names is AWS's word.  Only what the inventory is known to need is
    advised; anything else is named, and nobody is told to allow it.
    """
    looks = sorted(action for action in asked_for() & set(actions) if only_looks(action))
    return {
        "policy": document_of(looks) if looks else None,
        "policies": [
            {"name": one.name, "characters": one.characters, "document": one.document}
            for one in (policies(POLICY, looks) if looks else ())
        ],
        "not_advised": sorted(set(actions) - set(looks)),
    }
