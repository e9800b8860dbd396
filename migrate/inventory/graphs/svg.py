"""SVG of a neighbourhood: what leads to it on the left, what it leads to on the right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migrate.core.escape import xml
from migrate.inventory.graphs.graph import Edge, Graph, Node

WHAT = "a picture of a neighbourhood"
SUFFIX = "svg"
WHOLE = False
WIDE, HIGH = 250, 44
GAP_X, GAP_Y = 130, 14
MARGIN = 24
LETTERS = 34
"""Characters of a line that fit a box."""
STYLE = """
svg{background:#fff;font-family:system-ui,sans-serif}
rect{fill:#f6f8fa;stroke:#57606a}.middle rect{fill:#ddf4ff;stroke:#0969da;stroke-width:2}
.outside rect{fill:#fff8c5;stroke:#9a6700}text{font-size:12px;fill:#1f2328}.small{fill:#57606a;
font-size:10px}path{fill:none;stroke:#57606a}
.likely{stroke-dasharray:4 3}
@media (prefers-color-scheme:dark){svg{background:#0d1117}rect{fill:#161b22;stroke:#8b949e}
text{fill:#e6edf3}.small{fill:#8b949e}.middle rect{fill:#0c2d6b}.outside rect{fill:#3b2e00}}
"""
ARROW = (
    '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
    'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8"/></marker></defs>'
)
Spot = tuple[int, int]


def write(graph: Graph, path: Path) -> int:
    """Write the picture; return how many nodes it has."""
    nodes = list(graph.nodes)
    spots, width, height = _placed(nodes, list(graph.edges))
    known = {node.id: node for node in nodes}
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<style>{STYLE}</style>",
        ARROW,
        *(_line(edge, spots) for edge in graph.edges if edge.target in known),
        *(_box(node, spots[node.id]) for node in nodes),
        *_foot(graph, height),
        "</svg>",
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8", errors="replace")
    return len(nodes)


def _placed(nodes: list[Node], edges: list[Edge]) -> tuple[dict[str, Spot], int, int]:
    """Put each layer into a column, its boxes near those that they are linked with."""
    columns: dict[int, list[Node]] = {}
    for node in nodes:
        columns.setdefault(node.layer, []).append(node)
    tallest = max(len(column) for column in columns.values())
    height = 2 * MARGIN + tallest * (HIGH + GAP_Y) + 20
    first = min(columns)
    rows: dict[str, float] = {}
    spots: dict[str, Spot] = {}
    for layer in sorted(columns, key=lambda number: (abs(number), number)):
        ordered = sorted(columns[layer], key=lambda node: (_pull(node, edges, rows), node.name))
        top = MARGIN + (tallest - len(ordered)) * (HIGH + GAP_Y) // 2
        for row, node in enumerate(ordered):
            rows[node.id] = row - len(ordered) / 2
            spots[node.id] = (MARGIN + (layer - first) * (WIDE + GAP_X), top + row * (HIGH + GAP_Y))
    width = 2 * MARGIN + (max(columns) - first) * (WIDE + GAP_X) + WIDE
    return spots, width, height


def _pull(node: Node, edges: list[Edge], rows: dict[str, float]) -> float:
    """Return the middle of those that a box is linked with and that stand already."""
    ends = [e.source if e.target == node.id else e.target for e in edges
            if node.id in (e.source, e.target)]  # fmt: skip
    known = [rows[end] for end in ends if end in rows]
    return sum(known) / len(known) if known else 0.0


def _box(node: Node, spot: Spot) -> str:
    x, y = spot
    kind = "middle" if node.layer == 0 else "resource" if node.type else "outside"
    what = f"{node.type or 'outside'} {node.region}".strip()
    return (
        f'<g class="{kind}"><title>{xml(f"{node.name}: {what}")}</title>'
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="6"/>'
        f'<text x="{x + 10}" y="{y + 18}">{xml(_short(node.name))}</text>'
        f'<text class="small" x="{x + 10}" y="{y + 34}">{xml(_short(what, LETTERS + 8))}</text></g>'
    )


def _line(edge: Edge, spots: dict[str, Spot]) -> str:
    (x1, y1), (x2, y2) = spots[edge.source], spots[edge.target]
    if x1 < x2:
        a, b = x1 + WIDE, x2
    elif x1 > x2:
        a, b = x1, x2 + WIDE
    else:
        a, b = x1 + WIDE, x2 + WIDE
    bend = GAP_X // 2 if a <= b else -GAP_X // 2
    end = -bend if x1 != x2 else bend
    curve = f"M{a} {y1 + HIGH // 2}C{a + bend} {y1 + HIGH // 2} {b + end} {y2 + HIGH // 2} "
    title = f"{edge.kind}, {edge.confidence}: {edge.place}"
    return (
        f'<path class="{xml(edge.confidence)}" marker-end="url(#end)" '
        f'd="{curve}{b} {y2 + HIGH // 2}"><title>{xml(title)}</title></path>'
    )


def _foot(graph: Graph, height: int) -> Iterator[str]:
    if graph.left_out:
        text = f"{graph.left_out} more neighbours are left out of this picture."
        yield f'<text class="small" x="{MARGIN}" y="{height - 8}">{text}</text>'


def _short(text: str, most: int = LETTERS) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
