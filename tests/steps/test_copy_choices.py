"""What migrate.yaml decides of the copy: whether there is one, and how far it may reach."""

from __future__ import annotations

import json
from pathlib import Path

from migrate.core.status import Status
from migrate.simulator.scenarios.tiny import COPIES
from tests.conftest import typed
from tests.scope import choose
from tests.stages import Stages

from .alone import alone

STEP, ROLE = "copy-archive", "log-archive"


def test_without_a_bucket_it_is_left_out_until_one_is_named(stages: Stages, tmp_path: Path) -> None:
    with stages.place(STEP, tmp_path) as (workspace, simulator):
        at, settings = ("--workspace", str(workspace)), workspace / "migrate.yaml"
        choose(settings, choices={"copy-archive.bucket": ""})
        first = typed(*at, "run", "--yes", simulator=simulator)
        left = typed(*at, "status", simulator=simulator)
        again = typed(*at, "run", "--yes", simulator=simulator)
        choose(settings, choices={"copy-archive.bucket": COPIES})
        named = typed(*at, "run", "--yes", simulator=simulator)
        with alone(workspace, simulator) as here:
            status, receipts = here.made.store.status(STEP), here.made.store.recorded()[STEP]

    assert [done.returncode for done in (first, again, named)] == [0, 0, 0], named.stderr
    assert "left out: migrate.yaml names no bucket" in first.stderr
    assert "skipped" in left.stdout
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
