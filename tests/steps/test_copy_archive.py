"""The copy of the archive: proven by its own files, kept from harm, and never put over anything."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from migrate.aws.effects import perform
from migrate.aws.s3 import PUT_OBJECT
from migrate.core.errors import (
    CallRefused,
    CredentialsExpired,
    GatewayError,
    NotPermitted,
    WrongAccount,
)
from migrate.core.plan import Undo
from migrate.core.ports import Permit
from migrate.core.status import Status
from migrate.costs.archive import Archive
from migrate.costs.gate import expected_manifest
from migrate.costs.prove import prove
from migrate.simulator.scenarios.tiny import COPIES
from tests.conftest import typed
from tests.scope import choose
from tests.stages import END, Stages, approve, carry_on

from .alone import alone, blocks
from .copies import ROLE, STEP, lose_one, objects, place, prepared, put, s3, versions


def test_a_copy_is_proven_by_its_files_alone(stages: Stages, tmp_path: Path) -> None:
    """Fetched to another folder, without state.db; and each object is locked."""
    fetched = tmp_path / "fetched"
    with prepared(stages, tmp_path, stage=END) as here:
        expected = expected_manifest(here.made.store.recorded())
        folder, missing = place(here.plan(STEP))
        for key in objects(here):
            answer = s3(here).get_object(Bucket=COPIES, Key=key)
            assert answer["ObjectLockMode"] == "GOVERNANCE"
            assert key.startswith(folder)
            path = fetched / key.removeprefix(folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(answer["Body"].read())
        verdict = typed(
            *("costs", "verify", str(fetched), "--manifest", expected), simulator=here.simulator
        )

    assert missing == {}
    assert prove(Archive(fetched), expected).wrong == ()
    assert verdict.returncode == 0, verdict.stderr


def test_the_folder_is_named_after_the_state_of_the_archive(stages: Stages, tmp_path: Path) -> None:
    with prepared(stages, tmp_path) as here:
        folder, missing = place(here.plan(STEP))
        account = here.simulator.accounts["legacy"]
        content = (here.made.workspace.archive / "manifest.json").read_bytes()

    sha256 = hashlib.sha256(content).hexdigest()
    assert folder == f"cost-history/{account}/{sha256}/"
    assert missing["manifest.json"] == sha256


@pytest.mark.parametrize(
    ("bucket", "key"),
    [
        ("tiny-made-without-versions", "copy-not-versioned"),
        ("tiny-made-without-lock", "copy-not-locked"),
        ("tiny-made-without-privacy", "copy-public"),
        ("tiny-never-there", "copy-bucket-missing"),
    ],
)
def test_a_bucket_that_would_not_keep_it_is_refused(
    bucket: str, key: str, stages: Stages, tmp_path: Path
) -> None:
    with prepared(stages, tmp_path, bucket) as here:
        plan = here.plan(STEP)

    assert key in blocks(plan)
    assert bucket in blocks(plan)[key].summary
    assert not plan.changes


def test_a_retention_that_nobody_can_end_is_one_way(stages: Stages, tmp_path: Path) -> None:
    with prepared(stages, tmp_path, "tiny-made-without-mercy") as here:
        plan = here.plan(STEP)

    assert not plan.blocked
    assert [change.undo for change in plan.changes] == [Undo.ONE_WAY]
    assert "7 years" in plan.changes[0].undo_how


def test_a_bucket_of_another_account_gets_nothing(stages: Stages, tmp_path: Path) -> None:
    """Somebody else took the name first: S3 itself is told whose it has to be."""
    with prepared(stages, tmp_path, "tiny-data") as here, pytest.raises(NotPermitted) as refused:
        here.plan(STEP)

    assert "another account" in refused.value.remedy


def test_where_people_work_is_no_place_for_a_copy(stages: Stages, tmp_path: Path) -> None:
    with stages.place(STEP, tmp_path) as (workspace, simulator):
        config = Path(simulator.config_file)
        profile = config.read_text().replace("simulated-legacy]", "simulated-copy]")
        config.write_text(config.read_text() + profile.partition("[profile simulated-man")[0])
        account = simulator.accounts["legacy"]
        choose(
            workspace / "migrate.yaml",
            choices={"copy-archive.bucket": "tiny-data"},
            log_archive_profile="simulated-copy",
            accounts={ROLE: account},
        )
        with alone(workspace, simulator) as here:
            found = blocks(here.plan(STEP))

    assert f"{account} is the legacy account" in found["copy-workplace"].summary


def test_a_profile_of_another_account_is_refused(stages: Stages, tmp_path: Path) -> None:
    """The id in migrate.yaml binds: nothing is asked of another account but whose it is."""
    with prepared(stages, tmp_path, accounts={ROLE: "222233334444"}) as here:
        before = len(here.simulator.calls())
        with pytest.raises(WrongAccount):
            here.plan(STEP)
        asked = {row["operation"] for row in here.simulator.calls(since=before)}

    assert asked == {"GetCallerIdentity"}


def test_what_lies_there_already_is_not_sent_again(stages: Stages, tmp_path: Path) -> None:
    with prepared(stages, tmp_path) as here:
        folder, missing = place(here.plan(STEP))
        put(here, f"{folder}README.md", (here.made.workspace.archive / "README.md").read_bytes())
        before = len(here.simulator.calls())
        here.do(STEP)
        sent = here.simulator.calls(since=before, operation="PutObject")
        kept = versions(here, f"{folder}README.md")

    assert len(sent) == len(missing) - 1
    assert kept == 1


def test_another_object_of_the_name_stops_the_copy_and_is_left_alone(
    stages: Stages, tmp_path: Path
) -> None:
    with prepared(stages, tmp_path) as here:
        folder, _ = place(here.plan(STEP))
        put(here, f"{folder}README.md", b"not what the manifest lists")
        plan = here.plan(STEP)
        kept = versions(here, f"{folder}README.md")

    assert "README.md" in blocks(plan)["copy-other-content"].summary
    assert not plan.changes
    assert kept == 1


def test_a_file_that_changed_since_is_refused_by_s3(stages: Stages, tmp_path: Path) -> None:
    """Under its hash nothing else can be put, whatever happens on the disk."""
    with prepared(stages, tmp_path) as here:
        folder, _ = place(here.plan(STEP))
        approve(here, STEP)
        path = here.made.workspace.archive / "README.md"
        path.chmod(0o600)
        path.write_bytes(path.read_bytes() + b"!")
        with pytest.raises(GatewayError) as refused:
            here.engine(STEP).apply(STEP)
        status, there = here.made.store.status(STEP), objects(here)

    assert refused.value.code == "BadDigest"
    assert "migrate costs verify" in refused.value.remedy
    assert status is Status.FAILED
    assert f"{folder}README.md" not in there


def test_a_file_that_is_gone_is_named_and_nothing_is_sent_for_it(
    stages: Stages, tmp_path: Path
) -> None:
    with prepared(stages, tmp_path) as here:
        approve(here, STEP)
        (here.made.workspace.archive / "README.md").unlink()
        with pytest.raises(GatewayError, match=r"README\.md of the archive cannot be read"):
            here.engine(STEP).apply(STEP)
        intents = here.made.store.unsettled(STEP)

    assert not intents


def test_a_look_finds_what_was_deleted_from_the_copy(stages: Stages, tmp_path: Path) -> None:
    with prepared(stages, tmp_path, stage=END) as here:
        folder, _ = place(here.plan(STEP))
        s3(here).delete_object(Bucket=COPIES, Key=f"{folder}manifest.json")
        found = {finding.key: finding.summary for finding in here.verify(STEP)}
        status = here.made.store.status(STEP)

    assert found["copy-incomplete"].startswith("1 of ")
    assert status is Status.DRIFTED


def test_an_archive_that_state_db_does_not_know_is_not_copied(
    stages: Stages, tmp_path: Path
) -> None:
    with prepared(stages, tmp_path) as here:
        path = here.made.workspace.archive / "manifest.json"
        path.chmod(0o600)
        path.write_text(path.read_text().replace('"essential"', '"everything"'))
        plan = here.plan(STEP)

    assert set(blocks(plan)) == {"copy-archive-unproven"}


def test_credentials_that_expire_between_two_files_only_pause_it(
    stages: Stages, tmp_path: Path
) -> None:
    """S3 answers a HEAD with a bare 400 then; what it means is asked with a body."""
    with prepared(stages, tmp_path) as here:
        lose_one(here)
        here.simulator.fault(kind="expire", service="s3")
        with pytest.raises(CredentialsExpired):
            here.engine(STEP).apply(STEP)
        waiting = here.made.store.status(STEP)
        here.simulator.raw("fault", "DELETE")
        carry_on(here, STEP)
        status = here.made.store.status(STEP)

    assert (waiting, status) == (Status.WAITING, Status.DONE)


def test_no_other_hand_can_put_an_object(stages: Stages, tmp_path: Path) -> None:
    """Nor can this one read anything but its bucket."""
    with prepared(stages, tmp_path) as here:
        context = here.context(STEP)
        permit = Permit(1, STEP, "copy", frozenset({PUT_OBJECT.operation}))
        before = len(here.simulator.calls())
        for role in ("legacy", "management"):
            with here.made.sessions.door.permitted(permit), pytest.raises(CallRefused, match=role):
                perform(context.account(role), PUT_OBJECT, {"Bucket": "b", "Key": "k"})
        with pytest.raises(CallRefused):
            context.account(ROLE).call("iam", "list_users")
        with pytest.raises(CallRefused):
            context.account(ROLE).call("s3", "list_buckets")
        asked = {row["operation"] for row in here.simulator.calls(since=before)}

    assert asked == {"GetCallerIdentity"}
