"""Find for a call that needs parameters the type whose every resource gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tools.catalogue.operations import Listed, model
from tools.catalogue.schemas import Type, types
from tools.catalogue.words import ending, likeness, noun, plain, stem
from tools.shapes import items_of

COUNTS = frozenset({"maxresults", "limit", "maxitems", "pagesize", "maxrecords", "count"})
ACCOUNTS = frozenset({"accountid", "awsaccountid", "catalogid", "registryid", "owneraccount"})
FEW = 5
Rows = Mapping[str, Mapping[str, Any]]


def needed(listed: Listed) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """Return the parameters that need no parent, and the names of the others.

    A parameter of few values has all of them, as a tuple: it is asked for each.  None where one
    is neither that, a size, an account id, nor a text that a parent could give.
    """
    params: dict[str, Any] = {}
    others = []
    for name in listed.required:
        shape = listed.model.input_shape.members[name]
        if plain(name) in COUNTS:
            params[name] = int(shape.metadata.get("max", 100))
        elif plain(name) in ACCOUNTS:
            params[name] = "{account}"
        elif shape.type_name == "string" and 0 < len(shape.enum or ()) <= FEW:
            params[name] = tuple(shape.enum)
        elif shape.type_name == "string" and not shape.enum:
            others.append(name)
        else:
            return None
    return params, tuple(others)


def parent_of(
    kind: Type, wanted: tuple[str, ...], rows: Rows, references: Mapping[str, str]
) -> tuple[str, dict[str, str]] | None:
    """Return a type that has a row and gives every wanted parameter, with what of it."""
    for candidate in _candidates(kind, wanted[0], rows, references):
        row, alone = rows[candidate], len(wanted) == 1
        given = {name: _given(name, candidate, row, alone=alone) for name in wanted}
        if all(given.values()):
            return candidate, given
    return None


def model_of(
    kind: Type, rows: Rows, references: Mapping[str, str]
) -> tuple[str, dict[str, str]] | None:
    """Return the parent of a type that Cloud Control lists only for a given property."""
    if len(kind.wants) != 1:
        return None
    wanted = kind.wants[0]
    end = ending(plain(wanted))
    for candidate in _candidates(kind, wanted, rows, references):
        row = rows[candidate]
        if end == "arn" and row.get("arn"):
            return candidate, {f"ResourceModel.{wanted}": "arn"}
        parts = types()[candidate].identifier if candidate in types() else ()
        if len(parts) == 1 and (end == ending(plain(parts[0])) or plain(parts[0]) == plain(wanted)):
            return candidate, {f"ResourceModel.{wanted}": "id"}
    return None


def _candidates(
    kind: Type, parameter: str, rows: Rows, references: Mapping[str, str]
) -> Iterable[str]:
    """Return types by how well they fit: the spec's own references first, then by noun."""
    name = plain(parameter)
    base = stem(name.removesuffix(ending(name))) or name
    said = [t for prop, t in references.items() if plain(prop) == name and t in rows]
    family = [t for t in rows if t.startswith(f"{kind.service}::") and t != kind.name]
    liked = sorted(family, key=lambda t: (-likeness(noun(t), base), len(t), t))
    if base in {"", "resource"}:
        liked = []
    return (*said, *(t for t in liked if likeness(noun(t), base) > 1))


def _given(parameter: str, parent: str, row: Mapping[str, Any], *, alone: bool) -> str:
    """Return what of a parent is the parameter: `id`, or `.` and a member of its item."""
    if isinstance(row["id"], list) and len(row["id"]) > 1:
        return ""
    identifier = row["id"] if isinstance(row["id"], str) else row["id"][0]
    service, _, operation = row["call"].partition(":")
    item = items_of(row["items"], model(service).operation_model(operation).output_shape)
    if item is None or service == "cloudcontrol":
        return ""
    if item.type_name == "string":
        return "id" if alone else ""
    wanted, end = plain(parameter), ending(plain(parameter))
    members = {plain(name): name for name in item.members}
    thing = noun(parent)
    likely = (wanted, f"{thing}{end}", end, f"{thing}arn", "arn") if end else (wanted, "id")
    for name in likely if alone else (wanted,):
        if name and name in members and item.members[members[name]].type_name == "string":
            return "id" if members[name] == identifier else f".{members[name]}"
    return ""
