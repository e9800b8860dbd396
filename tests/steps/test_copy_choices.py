"""What migrate.yaml decides of the copy: whether there is one, and how far it may reach."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from migrate.cli.permissions import places_of
from migrate.core.status import Status
from migrate.simulator.scenarios.tiny import COPIES
from migrate.steps.s125_copy_archive import CopyArchive
from tests.conftest import typed
from tests.scope import choose
from tests.stages import Stages

from .alone import alone
from .copies import ROLE, STEP


def test_without_a_bucket_it_is_left_out_until_one_is_named(stages: Stages, tmp_path: Path) -> None:
    with stages.place(STEP, tmp_path) as (workspace, simulator):
        at, settings = ("--workspace", str(workspace)), workspace / "migrate.yaml"
        choose(settings, choices={"copy-archive.bucket": ""})
        first = typed(*at, "run", "--yes", simulator=simulator)
        left = typed(*at, "status", simulator=simulator)
        typed(*at, "documents", simulator=simulator)
        paper = (workspace / "documents" / "migration-plan.md").read_text(encoding="utf-8")
        again = typed(*at, "run", "--yes", simulator=simulator)
        choose(settings, choices={"copy-archive.bucket": COPIES})
        named = typed(*at, "run", "--yes", simulator=simulator)
        with alone(workspace, simulator) as here:
            status, receipts = here.made.store.status(STEP), here.made.store.recorded()[STEP]

    assert [done.returncode for done in (first, again, named)] == [0, 0, 0], named.stderr
    assert "left out: migrate.yaml names no bucket" in first.stderr
    assert "skipped" in left.stdout
    assert "steps done, 1 left out." in paper
    assert "left out. migrate.yaml names no bucket" in paper
    assert status is Status.DONE
    assert receipts["copy"].result["bucket"] == COPIES


def test_what_a_person_skipped_stays_skipped(stages: Stages, tmp_path: Path) -> None:
    with stages.place(STEP, tmp_path) as (workspace, simulator):
        at = ("--workspace", str(workspace))
        typed(*at, "skip", STEP, "--reason", "kept on tape", simulator=simulator)
        done = typed(*at, "run", "--yes", simulator=simulator)
        with alone(workspace, simulator) as here:
            status = here.made.store.status(STEP)

    assert done.returncode == 0
    assert status is Status.SKIPPED


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("bucket", "*"),
        ("bucket", "Upper"),
        ("bucket", "a/../b"),
        ("prefix", "${aws:username}"),
        ("prefix", "*"),
        ("prefix", "a/../../b"),
        ("prefix", "a//b"),
        ("bucket", "192.168.5.4"),
        ("bucket", "copies--use1-az4--x-s3"),
    ],
)
def test_a_name_that_would_widen_a_policy_is_refused(
    key: str, said: str, stages: Stages, tmp_path: Path
) -> None:
    with stages.place(STEP, tmp_path) as (workspace, simulator):
        choose(workspace / "migrate.yaml", choices={f"{STEP}.{key}": said})
        at = ("--workspace", str(workspace))
        told = [
            typed(*at, *words, simulator=simulator)
            for words in (("permissions", STEP), ("plan", STEP))
        ]

    for done in told:
        assert done.returncode == 2
        assert f"{STEP}.{key} is {said!r}" in done.stderr
        assert "PutObject" not in done.stdout


class Wide(CopyArchive):
    """The same actions, on whatever there is."""

    def places(self, choices: Mapping[str, str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        return {}


def test_what_another_step_needs_everywhere_is_not_narrowed() -> None:
    """In whichever order they come; and nothing is narrowed for another account."""
    narrow, wide, choices = CopyArchive(), Wide(), {"copy-archive.bucket": COPIES}
    kept = places_of([narrow, narrow], ROLE, choices)

    assert kept["s3:ListBucket"] == (f"arn:*:s3:::{COPIES}",)
    assert kept["kms:Decrypt"] == ()
    for steps in ([narrow, wide], [wide, narrow], [narrow, wide, narrow]):
        assert set(places_of(steps, ROLE, choices).values()) == {()}
    assert places_of([narrow], "legacy", choices) == {}


def test_its_permissions_reach_no_further_than_the_bucket(stages: Stages, tmp_path: Path) -> None:
    with stages.place(STEP, tmp_path) as (workspace, simulator):
        words = ("--workspace", str(workspace), "permissions", STEP, "--json")
        (policy,) = json.loads(typed(*words, simulator=simulator).stdout)

    allowed = {
        action: statement["Resource"]
        for statement in policy["document"]["Statement"]
        for action in statement["Action"]
    }
    assert policy["account"] == ROLE
    assert allowed["s3:PutObject"] == [f"arn:*:s3:::{COPIES}/cost-history/*"]
    assert allowed["s3:ListBucket"] == [f"arn:*:s3:::{COPIES}"]
    assert {action for action, where in allowed.items() if where == "*"} == {
        "kms:Decrypt",
        "kms:GenerateDataKey",
    }
