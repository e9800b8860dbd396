"""`migrate permissions`: what an operator gives to IAM, from a terminal and from a script."""

from __future__ import annotations

import json

from migrate.aws.policies import ATTACHED, LARGEST, characters
from tests.faces.typing import typed


def test_a_script_gets_one_list_of_named_documents_that_fit(lived):
    said = typed("--workspace", lived.directory, "permissions", "take-inventory", "--json")
    listed = json.loads(said.out)

    assert 1 < len(listed) <= ATTACHED
    assert {row["account"] for row in listed} == {"legacy"}
    assert len({row["name"] for row in listed}) == len(listed)
    assert all(row["characters"] == characters(row["document"]) <= LARGEST for row in listed)
    assert f"{len(listed)} policies" in said.err
    assert "`take-inventory.services`" in said.err


def test_a_step_of_one_policy_is_printed_alone_to_be_piped(lived):
    said = typed("--workspace", lived.directory, "permissions", "found-organization")

    (statement,) = json.loads(said.out)["Statement"]
    assert "organizations:CreateOrganization" in statement["Action"]


def test_each_policy_becomes_a_file_that_iam_takes(lived, tmp_path):
    folder = tmp_path / "policies"
    said = typed(
        "--workspace", lived.directory, "permissions", "take-inventory", "--out", str(folder)
    )
    listed = json.loads(
        typed("--workspace", lived.directory, "permissions", "take-inventory", "--json").out
    )

    files = {file.stem: json.loads(file.read_text()) for file in folder.iterdir()}
    assert files == {row["name"]: row["document"] for row in listed}
    assert said.out.count("\n") == len(listed)
    assert "aws iam create-policy" in said.err


def test_what_is_asked_for_no_more_goes_and_what_a_person_wrote_stays(lived, tmp_path):
    """The policies of a wider choice must not be taken for those of the narrower one."""
    folder = tmp_path / "policies"
    words = ("permissions", "take-inventory", "--account", "legacy", "--out", str(folder))
    typed("--workspace", lived.directory, *words)
    wide = sorted(folder.iterdir())
    changed, linked, other = wide[0], wide[1], folder / "migrate-take-inventory-legacy-old.json"
    changed.write_text(changed.read_text().replace('"*"', '"arn:aws:s3:::mine"'))
    (elsewhere := tmp_path / "elsewhere.json").write_bytes(wide[2].read_bytes())
    linked.unlink()
    linked.symlink_to(elsewhere)
    other.write_bytes(wide[2].read_bytes())
    path = lived.directory / "migrate.yaml"
    path.write_text(f"{path.read_text()}choices:\n  take-inventory.services: sqs, sns\n")

    said = typed("--workspace", lived.directory, *words)

    narrow = folder / "migrate-take-inventory-legacy.json"
    assert set(folder.iterdir()) == {narrow, changed, linked, other}
    assert elsewhere.exists()
    assert said.out.count("\n") == 1
    assert said.err.count(": removed, as nothing asks for it now") == len(wide) - 2
    assert [line for line in said.err.splitlines() if ": kept, as it was changed" in line] == [
        line for line in said.err.splitlines() if line.startswith((f"{changed}:", f"{linked}:"))
    ]


def test_nothing_but_documents_comes_out_to_be_piped(lived):
    said = typed("--workspace", lived.directory, "permissions", "take-inventory")

    read, rest, decoder = [], said.out.lstrip(), json.JSONDecoder()
    while rest:
        document, end = decoder.raw_decode(rest)
        read.append(document)
        rest = rest[end:].lstrip()
    assert len(read) > 1
    assert said.err.count(f" of {LARGEST:,} characters)") == len(read)


def test_choices_of_the_workspace_make_it_one_policy(lived):
    path = lived.directory / "migrate.yaml"
    path.write_text(f"{path.read_text()}choices:\n  take-inventory.services: sqs, sns\n")
    said = typed(
        "--workspace", lived.directory, "permissions", "take-inventory", "--account", "legacy"
    )

    (statement,) = json.loads(said.out)["Statement"]
    assert "sqs:ListQueues" in statement["Action"]
    assert "ec2:DescribeVpcs" not in statement["Action"]


def test_without_a_step_it_is_the_whole_journey(lived):
    listed = json.loads(typed("--workspace", lived.directory, "permissions", "--json").out)

    assert {row["account"] for row in listed} == {"legacy", "management"}
    legacy = [row for row in listed if row["account"] == "legacy"]
    assert len(legacy) <= ATTACHED


def test_a_folder_that_cannot_be_written_is_wrong_input(lived, tmp_path):
    (tmp_path / "file").write_text("")
    said = typed(
        "--workspace", lived.directory, "permissions", "--out", str(tmp_path / "file" / "policies")
    )

    assert said.code == 2
    assert "cannot be written" in said.err
    assert "Next: " in said.err
