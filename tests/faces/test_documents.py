"""The papers: the same bytes for the same state, for people and programs, whatever names say."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from migrate.core.plan import Action, Receipt
from migrate.core.status import Signal
from migrate.documents import journey, moves
from migrate.documents.chapters import evidence, standing
from migrate.documents.chapters.unseen import unseen
from migrate.documents.csv import render as csv_of
from migrate.documents.material import gathered, moment
from migrate.documents.pack import documents, formats, write
from migrate.documents.values import Table
from migrate.state.captures import AT, FROM
from migrate.workspace.workspace import open_workspace
from tests import tui_world
from tests.faces.typing import typed
from tests.stages import END

MARKDOWN = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "linkify"])
CONTROL = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def written(workspace, folder: Path) -> dict[str, bytes]:
    write(gathered(workspace), formats(), folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_state_gives_the_same_bytes(lived, tmp_path):
    """Written twice, and from a copy of the workspace that lies elsewhere."""
    once, twice = written(lived, tmp_path / "a"), written(lived, tmp_path / "b")
    moved = tmp_path / "moved"
    shutil.copytree(lived.directory, moved)
    assert once == twice == written(open_workspace(moved), tmp_path / "c")


def test_another_state_gives_other_bytes(lived, tmp_path):
    before = written(lived, tmp_path / "a")
    world = tui_world.World.opened(lived)
    world.plan("archive-costs", tui_world.change("save", "Save it", calls=()))
    world.close()
    after = written(lived, tmp_path / "b")
    changed = {name for name in before if before[name] != after[name]}
    assert {"migration-plan.md", "journey.csv", "changes.csv"} <= changed


def test_each_document_is_written_in_each_format_that_can_carry_it(lived, tmp_path):
    names = set(written(lived, tmp_path / "a"))
    made = {name: writer(gathered(lived)) for name, writer in documents().items()}
    assert "migration-plan.md" in names
    for document in made.values():
        assert f"{document.name}.json" in names
        assert (f"{document.name}.csv" in names) == (document.table is not None)


def test_csv_and_json_say_the_same(lived, tmp_path):
    files = written(lived, tmp_path / "a")
    for name in (n for n in files if n.endswith(".csv")):
        rows = list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))
        assert rows == json.loads(files[name.replace(".csv", ".json")])


CHAPTERS = (
    "In short",
    "Where we stand",
    "Whose move it is",
    "What will happen",
    "The two bills",
    "The cost history",
    "What is in the old account",
    "Risks and findings",
    "The organization",
    "What was not seen or not done",
    "What was done",
    "Who decided what",
    "Calls to AWS",
    "Proof",
)


def test_the_plan_tells_everything_that_a_reader_has_to_know(lived):
    (plan,) = (w(gathered(lived)) for n, w in documents().items() if n == "plan")
    text = formats()["markdown"].render(plan).decode()
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == list(CHAPTERS)
    for part in (
        "account 111122223333",
        "1 of 9 steps done",
        "**NOT AWS:**",
        "**Blocked:** 1 finding forbids going on",
        "**Cannot be undone:** Create the organization (ahead)",
        "Give the root user MFA",
        "organizations:CreateOrganization",
        "approved by ana@laptop",
        "*what to do:* Leave it, then plan again.",
        "The cost history is not archived yet.",
        "approved plan",
        "`migrate audit --anchor",
    ):
        assert part in text


def test_the_plan_tells_since_when_a_step_is_done_and_when_it_was_looked_at(lived):
    """A look that agrees does not make it newer."""
    before = next(step for step in gathered(lived).steps if step.id == "connect-accounts")
    world = tui_world.World.opened(lived)
    world.store.move("connect-accounts", Signal.CONFIRM)
    world.close()
    material = gathered(lived)
    *earlier, look = material.events
    material = replace(material, events=(*earlier, {**look, "at": "2031-02-03T04:05:06+00:00"}))
    assert next(s for s in material.steps if s.id == before.id).changed_at == before.changed_at
    table = next(block for block in standing.chapter(material) if isinstance(block, Table))
    done, *others = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    assert (done["Stands"], done["Since"]) == ("done", moment(before.changed_at))
    assert done["Looked at"] == "2031-02-03 04:05 UTC"
    assert not any(row["Looked at"] for row in others)
    rows = csv.DictReader(io.StringIO(csv_of(journey.document(material)).decode("utf-8-sig")))
    assert next(rows)["looked at"] == "2031-02-03 04:05 UTC"


def test_moves_say_in_words_how_long_a_thing_stands_still(lived):
    material = gathered(lived)
    report = {**material.inventory.report, "resources": {"AWS::AmazonMQ::Broker": 2, "X::No": 1}}
    material = replace(material, inventory=replace(material.inventory, report=report))
    (table,) = moves.document(material).tables()
    told = {row[0]: row[table.columns.index("downtime")] for row in table.rows}
    assert told == {"AWS::AmazonMQ::Broker": "minutes to hours", "X::No": ""}


def test_the_plan_lists_what_was_done_and_no_note_of_how_far_it_was(lived):
    """The record of a refresh says where it stood; only the refresh itself was done."""
    world = tui_world.World.opened(lived)
    save = tui_world.change("archive", "Save it once more", action=Action.READ, calls=())
    world.done("archive-costs", save)
    serial = world.store.plan("archive-costs").serial
    world.store.save_receipt(serial, Receipt("archive-begins@1", {FROM: "a", AT: "1"}))
    world.store.save_receipt(serial, Receipt("archive@2", {"months": 3}))
    world.close()
    tables = [b for b in evidence.chapter(gathered(lived)) if isinstance(b, Table)]
    told = [row for row in tables[0].rows if row[0] == "Archive the costs"]
    assert told == [("Archive the costs", "Save it once more", "read only")] * 2


def test_the_head_in_the_plan_anchors_the_record(lived, tmp_path):
    text = written(lived, tmp_path / "a")["migration-plan.md"].decode()
    (head,) = re.findall(r"--anchor ([0-9a-f]{64})", text)
    assert typed("--workspace", lived.directory, "audit", "--anchor", head).code == 0
    assert typed("--workspace", lived.directory, "audit", "--anchor", head[::-1]).code == 1


def test_hostile_names_are_text_in_every_paper(nasty, tmp_path):
    files = written(nasty, tmp_path / "a")
    for name, content in files.items():
        text = content.decode()
        if not name.endswith(".json"):  # JSON spells them out as escapes
            assert not CONTROL.search(text.replace("\r\n", "\n")), name
    tokens = MARKDOWN.parse(files["migration-plan.md"].decode())
    kinds = {t.type for token in tokens for t in (token, *(token.children or ()))}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}
    for name in (n for n in files if n.endswith(".csv")):
        for row in csv.reader(io.StringIO(files[name].decode(), newline="")):
            assert not [cell for cell in row if re.match(r"[=+@\-|%]\D", cell)]


@pytest.mark.parametrize("given", ["md", "markdown", "md,markdown"])
def test_a_format_has_its_name_and_its_ending(lived, tmp_path, given):
    said = typed(
        "--workspace", lived.directory, "documents", "--as", given, "--out", tmp_path / "x"
    )
    assert said.code == 0
    papers = [tmp_path / "x" / f"{name}.md" for name in ("cost-comparison", "migration-plan")]
    assert sorted((tmp_path / "x").iterdir()) == papers
    assert said.out == "".join(f"{paper}\n" for paper in papers)
    assert "anchors the record" in said.err


def test_papers_are_readable_by_their_owner_alone(lived):
    said = typed("--workspace", lived.directory, "documents", "--json")
    files = json.loads(said.out)["files"]
    assert {Path(name).stat().st_mode & 0o777 for name in files} == {0o600}
    assert lived.documents.stat().st_mode & 0o777 == 0o700


def test_at_the_end_nothing_is_left_to_a_step_that_is_done(stages, tmp_path):
    with stages.place(END, tmp_path) as (workspace, _):
        told = [entry.text for entry in unseen(gathered(open_workspace(workspace)))]
    assert [text for text in told if text.startswith("Not looked at: addresses")]
    assert not [text for text in told if text.startswith("Not checked yet")]
