"""A graph of resources: read from the links, the neighbourhood of one or everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from migrate.core.errors import OperatorError
from migrate.core.escape import terminal
from migrate.state.links import LinkStore

MOST = 60
"""Nodes of a neighbourhood: more than these nobody can read."""
LINKS = 2000
"""Links of a neighbourhood that are looked at."""
CHOICES = 5
OUTSIDE = "outside:"
"""Before what is no resource of the inventory."""


@dataclass(frozen=True, slots=True)
class Node:
    """One resource, or something outside."""

    id: str
    type: str
    """Empty for what is outside."""
    region: str
    name: str
    layer: int = 0
    """Steps from the middle: negative for what leads to it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One link."""

    source: str
    target: str
    kind: str
    confidence: str
    place: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes before edges, both read once."""

    nodes: Iterable[Node]
    edges: Iterable[Edge]
    left_out: int = 0
    """Neighbours that did not fit."""


def neighbourhood(store: LinkStore, account: str, words: str, depth: int = 1) -> Graph:
    """Return what hangs on one resource, up to some steps away; the nearest first."""
    middle = _chosen(store.named(account, words), words)
    layers = {str(middle["id"]): 0}
    found: dict[int, Mapping[str, Any]] = {}
    left_out: set[str] = set()
    ring = set(layers)
    for _ in range(depth):
        rows = store.touching([int(name) for name in ring if name.isdigit()], LINKS)
        found |= {row["id"]: row for row in rows}
        before = set(layers)
        for row in rows:
            left_out |= _neighbour(layers, str(row["source"]), _target(row), -1)
            left_out |= _neighbour(layers, _target(row), str(row["source"]), 1)
        ring = layers.keys() - before
    edges = [_edge(r) for r in found.values() if {str(r["source"]), _target(r)} <= layers.keys()]
    return Graph(_nodes(store, layers), edges, len(left_out - layers.keys()))


def _neighbour(layers: dict[str, int], name: str, beside: str, side: int) -> set[str]:
    """Give a node the layer beyond its neighbour's; return it when there is no more room."""
    if name in layers or beside not in layers:
        return set()
    if len(layers) >= MOST:
        return {name}
    near = layers[beside]
    layers[name] = near + (side if near == 0 else 1 if near > 0 else -1)
    return set()


def whole(store: LinkStore, account: str) -> Graph:
    """Return everything, read as it is written; what is outside is a node too."""
    outside = (Node(f"{OUTSIDE}{n}", "", "", n) for n in sorted(store.strangers(account)))
    resources = (_node(str(row["id"]), row, 0) for row in store.every(account))
    return Graph(chain(outside, resources), (_edge(row) for row in store.links(account)))


def _chosen(rows: list[Mapping[str, Any]], words: str) -> Mapping[str, Any]:
    if len(rows) == 1:
        return rows[0]
    if not rows:
        raise OperatorError(
            f"Nothing in the inventory is called {terminal(words)}",
            remedy="Name an ARN, an identifier or a name of `migrate inventory list`.",
        )
    some = "; ".join(f"{r['type']} {r['region']} {r['arn'] or r['id']}" for r in rows[:CHOICES])
    more = f" and {len(rows) - CHOICES} more" if len(rows) > CHOICES else ""
    raise OperatorError(
        f"{len(rows)} resources are called {terminal(words)}: {terminal(some)}{more}",
        remedy="Name its ARN instead.",
    )


def _nodes(store: LinkStore, layers: Mapping[str, int]) -> list[Node]:
    known = {str(row["id"]): row for row in store.some([int(n) for n in layers if n.isdigit()])}
    return [
        _node(name, known[name], layer) if name in known else _outside(name, layer)
        for name, layer in layers.items()
    ]


def _node(name: str, row: Mapping[str, Any], layer: int) -> Node:
    return Node(name, row["type"], row["region"], row["name"] or row["identifier"], layer)


def _outside(name: str, layer: int) -> Node:
    return Node(name, "", "", name.removeprefix(OUTSIDE), layer)


def _target(row: Mapping[str, Any]) -> str:
    """Return the node that a link leads to; what is outside is named by itself."""
    return str(row["target"]) if row["target"] is not None else f"{OUTSIDE}{row['outside']}"


def _edge(row: Mapping[str, Any]) -> Edge:
    return Edge(str(row["source"]), _target(row), row["kind"], row["confidence"], row["place"])
