"""The one step that cannot be undone: what keeps it shut when planned, and right before it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from migrate.core.errors import (
    CredentialsExpired,
    HandNeeded,
    MigrateError,
    NotPermitted,
    PlanOutdated,
)
from migrate.core.status import Status
from migrate.core.waiting import WaitFor
from migrate.steps.cost_refresh import REFRESH
from tests.contract.looking import operation
from tests.stages import Stages, approve, carry_on
from tests.steps.alone import Alone

from .days import LEGACY, blocked, found, nothing_changes, told
from .disturbed import effects
from .policies import RCP, policy_on

STEP, ACCEPT = "join-legacy", "organizations:AcceptHandshake"


def _no_archive(here: Alone) -> None:
    shutil.rmtree(here.made.workspace.archive)


def _spoiled(here: Alone) -> None:
    page = next(here.made.workspace.archive.glob("cells/monthly/**/page-*.json.gz"))
    page.write_bytes(page.read_bytes()[:-9] + b"\0" * 9)


def _one_file_short(here: Alone) -> None:
    next(here.made.workspace.archive.glob("cells/monthly/**/page-*.json.gz")).unlink()


def _another_archive(here: Alone) -> None:
    """Restore an older copy: whole in itself, and not the one that state.db knows."""
    path = here.made.workspace.archive / "manifest.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"account"', '"account" ', 1), encoding="utf-8")


def _standing(here: Alone) -> None:
    here.simulator.post("accounts", {"account": LEGACY, "state": "SUSPENDED"})


def _unseen(here: Alone) -> None:
    here.simulator.fault(kind="deny", service="iam", operation="GetAccountSummary", account=LEGACY)


GATES: Mapping[str, tuple[Callable[[Alone], None], str, str, str]] = {
    "no-archive": (
        _no_archive, "g15-archive", "The cost history is not safe: ", "`migrate plan archive-costs`"
    ),
    "spoiled-archive": (
        _spoiled, "g15-archive", "The cost history is not safe: ", "`migrate costs verify`"
    ),
    "file-missing": (
        _one_file_short, "g15-archive", "The cost history is not safe: ", "`migrate costs verify`"
    ),
    "another-archive": (
        _another_archive, "g15-archive", "The cost history is not safe: ", "`migrate costs verify`"
    ),
    "policy-on-root": (
        policy_on(""), "g10-restrictive-policy", "Service control policies are on r-",
        "Detach them until the account has been checked",
    ),
    "policy-on-landing": (
        policy_on("Transitional"), "g10-restrictive-policy", "Service control policies are on ou-",
        "Detach them until the account has been checked",
    ),
    "policy-on-home": (
        policy_on("Workloads"), "g10-restrictive-policy", "Service control policies are on ou-",
        "Detach them until the account has been checked",
    ),
    "resource-policy-on-root": (
        policy_on("", RCP), "g10-restrictive-resource-policy",
        "Resource control policies are on r-", "Detach them until the account has been checked",
    ),
    "resource-policy-on-landing": (
        policy_on("Transitional", RCP), "g10-restrictive-resource-policy",
        "Resource control policies are on ou-", "Detach them until the account has been checked",
    ),
    "resource-policy-on-home": (
        policy_on("Workloads/Prod", RCP), "g10-restrictive-resource-policy",
        "Resource control policies are on ou-", "Detach them until the account has been checked",
    ),
    "a-block": (_standing, "g04-legacy-not-active", LEGACY, ""),
    "an-unknown": (
        _unseen, "g24-break-glass", "UNKNOWN: ", "Allow iam:GetAccountSummary for the principal"
    ),
}  # fmt: skip
"""What shuts the gate, the finding's key, how its sentence begins, and what it says to do."""
SHUT = {name: gate for name, gate in GATES.items() if "archive" not in name and name[0] != "f"}
"""What can still come up after the archive was proven once more."""


@pytest.mark.parametrize("name", GATES)
def test_the_gate_is_shut(name: str, stages: Stages, tmp_path: Path) -> None:
    shut, key, summary, remedy = GATES[name]
    with stages.at(STEP, tmp_path) as here:
        shut(here)
        error = blocked(here, STEP)
        assert f"{STEP} is blocked: " in str(error)
        (finding, *_) = [one for one in here.plan(STEP).findings if one.key == key]
        assert summary in finding.summary
        assert remedy in finding.remedy
        assert finding.summary in str(error)


@pytest.mark.parametrize("name", SHUT)
def test_what_shuts_the_gate_during_a_wait_stops_the_call(
    name: str, stages: Stages, tmp_path: Path
) -> None:
    """The plan was sound and a first try was made; the resumed one looks again before it sends."""
    shut, _, summary, _ = SHUT[name]
    with stages.at(STEP, tmp_path, approved=True) as here:
        _try_in_vain(here)
        shut(here)
        with nothing_changes(here.simulator), pytest.raises(HandNeeded) as stopped:
            here.engine(STEP).apply(STEP)
        said = told(stopped.value)
        assert said.startswith(f"Stopped right before the join, nothing was sent: {summary}") or (
            summary == LEGACY and LEGACY in said
        )
        assert stopped.value.wait is not None
        assert stopped.value.wait.waiting_for is WaitFor.PERSON
        assert here.made.store.status(STEP) is Status.WAITING


