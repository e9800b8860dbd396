"""Make the rows: a native list where the evidence is strong, else Cloud Control's, else none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.catalogue.decided import DECIDED
from tools.catalogue.fields import arn_of, described
from tools.catalogue.matching import Match, by_name, matches
from tools.catalogue.parents import model_of, needed, parent_of
from tools.catalogue.schemas import Type, types
from tools.catalogue.scopes import is_global, is_global_type
from tools.catalogue.spec import Spec
from tools.catalogue.words import noun

Row = dict[str, Any]
TRIED = 4
"""How many calls of a type are looked at for parents."""
GENERATIONS = 3
"""How deep children of children are followed."""


@dataclass
class Built:
    """Rows by type, and why the other types have none."""

    rows: dict[str, Row] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def count(self) -> Counter[str]:
        """Count rows by the way they are listed."""
        return Counter(_way(row) for row in self.rows.values())


def expanded(row: Row) -> list[Row]:
    """Return a row for each value of its parameter of few values."""
    for name, value in row.get("params", {}).items():
        if isinstance(value, tuple):
            return [{**row, "params": {**row["params"], name: one}} for one in value]
    return [row]


def _way(row: Row) -> str:
    if row["call"].startswith("cloudcontrol:"):
        return "cloud control"
    return "native, by parent" if row.get("parent") else "native"


def build(by_hand: Mapping[str, Sequence[Mapping[str, Any]]], spec: Spec) -> Built:
    """Return the rows of every type that has none by hand."""
    wanted = {
        name: kind
        for name, kind in types().items()
        if name not in by_hand and name not in DECIDED.no_resource
    }
    found = {name: matches(kind, spec.arns.get(name, "")) for name, kind in wanted.items()}
    built = Built()
    taken = {f"{row['call']} {row['items']}" for rows in by_hand.values() for row in rows}
    roots = dict(_roots(wanted, found, taken))
    for name, match in roots.items():
        built.rows[name] = _native(wanted[name], match, spec)
    first = {name: rows[0] for name, rows in by_hand.items()}
    claimed = taken | set(by_name(roots))
    for _generation in range(GENERATIONS):
        rows = {**first, **built.rows}
        built.rows |= _children(wanted, found, rows, spec, claimed)
    _by_cloud_control(built, wanted, first, spec)
    for name, kind in wanted.items():
        if name not in built.rows:
            built.left_out[name] = _why(kind, found[name])
    built.left_out |= DECIDED.no_resource
    return built


def _by_cloud_control(
    built: Built, wanted: Mapping[str, Type], first: Mapping[str, Mapping[str, Any]], spec: Spec
) -> None:
    for name, kind in wanted.items():
        if name not in built.rows and kind.listed and not kind.wants:
            built.rows[name] = _cloud_control(kind, spec)
    for name, kind in wanted.items():
        if name in built.rows or not kind.listed:
            continue
        rows = {**first, **built.rows}
        parent = model_of(kind, rows, spec.references.get(name, {}))
        if parent:
            more = {"parent": parent[0], "given": parent[1]}
            if rows[parent[0]].get("scope") == "global":
                more["scope"] = "global"
            built.rows[name] = {**_cloud_control(kind, spec), **more}


def _roots(
    wanted: Mapping[str, Type], found: Mapping[str, list[Match]], taken: set[str]
) -> Iterator[tuple[str, Match]]:
    """Yield the types with a call of their own: of several that claim a list the likest has it."""
    best: dict[str, Match] = {}
    for name in wanted:
        for match in found[name]:
            ask = needed(match.listed)
            free = ask is not None and not ask[1]
            if match.strong and free and name not in DECIDED.by_cloud_control:
                best[name] = match
                break
    for claim, names in by_name(best).items():
        if claim in taken:
            continue
        top = max(best[name].rank for name in names)
        winners = [name for name in names if best[name].rank == top]
        if len(winners) == 1:
            yield winners[0], best[winners[0]]


def _children(
    wanted: Mapping[str, Type],
    found: Mapping[str, list[Match]],
    rows: Mapping[str, Mapping[str, Any]],
    spec: Spec,
    claimed: set[str],
) -> dict[str, Row]:
    made: dict[str, Row] = {}
    for name, kind in wanted.items():
        if name in rows or name in DECIDED.by_cloud_control:
            continue
        for match in found[name][:TRIED]:
            ask = needed(match.listed)
            claim = f"{match.listed.call} {match.listed.items}"
            if not match.strong or ask is None or not ask[1] or claim in claimed:
                continue
            parent = parent_of(kind, ask[1], rows, spec.references.get(name, {}))
            if parent:
                claimed.add(claim)
                more = {"parent": parent[0], "given": parent[1]}
                made[name] = {**_native(kind, match, spec), **more}
                break
    return made


def _native(kind: Type, match: Match, spec: Spec) -> Row:
    listed = match.listed
    ask = needed(listed)
    parts = list(match.identifier)
    row: Row = {"call": listed.call, "items": listed.items}
    row["id"] = parts[0] if len(parts) == 1 else parts
    row |= described(noun(kind.name), listed)
    template = arn_of(spec.arns.get(kind.name, ""), kind.identifier)
    if "arn" not in row and template:
        row["arn"] = template
    if ask and ask[0]:
        row["params"] = ask[0]
    if is_global(listed.service):
        row["scope"] = "global"
    return row


def _cloud_control(kind: Type, spec: Spec) -> Row:
    row: Row = {
        "call": "cloudcontrol:ListResources",
        "params": {"TypeName": kind.name},
        "items": "ResourceDescriptions[]",
        "id": "Identifier",
        "body": "Properties",
        "tags": "Tags",
    }
    template = arn_of(spec.arns.get(kind.name, ""), kind.identifier)
    if template:
        row["arn"] = template
    if is_global_type(kind):
        row["scope"] = "global"
    return row


def _why(kind: Type, found: list[Match]) -> str:
    if found and found[0].strong:
        return f"{found[0].listed.call} asks for what no type that is listed gives"
    if kind.wants:
        return f"Cloud Control lists it only for a given {', '.join(kind.wants)}"
    return "no call lists it"
