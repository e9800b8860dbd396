"""Proofs: every way in which an archive can be spoiled is found, by hash and by sense."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from migrate.costs import files, proofs
from migrate.costs.archive import Archive
from migrate.costs.blocks import SMALLEST
from migrate.costs.cells import Cell
from migrate.costs.gate import archive_verdict
from migrate.costs.manifest import publish, read
from migrate.costs.proofs import Evidence
from migrate.costs.proofs.integrity import all_files, listed_manifest, no_strangers
from migrate.costs.prove import Verdict, prove
from migrate.costs.survey import Survey, survey
from tests.costs.saved import saved
from tests.costs.spoiling import Page, edit_cell, pages, replace, rewrite
from tests.costs.synthetic import NOW, Explorer


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    directory = tmp_path_factory.mktemp("good")
    saved(directory, Explorer(page_size=900))
    return Archive(directory)


@pytest.fixture
def copy(good: Archive, tmp_path: Path) -> Archive:
    """A copy of a good archive on another machine: no state.db, no `.work`."""
    target = tmp_path / "copy"
    shutil.copytree(good.directory, target, ignore=shutil.ignore_patterns(".work"))
    return Archive(target)


def forged(archive: Archive) -> Verdict:
    """Write tables and manifest anew, as if what is there had been captured; then prove it."""
    heading = read(archive).heading
    archive.manifest.unlink()
    shutil.rmtree(archive.tables)
    manifest = publish(archive, heading)
    return prove(archive, manifest.sha256)


def failed(verdict: Verdict) -> set[str]:
    return {check.name for check in verdict.checks if not check.ok}


def test_a_copied_folder_is_proven_without_anything_else(copy: Archive) -> None:
    assert prove(copy, read(copy).sha256).ok


def test_a_forged_archive_of_good_pages_is_good(copy: Archive) -> None:
    assert forged(copy).ok


def test_every_changed_byte_and_every_lost_file_shuts_the_gate(copy: Archive) -> None:
    """One file at a time: a byte of its middle changed, its end cut off, the whole deleted."""
    manifest = read(copy)
    assert len(manifest.files) > 60
    for entry in manifest.files:
        evidence, name = Evidence(copy, dataclasses.replace(manifest, files=(entry,))), entry.path
        path = copy.directory / name
        content = path.read_bytes()
        middle = len(content) // 2 // SMALLEST * SMALLEST
        changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        for spoiled in (changed, content[:-1], None):
            path.unlink()
            if spoiled is not None:
                path.write_bytes(spoiled)
            found = [line for line in all_files(evidence) if name in line]
            assert found
            if spoiled is changed and path.stat().st_size < 4096:
                assert (
                    f"at byte {middle}: {changed[middle]:#04x}, not {content[middle]:#04x}"
                    in (found[0])
                )
            path.unlink(missing_ok=True)
            path.write_bytes(content)
    assert not list(all_files(Evidence(copy, manifest)))


def test_a_changed_manifest_is_found_by_the_hash_kept_elsewhere(copy: Archive) -> None:
    manifest = read(copy)
    body = json.loads(copy.manifest.read_bytes())
    body["account"] = "444455556666"
    replace(copy.manifest, files.dumped(body))

    assert list(listed_manifest(manifest.sha256, Evidence(copy, read(copy))))
    assert not list(listed_manifest("", Evidence(copy, read(copy))))


def test_a_manifest_of_something_else_is_no_crash(copy: Archive) -> None:
    for content in (b"", b"[]", b"{}", b'{"format": "x"}', b"\xff"):
        replace(copy.manifest, content)
        assert failed(prove(copy)) == {"manifest"}


def test_a_manifest_cannot_lead_out_of_the_archive(copy: Archive) -> None:
    body = json.loads(copy.manifest.read_bytes())
    body["files"].append({"path": "../../etc/passwd", "sha256": "0", "bytes": 1, "sources": []})
    replace(copy.manifest, files.dumped(body))

    assert "leads out" in str(list(all_files(Evidence(copy, read(copy)))))


def test_a_file_that_nobody_listed_is_found(copy: Archive) -> None:
    (copy.directory / "cells" / "more.json").write_text("{}")

    assert list(no_strangers(Evidence(copy, read(copy))))


def test_a_wrong_byte_in_a_table_is_named(copy: Archive) -> None:
    path = copy.tables / "monthly" / "service-region.csv"
    content = path.read_bytes()
    at = content.index(b"AWS Lambda")
    replace(path, content[:at] + b"B" + content[at + 1 :])

    verdict = prove(copy)

    assert failed(verdict) == {"all-files", "tables-as-pages"}
    assert any(f"from byte {at} on" in line for line in verdict.wrong)


def drop_day(page: Page) -> None:
    page["answer"]["ResultsByTime"].pop(3)


def cut_groups(page: Page) -> None:
    page["answer"]["ResultsByTime"][2]["Groups"].pop()


def flip_sign(page: Page) -> None:
    group = page["answer"]["ResultsByTime"][2]["Groups"][0]["Metrics"]
    group["UnblendedCost"]["Amount"] = "-" + group["UnblendedCost"]["Amount"]


def other_currency(page: Page) -> None:
    for metric in page["answer"]["ResultsByTime"][2]["Groups"][0]["Metrics"].values():
        metric["Unit"] = metric["Unit"].replace("USD", "EUR")


def one_currency(page: Page) -> None:
    page["answer"]["ResultsByTime"][2]["Groups"][0]["Metrics"]["BlendedCost"]["Unit"] = "EUR"


def a_cent(page: Page) -> None:
    metric = page["answer"]["ResultsByTime"][2]["Groups"][0]["Metrics"]["NetAmortizedCost"]
    metric["Amount"] = str(Decimal(metric["Amount"]) + Decimal("0.01"))


def no_number(page: Page) -> None:
    page["answer"]["ResultsByTime"][2]["Groups"][0]["Metrics"]["UnblendedCost"]["Amount"] = "NaN"


def double_group(page: Page) -> None:
    groups = page["answer"]["ResultsByTime"][2]["Groups"]
    groups.append(groups[0])


def less_usage(page: Page) -> None:
    metric = page["answer"]["ResultsByTime"][2]["Groups"][0]["Metrics"]["UsageQuantity"]
    metric["Amount"] = "0"


@pytest.mark.parametrize(
    ("spoil", "found_by"),
    [
        (drop_day, "cubes-to-controls"),
        (cut_groups, "cubes-to-controls"),
        (flip_sign, "cubes-to-controls"),
        (other_currency, "cubes-to-controls"),
        (a_cent, "cubes-to-controls"),
        (less_usage, "cubes-to-controls"),
        (one_currency, "one-of-each"),
        (no_number, "one-of-each"),
        (double_group, "one-of-each"),
    ],
)
def test_a_page_that_says_something_else_is_found_without_its_hash(
    copy: Archive, spoil: Callable[[Page], None], found_by: str
) -> None:
    rewrite(pages(copy, "service-region")[0], spoil)

    assert found_by in failed(forged(copy))


def fewer_keys(page: Page) -> None:
    for group in page["answer"]["ResultsByTime"][2]["Groups"]:
        group["Keys"].pop()


def test_rows_without_one_of_their_keys_are_found(copy: Archive) -> None:
    rewrite(pages(copy, "service-region")[0], fewer_keys)

    assert {"all-files", "one-of-each", "tables-as-pages"} <= failed(prove(copy))


def test_a_cell_whose_rows_no_table_can_print_is_read_once_more_and_not_for_every_day(
    copy: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(pages(copy, "service-region")[0], fewer_keys)
    read: Counter[str] = Counter()

    def counted(cell: Cell) -> Survey:
        read[str(cell.directory)] += 1
        return survey(cell)

    monkeypatch.setattr(proofs, "survey", counted)
    prove(copy)

    assert set(read.values()) == {1}


def test_a_day_missing_everywhere_is_found_by_the_months(copy: Archive) -> None:
    for directory in sorted((copy.cells / "daily").iterdir()):
        rewrite(pages(copy, directory.name)[0], drop_day)

    assert {"days-to-months", "every-period"} <= failed(forged(copy))


def test_a_lost_last_page_is_found(copy: Archive) -> None:
    last = pages(copy, "service-record-type")[-1]
    last.unlink()
    edit_cell(last.parent, lambda body: body["pages"].pop())

    assert "one-chain" in failed(forged(copy))


def test_a_doubled_page_is_found(copy: Archive) -> None:
    first = pages(copy, "service-record-type")[0]
    double = first.with_name("page-00099.json.gz")
    double.write_bytes(first.read_bytes())
    edit_cell(first.parent, lambda body: body["pages"].insert(1, double.name))

    assert {"one-chain", "one-of-each", "cubes-to-controls"} <= failed(forged(copy))


def test_a_page_of_another_question_is_found(copy: Archive) -> None:
    stranger = pages(copy, "service-region", "monthly")[0]
    replace(pages(copy, "service-region")[0], stranger.read_bytes())

    assert "one-chain" in failed(forged(copy))


def test_the_gate_wants_a_fresh_archive_that_state_db_knows(copy: Archive) -> None:
    known = read(copy).sha256
    soon = NOW + timedelta(minutes=59)

    assert archive_verdict(copy.directory, known, soon).ok
    assert not archive_verdict(copy.directory, known, NOW + timedelta(minutes=60)).ok
    assert not archive_verdict(copy.directory, "", soon).ok
    assert not archive_verdict(copy.directory, "0" * 64, soon).ok
    assert not archive_verdict(copy.directory, known, NOW - timedelta(hours=1)).ok
    assert not archive_verdict(copy.directory / "nothing", known, soon).ok


def test_the_first_wrong_byte_is_named(copy: Archive) -> None:
    """One byte exactly; several by the part of the file that they begin in; a cut by its end."""
    path = max(pages(copy, "service-record-type"), key=lambda one: one.stat().st_size)
    content = path.read_bytes()
    evidence = Evidence(copy, read(copy))
    at = len(content) * 2 // 3
    for changed, said in (
        (content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :], f"wrong at byte {at}:"),
        (content[:at] + b"!!!!" + content[at + 4 :], f"from byte {at - at % 1024} to"),
        (content[:at], f"it has {at} bytes, not {len(content)}"),
        (content + b"x", f"wrong from byte {len(content)} on"),
    ):
        replace(path, changed)
        (line,) = all_files(evidence)
        assert said in line
