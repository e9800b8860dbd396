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
