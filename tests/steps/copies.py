"""A workspace right before its copy, and the bucket that the copy goes to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from migrate.aws.s3 import BLOCKS
from migrate.core.errors import OutcomeUnknown
from migrate.core.plan import Plan
from migrate.simulator.scenarios.tiny import COPIES
from tests.scope import choose
from tests.simulators import Simulator
from tests.stages import Stages, approve

from .alone import Alone, alone

STEP, ROLE = "copy-archive", "log-archive"


@contextmanager
def prepared(
    stages: Stages, tmp_path: Path, bucket: str = COPIES, stage: str = STEP, **keys: object
) -> Iterator[Alone]:
    """Open a workspace before its copy, with another bucket or other keys in migrate.yaml."""
    with stages.place(stage, tmp_path) as (workspace, simulator):
        choose(workspace / "migrate.yaml", choices={"copy-archive.bucket": bucket}, **keys)
        if bucket.startswith("tiny-made"):
            _make(simulator, bucket)
        with alone(workspace, simulator) as here:
            yield here


def _make(simulator: Simulator, name: str, role: str = ROLE) -> None:
    """Make a bucket that lacks what its name says."""
    client, lacks = simulator.client("s3", role), name.rpartition("-")[2]
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lacks != "versions")
    if lacks not in {"versions", "lock"}:
        mode = "COMPLIANCE" if lacks == "mercy" else "GOVERNANCE"
        rule = {"DefaultRetention": {"Mode": mode, "Years": 7}}
        client.put_object_lock_configuration(
            Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule}
        )
    if lacks != "privacy":
        blocked = dict.fromkeys(BLOCKS, True)
        client.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=blocked)


def s3(here: Alone) -> Any:
    return here.simulator.client("s3", ROLE)


def put(here: Alone, key: str, content: bytes) -> None:
    s3(here).put_object(Bucket=COPIES, Key=key, Body=content, ChecksumAlgorithm="SHA256")


def objects(here: Alone) -> list[str]:
    pages = s3(here).get_paginator("list_objects_v2").paginate(Bucket=COPIES)
    return [str(one["Key"]) for page in pages for one in page.get("Contents", [])]


def versions(here: Alone, key: str) -> int:
    found = s3(here).list_object_versions(Bucket=COPIES, Prefix=key)["Versions"]
    return len([one for one in found if one["Key"] == key])


def place(plan: Plan) -> tuple[str, dict[str, str]]:
    """Return the folder of a plan, and what has to be put there."""
    return str(plan.facts["folder"]), dict(plan.facts["missing"])


def lose_one(here: Alone) -> None:
    """Approve the copy, and lose its first file on the way to S3."""
    approve(here, STEP)
    here.simulator.fault(kind="drop", operation="PutObject", times=1)
    with pytest.raises(OutcomeUnknown):
        here.engine(STEP).apply(STEP)
