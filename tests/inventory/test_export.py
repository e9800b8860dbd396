"""Exports and graphs: complete, and no name in them is obeyed by what opens them."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from migrate.core.errors import OperatorError
from migrate.inventory.cells import Cell, State
from migrate.inventory.exports.finding import format_of, formats, put
from migrate.inventory.exports.rows import COLUMNS, rows_of
from migrate.inventory.graphs import finding as graph_formats
from migrate.inventory.graphs.graph import MOST, Edge, Graph, Node, neighbourhood, whole
from migrate.inventory.resource import Resource
from migrate.inventory.rows import cell_row, resource_row
from migrate.state.database import Database
from migrate.state.inventory import Finished, InventoryStore
from migrate.state.links import LinkStore
from tests.inventory.conftest import Place

ACCOUNT = "111122223333"
HOSTILE = (
    "=cmd|'/C calc'!A1",
    "@SUM(1+1)",
    "</text><script>alert(1)</script>",
    '"; }; evil [label="',
    'x"/><node id="evil"/>',
    "\\N\\G\\l",
    "line\nbreak\r\x00\x1b[31m",
    "\ud800 \ufffe \u202e",
    "]]> <!DOCTYPE a [<!ENTITY e 'x'>]> &e;",
)
SVG = "{http://www.w3.org/2000/svg}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def store(tmp_path: Path):
    """An inventory whose names are all hostile, with a link from each to the next."""
    database = Database.create(tmp_path / "state.db")
    inventory = InventoryStore(database)
    cell = Cell("sqs:ListQueues", "eu-west-1", state=State.OK)
    number = inventory.begin(
        ACCOUNT, ("eu-west-1",), "d", [cell_row(Cell(cell.listing, cell.region))]
    )
    names = [name.encode("utf-8", "replace").decode() for name in HOSTILE]
    rows = [
        resource_row(
            Resource(
                ACCOUNT,
                "eu-west-1",
                "AWS::SQS::Queue",
                f"q-{n}",
                name=name,
                tags={name: name},
                properties={name: [name]},
            ),
            cell,
        )
        for n, name in enumerate(names)
    ]
    inventory.save(number, [Finished(cell_row(cell), rows)])
    ids = [row["id"] for row in inventory.resources(ACCOUNT)]
    made = [
        {
            "account": ACCOUNT,
            "source": one,
            "target": other,
            "outside": "" if other else HOSTILE[2],
            "kind": "typed",
            "confidence": "certain",
            "place": names[n],
        }
        for n, (one, other) in enumerate(zip(ids, [*ids[1:], None], strict=True))
    ]
    LinkStore(database).replace(ACCOUNT, [(made, [])])
    yield SimpleNamespace(inventory=inventory, links=LinkStore(database), names=names, ids=ids)
    database.close()


def _exported(store, name: str, tmp_path: Path) -> Path:
    target = tmp_path / f"inventory.{name}"
    rows = rows_of(store.inventory, ACCOUNT)
    assert put(target, lambda path: format_of(name).write(rows, path)) == len(HOSTILE)
    assert target.stat().st_mode & 0o777 == 0o600
    return target


def test_csv_has_every_resource_and_no_formula(store, tmp_path):
    with _exported(store, "csv", tmp_path).open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))

    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + len(HOSTILE)
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@|%]", cell)]


def test_json_lines_read_back_exactly(store, tmp_path):
    lines = _exported(store, "jsonl", tmp_path).read_text(encoding="ascii").splitlines()
    found = [json.loads(line) for line in lines]

    assert [row["name"] for row in found] == store.names
    assert [row["tags"] for row in found] == [{name: name} for name in store.names]
    assert {row["move"] for row in found} == {"recreate"}


def test_parquet_holds_the_texts_and_types(store, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = _exported(store, "parquet", tmp_path)
    rows = duckdb.sql(f"SELECT name, first_scan FROM '{path}' ORDER BY identifier").fetchall()

    assert rows == [(name, 1) for name in store.names]


def test_a_workbook_has_texts_only(store, tmp_path):
    pytest.importorskip("xlsxwriter")
    with zipfile.ZipFile(_exported(store, "xlsx", tmp_path)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

    ElementTree.fromstring(sheet)
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count("<row ") == 1 + len(HOSTILE)


def test_a_format_that_is_not_there_names_those_that_are(store):
    assert set(formats()) == {"csv", "jsonl", "parquet", "xlsx"}
    with pytest.raises(OperatorError, match="csv, jsonl, parquet, xlsx"):
        format_of("pdf")
    with pytest.raises(OperatorError, match="dot, graphml"):
        graph_formats.format_of("svg", whole=True)


def test_a_file_that_breaks_off_leaves_the_older_one(tmp_path):
    target = tmp_path / "inventory.csv"
    target.write_text("before")

    def broken(path: Path) -> int:
        path.write_text("half")
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        put(target, broken)
    assert [p.name for p in tmp_path.iterdir()] == ["inventory.csv"]
    assert target.read_text() == "before"


def _drawn(store, name: str, tmp_path: Path, graph: Graph) -> str:
    target = tmp_path / f"graph.{name}"
    put(target, lambda path: graph_formats.formats()[name].write(graph, path))
    return target.read_text(encoding="utf-8")


def test_graphml_is_xml_with_every_node_and_link(store, tmp_path):
    text = _drawn(store, "graphml", tmp_path, whole(store.links, ACCOUNT))
    root = ElementTree.fromstring(text)
    nodes = [node.get("id") for node in root.iter(f"{GRAPHML}node")]
    edges = [(e.get("source"), e.get("target")) for e in root.iter(f"{GRAPHML}edge")]

    assert len(nodes) == len(set(nodes)) == len(HOSTILE) + 1
    assert len(edges) == len(HOSTILE)
    assert {end for edge in edges for end in edge} <= set(nodes)


def test_svg_is_xml_without_script_and_has_its_middle_in_the_middle(store, tmp_path):
    graph = neighbourhood(store.links, ACCOUNT, "q-4", depth=2)
    root = ElementTree.fromstring(_drawn(store, "svg", tmp_path, graph))
    boxes = {
        group.find(f"{SVG}title").text: int(group.find(f"{SVG}rect").get("x"))
        for group in root.iter(f"{SVG}g")
    }

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "style", "defs", "marker", "path", "g", "title", "rect", "text",
    }  # fmt: skip
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on")]
    assert len(boxes) == 5
    assert len(set(boxes.values())) == 5
    middle = next(x for title, x in boxes.items() if title.startswith('x"/>'))
    assert middle == sorted(boxes.values())[2]


def test_dot_says_exactly_as_many_nodes_and_links_as_there_are(store, tmp_path):
    text = _drawn(store, "dot", tmp_path, whole(store.links, ACCOUNT))
    string = r'"(?:[^"\\]|\\\\|\\")*"'
    node = re.compile(rf"  {string} \[label={string}\];")
    edge = re.compile(rf"  {string} -> {string} \[label={string}, tooltip={string}\];")
    body = text.splitlines()[3:-1]

    assert [bool(node.fullmatch(line)) for line in body].count(True) == len(HOSTILE) + 1
    assert [bool(edge.fullmatch(line)) for line in body].count(True) == len(HOSTILE)
    assert all(node.fullmatch(line) or edge.fullmatch(line) for line in body)


def test_a_neighbourhood_says_what_did_not_fit(tmp_path):
    rows = [{"id": n, "source": 1, "target": n + 1, "outside": "", "kind": "arn",
             "confidence": "likely", "place": ""} for n in range(1, 100)]  # fmt: skip
    names = [{"id": n, "type": "T", "region": "r", "identifier": str(n), "arn": "", "name": ""}
             for n in range(1, 101)]  # fmt: skip
    links = SimpleNamespace(
        named=lambda account, words: [names[0]],
        touching=lambda ids, most: rows,
        some=lambda ids: [row for row in names if row["id"] in ids],
    )
    graph = neighbourhood(links, ACCOUNT, "1")
    text = _drawn(None, "svg", tmp_path, graph)

    assert (len(graph.nodes), graph.left_out) == (MOST, 100 - MOST)
    assert f"{100 - MOST} more neighbours" in text
    assert isinstance(graph.edges[0], Edge)
    assert isinstance(graph.nodes[0], Node)


def test_a_name_that_many_have_is_not_guessed(store):
    with pytest.raises(OperatorError, match="Nothing in the inventory"):
        neighbourhood(store.links, ACCOUNT, "nobody")


def test_the_commands_write_beside_the_workspace(place: Place):
    place.scan()
    done = place.migrate("inventory", "export", "--as", "csv", "--as", "jsonl")
    exports = place.workspace / "exports"

    assert done.returncode == 0, done.stderr
    assert {path.name for path in exports.iterdir()} == {"inventory.csv", "inventory.jsonl"}
    listed = json.loads(place.migrate("inventory", "list", "--json").stdout)["resources"]
    assert len((exports / "inventory.jsonl").read_text().splitlines()) == len(listed)
    ambiguous = place.migrate("inventory", "graph", "worker")
    assert ambiguous.returncode == 2
    assert "2 resources are called worker" in ambiguous.stderr
    drawn = place.migrate("inventory", "graph", "app", "--out", str(exports / "app.svg"))
    assert drawn.returncode == 0, drawn.stderr
    ElementTree.fromstring((exports / "app.svg").read_text())