@pytest.mark.parametrize("name", ["no-archive", "spoiled-archive", "file-missing"])
def test_an_archive_that_is_lost_during_a_wait_stops_the_call(
    name: str, stages: Stages, tmp_path: Path
) -> None:
    with stages.at(STEP, tmp_path, approved=True) as here:
        _try_in_vain(here)
        GATES[name][0](here)
        with nothing_changes(here.simulator), pytest.raises(MigrateError) as stopped:
            here.engine(STEP).apply(STEP)
        assert "Stopped right before the join, nothing was sent: The cost history is not safe" in (
            str(stopped.value)
        )
        assert "archive-costs" in stopped.value.remedy


def test_the_archive_is_brought_up_to_date_right_before_the_call(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at(STEP, tmp_path, approved=True) as here:
        _try_in_vain(here)
        here.simulator.advance(minutes=55)
        before = len(here.simulator.calls())
        carry_on(here, STEP)
        rows = here.simulator.calls(since=before)
        asked = [n for n, row in enumerate(rows) if operation(row) == "ce:GetCostAndUsage"]
        sent = [n for n, row in enumerate(rows) if operation(row) == ACCEPT]
        assert asked
        assert len(sent) == 1
        assert max(asked) < sent[0]
        kept = [key for key in here.made.store.recorded()[STEP] if key.startswith(f"{REFRESH}@")]
        assert len(kept) == 1


def test_a_young_archive_is_not_paid_for_again(stages: Stages, tmp_path: Path) -> None:
    with stages.at(STEP, tmp_path, approved=True) as here:
        _try_in_vain(here)
        here.simulator.advance(minutes=20)
        before = len(here.simulator.calls())
        carry_on(here, STEP)
        kept = here.made.store.recorded()[STEP]
        assert not [key for key in kept if key.startswith(f"{REFRESH}@")]
        assert effects(here.simulator.calls(since=before))[ACCEPT] == 1


def test_an_archive_that_grew_old_and_cannot_be_renewed_keeps_the_gate_shut(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at(STEP, tmp_path, approved=True) as here:
        _try_in_vain(here)
        here.simulator.advance(hours=2)
        here.simulator.fault(kind="deny", service="ce")
        with nothing_changes(here.simulator), pytest.raises(NotPermitted) as refused:
            here.engine(STEP).apply(STEP)
        assert "Allow ce:GetCostAndUsage for this principal" in told(refused.value)


def test_a_plan_of_two_hours_ago_joins_with_a_new_capture(stages: Stages, tmp_path: Path) -> None:
    with stages.at(STEP, tmp_path) as here:
        _to_noon(here)
        approve(here, STEP)
        here.simulator.advance(hours=2)
        carry_on(here, STEP)
        rows = here.simulator.calls()
        asked = [n for n, row in enumerate(rows) if operation(row) == "ce:GetCostAndUsage"]
        assert asked
        assert effects(rows)[ACCEPT] == 1


def test_a_plan_of_yesterday_shows_the_bills_of_today_first(stages: Stages, tmp_path: Path) -> None:
    """Another day of joining is another pair of bills: nobody approved those."""
    with stages.at(STEP, tmp_path) as here:
        _to_noon(here)
        yesterday = approve(here, STEP)
        here.simulator.advance(hours=13)
        with nothing_changes(here.simulator), pytest.raises(PlanOutdated) as refused:
            here.engine(STEP).apply(STEP)
        assert f"since plan {yesterday.plan.digest} was approved" in str(refused.value)
        approve(here, STEP)
        carry_on(here, STEP)
        assert effects(here.simulator.calls())[ACCEPT] == 1


def test_the_gate_opens_again_when_what_shut_it_is_gone(stages: Stages, tmp_path: Path) -> None:
    with stages.at(STEP, tmp_path, approved=True) as here:
        _try_in_vain(here)
        _standing(here)
        with pytest.raises(HandNeeded):
            here.engine(STEP).apply(STEP)
        here.simulator.post("accounts", {"account": LEGACY, "state": "ACTIVE"})
        carry_on(here, STEP)
        assert effects(here.simulator.calls())[ACCEPT] == 1
        assert found(here.plan(STEP), "already-member").summary.startswith(LEGACY)


def _try_in_vain(here: Alone) -> None:
    """Go as far as the call, which AWS refuses because the credentials end just then."""
    here.simulator.fault(kind="expire", operation="AcceptHandshake", times=1)
    with pytest.raises(CredentialsExpired):
        here.engine(STEP).apply(STEP)
    assert effects(here.simulator.calls())[ACCEPT] == 0


def _to_noon(here: Alone) -> None:
    """Leave the whole day ahead: what a plan says of today holds until midnight."""
    now = here.simulator.now()
    noon = now.replace(hour=12, minute=0, second=0) + timedelta(days=now.hour >= 12)
    here.simulator.advance(seconds=(noon - now).total_seconds())
