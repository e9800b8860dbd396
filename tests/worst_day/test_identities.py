"""The credentials are not those they were: no call of another account, or of root, leaves."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from migrate.core.errors import CredentialsExpired, RootRefused, WrongAccount
from migrate.core.status import Status
from tests.conftest import typed
from tests.simulators import Simulator
from tests.stages import Stages, approve, carry_on
from tests.steps.alone import alone

from .days import LEGACY, MANAGEMENT, blocking, nothing_changes, set_profiles, told
from .disturbed import effects

CREATE_UNIT = "organizations:CreateOrganizationalUnit"


@pytest.mark.parametrize("verb", ["plan", "apply"])
def test_swapped_profiles_are_refused(verb: str, stages: Stages, tmp_path: Path) -> None:
    with stages.place("prepare-legacy", tmp_path, approved=verb == "apply") as (workspace, aws):
        legacy, management = aws.profiles["legacy"], aws.profiles["management"]
        set_profiles(workspace, legacy=management, management=legacy)
        with nothing_changes(aws):
            done = typed("--workspace", str(workspace), verb, "prepare-legacy", simulator=aws)
        assert done.returncode == 4
        assert f"Bound to account {LEGACY} (aws), but the credentials belong to" in done.stderr
        assert "nothing was sent" in done.stderr
        assert "Correct the profile in migrate.yaml or in the AWS configuration" in done.stderr


def test_a_swap_of_profiles_is_seen_by_a_new_look_at_the_accounts(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.place("prepare-legacy", tmp_path) as (workspace, aws):
        legacy, management = aws.profiles["legacy"], aws.profiles["management"]
        set_profiles(workspace, legacy=management, management=legacy)
        with alone(workspace, aws) as here, nothing_changes(aws):
            said = blocking(here.plan("connect-accounts"))
        assert f"legacy is bound to {LEGACY}, but its profile now stands for {MANAGEMENT}." in said
        assert f"management is bound to {MANAGEMENT}, but its profile now stands for {LEGACY}." in (
            said
        )


def test_another_identity_after_a_refresh_is_refused(stages: Stages, tmp_path: Path) -> None:
    """The same profile begins to hand out the keys of another account in the middle of a run."""
    with stages.place("shape-organization", tmp_path, approved=True) as (workspace, aws):
        keys = tmp_path / "keys.json"
        _hand_out(keys, aws, "management")
        _handed_out_by(aws, "management", keys)
        with alone(workspace, aws) as here:
            engine = here.engine("shape-organization")
            _hand_out(keys, aws, "legacy")
            with nothing_changes(aws), pytest.raises(WrongAccount) as refused:
                engine.apply("shape-organization")
        assert f"Bound to account {MANAGEMENT} (aws), but the credentials belong to {LEGACY}" in (
            told(refused.value)
        )
        assert "nothing was sent" in told(refused.value)


def test_whose_a_key_is_is_asked_once_in_a_run(stages: Stages, tmp_path: Path) -> None:
    with stages.at("prepare-legacy", tmp_path) as here:
        before = len(here.simulator.calls())
        here.plan("prepare-legacy")
        asked = [c for c in here.simulator.calls(before) if c["operation"] == "GetCallerIdentity"]
    assert sorted(call["account"] for call in asked) == [LEGACY, MANAGEMENT]


def test_root_is_refused_where_an_account_is_bound(stages: Stages, tmp_path: Path) -> None:
    with stages.place("prepare-legacy", tmp_path, approved=True) as (workspace, aws):
        _become_root(aws)
        with (
            alone(workspace, aws) as here,
            nothing_changes(aws),
            pytest.raises(RootRefused) as refused,
        ):
            here.engine("prepare-legacy")
        assert f"The credentials are those of the root user of {LEGACY}" in told(refused.value)
        assert "Use a profile of an IAM role or user" in told(refused.value)


def test_root_is_never_bound(stages: Stages, tmp_path: Path) -> None:
    with stages.place("connect-accounts", tmp_path) as (workspace, aws):
        _become_root(aws)
        with alone(workspace, aws) as here, nothing_changes(aws):
            plan = here.plan("connect-accounts")
        assert blocking(plan) == [f"The legacy profile is the root user of {LEGACY}."]


def test_a_token_that_ends_between_two_calls_pauses_the_step(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("shape-organization", tmp_path, approved=True) as here:
        aws, profile = here.simulator, here.simulator.profiles["management"]
        aws.fault(kind="expire", operation="CreateOrganizationalUnit", skip=1)
        with pytest.raises(CredentialsExpired) as paused:
            here.engine("shape-organization").apply("shape-organization")
        assert here.made.store.status("shape-organization") is Status.WAITING
        assert paused.value.exit_code == 3
        assert f"The credentials of profile {profile} are not valid now" in told(paused.value)
        assert f"`aws configure --profile {profile}`" in told(paused.value)
        assert effects(aws.calls())[CREATE_UNIT] == 1
        aws.raw("fault", "DELETE")
        carry_on(here, "shape-organization")
        usual = stages.steps["shape-organization"].calls
        assert effects(aws.calls())[CREATE_UNIT] == effects(usual)[CREATE_UNIT] > 1


def test_a_token_that_ends_before_the_last_look_leaves_the_approval_as_it_is(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("shape-organization", tmp_path, approved=True) as here:
        here.simulator.fault(kind="expire", service="organizations")
        with nothing_changes(here.simulator), pytest.raises(CredentialsExpired) as paused:
            here.engine("shape-organization").apply("shape-organization")
        assert "Then run the same command again." in told(paused.value)
        assert here.made.store.status("shape-organization") is Status.APPROVED
        here.simulator.raw("fault", "DELETE")
        carry_on(here, "shape-organization")


def test_a_session_that_ends_before_the_runner_begins_is_told_with_its_login(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("shape-organization", tmp_path) as here:
        here.simulator.fault(kind="expire", service="sts")
        with nothing_changes(here.simulator), pytest.raises(CredentialsExpired) as paused:
            approve(here, "shape-organization")
        assert "Renew them: " in told(paused.value)


def _keys_of(aws: Simulator, role: str) -> Any:
    return aws.session(role).get_credentials().get_frozen_credentials()


def _hand_out(path: Path, aws: Simulator, role: str) -> None:
    """Write what a credential process prints: keys so short-lived that each use renews them."""
    keys = _keys_of(aws, role)
    ends = datetime.now(UTC) + timedelta(minutes=5)
    given = {"Version": 1, "AccessKeyId": keys.access_key, "SecretAccessKey": keys.secret_key,
             "SessionToken": keys.token or "", "Expiration": ends.isoformat()}  # fmt: skip
    path.write_text(json.dumps({k: v for k, v in given.items() if v}), encoding="utf-8")


def _handed_out_by(aws: Simulator, role: str, keys: Path) -> None:
    """Let a profile take its keys from a process instead of the credentials file."""
    profile, config = aws.profiles[role], Path(aws.config_file)
    read = f"{sys.executable} -c \"print(open('{keys}').read())\""
    text = config.read_text(encoding="utf-8")
    head = f"[profile {profile}]\n"
    assert head in text
    config.write_text(text.replace(head, f"{head}credential_process = {read}\n"), encoding="utf-8")
    _without(Path(aws.credentials_file), profile)


def _become_root(aws: Simulator) -> None:
    """Put the root user's keys behind the legacy profile."""
    aws.act("create-root-keys", LEGACY)
    access, secret = aws.get("root-keys")[LEGACY]
    profile, path = aws.profiles["legacy"], Path(aws.credentials_file)
    _without(path, profile)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"[{profile}]\naws_access_key_id = {access}\naws_secret_access_key = {secret}\n")


def _without(credentials: Path, profile: str) -> None:
    """Take a profile out of a credentials file."""
    text = credentials.read_text(encoding="utf-8")
    parts = text.split("[")
    kept = [part for part in parts if not part.startswith(f"{profile}]")]
    assert len(kept) == len(parts) - 1
    credentials.write_text("[".join(kept), encoding="utf-8")
