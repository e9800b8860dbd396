"""What a scan could not see: by kind, with the permission that is missing, never left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from migrate.aws.policies import document_of, only_looks, policies
from migrate.inventory.cells import ALL, LEFT_OUT, RESOLVED, Cell, State

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
    call = cell.listing.partition("(")[0]
    what = cell.action if cell.state is State.DENIED else f"{call} {cell.code}".rstrip()
    return f"{cell.state} {what}{' (no such operation)' if cell.final else ''}"


def _gap(key: str, cells: Sequence[Cell]) -> Gap:
    first = cells[0]
    regions = tuple(sorted({cell.region for cell in cells}))
    why = first.message or first.code
    return Gap(key, first.state, why, regions, len(cells), all(c.final for c in cells))


def missing_actions(cells: Iterable[Cell]) -> tuple[str, ...]:
    """Return every IAM action that a cell was denied."""
    denied = [cell.action for cell in cells if cell.state is State.DENIED and cell.action]
    return tuple(sorted({action for one in denied for action in one.split(ALL)}))


def advised(actions: Collection[str]) -> dict[str, Any]:
    """Return the policies that would allow what was denied, whole and in documents that AWS takes.

    An action that changes something or reads data is named, and nobody is told to allow it.
    """
    looks = sorted({action for action in actions if only_looks(action)})
    return {
        "policy": document_of(looks) if looks else None,
        "policies": [
            {"name": one.name, "characters": one.characters, "document": one.document}
            for one in (policies(POLICY, looks) if looks else ())
        ],
        "not_advised": sorted(set(actions) - set(looks)),
    }
