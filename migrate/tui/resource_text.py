"""All that is known of one resource, one part below the other; a part with nothing is left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from textual.content import Content

from migrate.core.downtime import downtime
from migrate.state.view_money import Money
from migrate.state.view_resource import Link, Links, Resource
from migrate.tui.prose import Row
from migrate.tui.words import MUTED, fact, hanging, heading, line

LONGEST = 300
"""Lines of properties that are shown; the export has all."""
MOST = 1000
"""Characters of one value that are shown."""

Part = Iterator[Content | Row]


def sheet(resource: Resource, money: Money | None) -> list[Content | Row]:
    """Return the lines about a resource."""
    told: list[Content | Row] = []
    for part in PARTS:
        lines = list(part(resource, money))
        if lines:
            told += [line(""), *lines] if told else lines
    return told


def _identity(resource: Resource, money: Money | None) -> Part:
    del money
    row = resource.row
    yield heading(_cut(row["name"] or row["identifier"]))
    yield fact("type", row["type"])
    yield fact("region", row["region"])
    yield fact("identifier", _cut(row["identifier"]))
    for name in ("arn", "created"):
        if row[name]:
            yield fact(name, _cut(row[name]))
    yield fact("seen", _seen(resource))
    if row["redacted"]:
        yield fact("hidden", f"{row['redacted']} secrets were left out")


def _seen(resource: Resource) -> str:
    row = resource.row
    if row["removed_scan"]:
        return f"gone since scan {row['removed_scan']}, first seen in scan {row['first_scan']}"
    changed = row["changed_scan"] != row["first_scan"]
    told = f", changed in scan {row['changed_scan']}" if changed else ""
    last = f", last in scan {row['last_scan']}" if row["last_scan"] != resource.scan else ""
    return f"first in scan {row['first_scan']}{told}{last}"


def _owners(resource: Resource, money: Money | None) -> Part:
    del money
    if resource.owners:
        yield heading("Managed by")
    for owner in resource.owners:
        yield fact(owner.by, _cut(owner.what), (f"  {owner.place}", MUTED), width=16)


def _move(resource: Resource, money: Money | None) -> Part:
    del money
    move = resource.move
    if move is None:
        return
    yield heading("How it gets to another account")
    yield fact(move.how, move.method)
    if move.downtime:
        yield fact("downtime", downtime(move.downtime))
    yield from (hanging(("! ", "$warning"), sentence) for sentence in move.beware)
    yield fact("source", (move.source, MUTED))


def _bill(resource: Resource, money: Money | None) -> Part:
    row = resource.row
    lines = money.of(row["type"], row["region"]) if money else ()
    if not lines or money is None:
        return
    share = money.share(row["type"], row["region"])
    yield heading("Its money", (f"  {money.start} to {money.end}, end not included", MUTED))
    yield fact("even share", f"{share:,.2f} {money.currency}", (_OF_ALL, MUTED))
    for one in lines:
        amount = f"{one.amount:,.2f} {money.currency}"
        among = f"  {one.usage_type}, among {one.resources:,}"
        yield Row(line(f"{amount:>16}", (among, MUTED)), 18)


_OF_ALL = "  if all that can have caused it cost the same"


def _tags(resource: Resource, money: Money | None) -> Part:
    del money
    tags: Mapping[str, Any] = resource.row["tags"]
    yield heading("Tags", "" if tags else ("  none", MUTED))
    yield from (fact(_cut(str(key)), _cut(str(tags[key])), width=16) for key in sorted(tags))


def _outgoing(resource: Resource, money: Money | None) -> Part:
    del money
    yield from _links("Needs", resource.outgoing)


def _incoming(resource: Resource, money: Money | None) -> Part:
    del money
    yield from _links("Is needed by", resource.incoming)


def _links(title: str, links: Links) -> Part:
    if links.count:
        yield heading(title, (f"  {links.count:,}", MUTED))
    for one in links.first:
        name = (_cut(one.name), "underline") if one.other else _cut(one.name)
        yield replace(hanging("  ", name, (_far_end(one), MUTED)), target=one.other)
    rest = links.count - len(links.first)
    if rest > 0:
        yield line((f"  and {rest:,} more", MUTED))


def _far_end(link: Link) -> str:
    where = f"  {link.type} {link.region}" if link.other else "  not in the inventory"
    return f"{where}  {link.kind}, {link.confidence}: {link.place}"


def _properties(resource: Resource, money: Money | None) -> Part:
    del money
    lines = list(_flat(resource.row["properties"]))
    if lines:
        yield heading("Properties")
    yield from lines[:LONGEST]
    if len(lines) > LONGEST:
        yield line((f"{len(lines) - LONGEST:,} more lines", MUTED))


def _flat(value: Any, depth: int = 0) -> Iterator[Row]:
    """Return a value as lines, indented by depth."""
    pairs = value.items() if isinstance(value, Mapping) else (("-", item) for item in value)
    lead = "  " * depth
    for key, item in pairs:
        if isinstance(item, (Mapping, list)) and item:
            yield Row(line((f"{lead}{_cut(str(key))}", MUTED)))
            yield from _flat(item, depth + 1)
        else:
            shown = item if isinstance(item, str) else json.dumps(item)
            yield Row(line((f"{lead}{_cut(str(key))}  ", MUTED), _cut(shown)), len(lead) + 2)


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST]}… ({len(text):,} characters)"


PARTS: tuple[Callable[[Resource, Money | None], Part], ...] = (
    _identity, _owners, _move, _bill, _tags, _outgoing, _incoming, _properties,
)  # fmt: skip
"""From top to bottom."""
