"""DOT, for Graphviz and what reads its language."""

from __future__ import annotations

from pathlib import Path

from migrate.core.escape import dot_string
from migrate.inventory.graphs.graph import Graph

WHAT = "a graph for Graphviz"
SUFFIX = "dot"
WHOLE = True


def write(graph: Graph, path: Path) -> int:
    """Write the graph; return how many nodes it has."""
    count = 0
    with path.open("w", encoding="utf-8", errors="replace") as file:
        file.write("digraph inventory {\n  rankdir=LR;\n  node [shape=box];\n")
        for count, node in enumerate(graph.nodes, start=1):  # noqa: B007
            label = dot_string(f"{node.name} ({node.type or 'outside'}, {node.region or '-'})")
            file.write(f"  {dot_string(node.id)} [label={label}];\n")
        for edge in graph.edges:
            what = f"label={dot_string(edge.place or edge.kind)}, tooltip={dot_string(edge.kind)}"
            ends = f"{dot_string(edge.source)} -> {dot_string(edge.target)}"
            style = "" if edge.confidence == "certain" else ", style=dashed"
            file.write(f"  {ends} [{what}{style}];\n")
        file.write("}\n")
    return count
