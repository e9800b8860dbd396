"""GraphML, for Gephi, yEd, NetworkX and what else reads graphs."""

from __future__ import annotations

from pathlib import Path

from migrate.core.escape import xml
from migrate.inventory.graphs.graph import Graph

WHAT = "a graph for Gephi, yEd or NetworkX"
SUFFIX = "graphml"
WHOLE = True
NODE, EDGE = ("type", "region", "name"), ("kind", "confidence", "place")


def write(graph: Graph, path: Path) -> int:
    """Write the graph; return how many nodes it has."""
    count = 0
    with path.open("w", encoding="utf-8", errors="replace") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for group, names in (("node", NODE), ("edge", EDGE)):
            for name in names:
                file.write(
                    f'<key id="{name}" for="{group}" attr.name="{name}" attr.type="string"/>\n'
                )
        file.write('<graph edgedefault="directed">\n')
        for count, node in enumerate(graph.nodes, start=1):  # noqa: B007
            file.write(f'<node id="{xml(node.id)}">{_data(node, NODE)}</node>\n')
        for edge in graph.edges:
            ends = f'source="{xml(edge.source)}" target="{xml(edge.target)}"'
            file.write(f"<edge {ends}>{_data(edge, EDGE)}</edge>\n")
        file.write("</graph>\n</graphml>\n")
    return count


def _data(thing: object, names: tuple[str, ...]) -> str:
    return "".join(f'<data key="{name}">{xml(getattr(thing, name))}</data>' for name in names)
