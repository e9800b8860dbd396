"""The copy when migrate.yaml, permissions or the bucket change in the middle: no dead end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from migrate.aws import decide
from migrate.core.errors import GatewayError, JourneyError, NotPermitted, OutcomeUnknown
from migrate.core.status import Status
from migrate.simulator.scenarios.tiny import COPIES
from tests.conftest import typed
from tests.scope import choose
from tests.stages import END, Stages, approve, carry_on

from .alone import alone, blocks, keys
from .copies import ROLE, STEP, lose_one, place, prepared, put, s3


def test_a_denied_look_after_a_lost_answer_can_be_mended(stages: Stages, tmp_path: Path) -> None:
    """A failed step can only be planned anew, and no plan goes over a call that is not settled."""
    with prepared(stages, tmp_path) as here:
        approve(here, STEP)
        here.simulator.fault(kind="drop-after", operation="PutObject", times=1)
        with pytest.raises(OutcomeUnknown):
            here.engine(STEP).apply(STEP)
        here.simulator.fault(kind="deny", service="s3", operation="HeadObject")
        with pytest.raises(NotPermitted, match="HeadObject"):
            here.engine(STEP).apply(STEP)
        waiting = here.made.store.status(STEP)
        here.simulator.raw("fault", "DELETE")
        carry_on(here, STEP)
        status = here.made.store.status(STEP)

    assert (waiting, status) == (Status.WAITING, Status.DONE)


def test_a_bucket_that_is_no_longer_named_is_copied_to_the_end_and_looked_at(
    stages: Stages, tmp_path: Path
) -> None:
    """The approved plan says where; and `migrate verify` looks at it when all is done."""
    with stages.place(STEP, tmp_path) as (workspace, simulator):
        with alone(workspace, simulator) as here:
            approve(here, STEP)
            simulator.fault(kind="drop", operation="PutObject", times=1)
            with pytest.raises(OutcomeUnknown):
                here.engine(STEP).apply(STEP)
        choose(workspace / "migrate.yaml", choices={"copy-archive.bucket": ""})
        with alone(workspace, simulator) as here:
            carry_on(here, STEP)
            status = here.made.store.status(STEP)
        at = ("--workspace", str(workspace))
        seen = typed(*at, "verify", STEP, simulator=simulator)
        run = typed(*at, "run", "--yes", simulator=simulator)

    assert status is Status.DONE
    assert seen.returncode == 0, seen.stderr
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"choices": {"copy-archive.prefix": "elsewhere"}},
            "names s3://tiny-log-archive/elsewhere",
        ),
        ({"accounts": {}}, "does not name"),
        ({"accounts": {ROLE: "222233334444"}}, "does not name"),
        ({"log_archive_profile": ""}, "does not name"),
    ],
)
def test_a_place_that_changed_is_told_as_that(
    changed: dict[str, object], said: str, stages: Stages, tmp_path: Path
) -> None:
    with stages.place(END, tmp_path) as (workspace, simulator):
        choose(workspace / "migrate.yaml", **{"choices": {}, **changed})
        with alone(workspace, simulator) as here:
            (finding,) = here.verify(STEP)

    assert finding.key == "copy-elsewhere"
    assert said in finding.summary


def test_the_account_that_was_approved_is_kept_through_a_resume(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.place(STEP, tmp_path) as (workspace, simulator):
        with alone(workspace, simulator) as here:
            approve(here, STEP)
            simulator.fault(kind="throttle", operation="PutObject")
            with pytest.raises(GatewayError):
                here.engine(STEP).apply(STEP)
        simulator.raw("fault", "DELETE")
        choose(
            workspace / "migrate.yaml",
            choices={},
            accounts={ROLE: simulator.accounts["legacy"]},
            log_archive_profile=simulator.profiles["legacy"] + "-again",
        )
        config = Path(simulator.config_file)
        legacy = config.read_text().partition("[profile simulated-man")[0]
        config.write_text(config.read_text() + legacy.replace("legacy]", "legacy-again]"))
        before = len(simulator.calls())
        with alone(workspace, simulator) as here, pytest.raises(GatewayError, match="names"):
            here.engine(STEP).apply(STEP)
        asked = {row["operation"] for row in simulator.calls(since=before)}

    assert "PutObject" not in asked


def test_what_s3_has_no_hash_of_is_not_called_another(stages: Stages, tmp_path: Path) -> None:
    """Other tools leave another checksum: nobody is told to delete what may be a good copy."""
    with prepared(stages, tmp_path) as here:
        folder, _ = place(here.plan(STEP))
        content = (here.made.workspace.archive / "README.md").read_bytes()
        s3(here).put_object(
            Bucket=COPIES, Key=f"{folder}README.md", Body=content, ChecksumAlgorithm="CRC32"
        )
        found = blocks(here.plan(STEP))

    assert set(found) == {"copy-unproven"}
    assert "delete" not in found["copy-unproven"].remedy


def test_a_retention_that_has_ended_is_told(stages: Stages, tmp_path: Path) -> None:
    with prepared(stages, tmp_path) as here:
        folder, _ = place(here.plan(STEP))
        s3(here).put_object(
            Bucket=COPIES,
            Key=f"{folder}README.md",
            Body=(here.made.workspace.archive / "README.md").read_bytes(),
            ChecksumAlgorithm="SHA256",
            ObjectLockMode="GOVERNANCE",
            ObjectLockRetainUntilDate=here.simulator.now() + timedelta(minutes=5),
        )
        before = keys(here.plan(STEP))
        here.simulator.advance(hours=1)
        after = keys(here.plan(STEP))

    assert "copy-not-kept" not in before
    assert "copy-not-kept" in after


def test_nobody_can_call_a_proven_stranger_ours(stages: Stages, tmp_path: Path) -> None:
    with prepared(stages, tmp_path) as here:
        folder, missing = place(here.plan(STEP))
        first = min(path for path in missing if path != "manifest.json")
        lose_one(here)
        put(here, f"{folder}{first}", b"somebody else's")
        with pytest.raises(OutcomeUnknown):
            here.engine(STEP).apply(STEP)
        (intent,) = here.made.store.unsettled(STEP)
        account = here.context(STEP).account(ROLE)
        with pytest.raises(JourneyError, match="another one"):
            decide.happened(account, intent, "tester: it happened")
        settled = decide.did_not_happen(account, intent, "tester: it did not")

    assert settled.status == "failed"
