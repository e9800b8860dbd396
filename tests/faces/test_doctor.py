"""`migrate doctor`: what is wrong with this machine and this workspace, and what to do about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faces.typing import typed


def looked(workspace: Path) -> tuple[int, dict[str, dict[str, Any]]]:
    said = typed("--workspace", workspace, "doctor", "--json")
    return said.code, {look["name"]: look for look in json.loads(said.out)}


def written(workspace: Path, old: str, new: str) -> None:
    file = workspace / "migrate.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_all_is_well(simulator, workspace):
    code, looks = looked(workspace)
    assert code == 0
    assert looks["legacy"]["seen"] == f"profile {simulator.profiles['legacy']!r}"
    assert looks["management"]["ok"]
    assert "log-archive" not in looks  # none is named


@pytest.mark.parametrize(
    ("role", "ok"), [("legacy", False), ("management", True), ("log-archive", False)]
)
def test_a_profile_that_is_not_there_is_named(simulator, workspace, role, ok):
    """The management account is opened on the way; until it is bound, its profile may lack."""
    key = f"{role.replace('-', '_')}_profile"
    if role in simulator.profiles and f"{key}: " in (workspace / "migrate.yaml").read_text():
        written(workspace, f"{key}: {simulator.profiles[role]}", f"{key}: mistyped")
    else:
        with (workspace / "migrate.yaml").open("a") as file:
            file.write(f"{key}: mistyped\n")
    code, looks = looked(workspace)
    assert (code, looks[role]["ok"]) == (int(not ok), ok)
    assert "no profile 'mistyped'" in looks[role]["seen"]
    assert "aws configure sso --profile mistyped" in looks[role]["remedy"]


def test_the_profile_of_a_bound_account_has_to_be_there(lived):
    written(lived.directory, "management_profile: ", "management_profile: not-")
    assert not looked(lived.directory)[1]["management"]["ok"]


def test_a_config_file_that_nobody_can_read_is_named(simulator, workspace, tmp_path):
    broken = tmp_path / "config"
    broken.write_text("[profile one\nregion")
    written(workspace, f"aws_config_file: {simulator.config_file}", f"aws_config_file: {broken}")
    code, looks = looked(workspace)
    assert code == 1
    assert not looks["legacy"]["ok"]
    assert str(broken) in looks["legacy"]["seen"]


def test_doctor_does_not_judge_a_clock_that_may_be_moved_on_purpose(simulator, workspace):
    simulator.advance(days=40)
    said = typed("--workspace", workspace, "doctor", "--json")
    looks = {look["name"]: look for look in json.loads(said.out)}
    assert said.code == 0
    assert looks["clock"]["ok"]
    assert "not judged" in looks["clock"]["seen"]
    assert "not AWS" in looks["endpoint"]["seen"]
