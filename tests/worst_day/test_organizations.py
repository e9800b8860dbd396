"""The organization, or the old account's place in one, is not as a fresh start would have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.core.errors import MigrateError
from migrate.core.plan import Action
from migrate.core.status import Status
from tests.conftest import typed
from tests.simulator.organized import Organized, second
from tests.stages import Stages, approve, carry_on

from .days import LEGACY, MANAGEMENT, blocked, found, nothing_changes, organized, told


@pytest.mark.parametrize("step", ["invite-legacy", "join-legacy"])
def test_an_account_that_joined_by_hand_is_left_where_it_is(
    step: str, stages: Stages, tmp_path: Path
) -> None:
    with stages.at(step, tmp_path) as here:
        hand = organized(here)
        sent = hand.management.list_handshakes_for_organization()["Handshakes"]
        hand.legacy.accept_handshake(HandshakeId=sent[0]["Id"] if sent else hand.invite())
        with nothing_changes(here.simulator):
            approve(here, step)
            carry_on(here, step)
        saved = here.made.store.plan(step)
        assert saved is not None
        assert saved.plan.changes == ()
        assert "already" in found(saved.plan, "already-member").summary
        assert LEGACY in found(saved.plan, "already-member").summary


@pytest.mark.parametrize("step", ["assess-legacy", "invite-legacy", "join-legacy"])
def test_a_member_of_a_foreign_organization_is_not_taken_away(
    step: str, stages: Stages, tmp_path: Path
) -> None:
    with stages.at("join-legacy", tmp_path) as here:
        other = second(organized(here))
        organization = str(other.management.describe_organization()["Organization"]["Id"])
        other.join()
        error = blocked(here, step)
        assert f"{LEGACY} is a member of organization {organization}." in str(error)
        remedy = found(here.plan(step), "g01-in-another").remedy
        assert remedy == "Have that organization remove it, or leave it; then plan again."


@pytest.mark.parametrize("step", ["assess-legacy", "invite-legacy"])
def test_a_management_account_is_not_invited(step: str, stages: Stages, tmp_path: Path) -> None:
    with stages.at("invite-legacy", tmp_path) as here:
        made = here.simulator.client("organizations").create_organization(FeatureSet="ALL")
        organization = made["Organization"]["Id"]
        error = blocked(here, step)
        assert f"{LEGACY} is the management account of organization {organization}." in str(error)
        remedy = found(here.plan(step), "g01-manages-another").remedy
        assert "Remove its members, delete that organization, then plan again." in remedy


def test_a_management_profile_that_is_a_member_elsewhere_founds_nothing(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("found-organization", tmp_path) as here:
        theirs = here.simulator.client("organizations")
        theirs.create_organization(FeatureSet="ALL")
        sent = theirs.invite_account_to_organization(Target={"Id": MANAGEMENT, "Type": "ACCOUNT"})
        organized(here).management.accept_handshake(HandshakeId=sent["Handshake"]["Id"])
        error = blocked(here, "found-organization")
        assert f"The management profile's account {MANAGEMENT} is a member of" in str(error)
        assert f"which {LEGACY} manages" in str(error)


def test_an_organization_that_is_there_is_adopted(stages: Stages, tmp_path: Path) -> None:
    with stages.at("found-organization", tmp_path) as here:
        made = organized(here).management.create_organization(FeatureSet="ALL")
        organization = made["Organization"]["Id"]
        with nothing_changes(here.simulator):
            saved = here.do("found-organization")
        assert [change.summary for change in saved.plan.changes] == [
            f"Adopt the organization {organization}"
        ]
        assert here.receipt("found-organization", "adopt") == {"Id": organization}


def test_consolidated_billing_alone_is_not_enough(stages: Stages, tmp_path: Path) -> None:
    with stages.at("found-organization", tmp_path) as here:
        organized(here).management.create_organization(FeatureSet="CONSOLIDATED_BILLING")
        error = blocked(here, "found-organization")
        assert "has the features CONSOLIDATED_BILLING only" in str(error)
        remedy = found(here.plan("found-organization"), "not-all-features").remedy
        assert "Settings, Enable all features" in remedy


def test_units_of_one_name_are_told_apart_by_their_parents(stages: Stages, tmp_path: Path) -> None:
    with stages.at("shape-organization", tmp_path) as here:
        hand = organized(here)
        stray = hand.unit("Prod")
        elsewhere = hand.unit("Prod", hand.unit("Transitional"))
        ours = hand.unit("Prod", hand.unit("Workloads"))
        with nothing_changes(here.simulator):
            saved = here.do("shape-organization")
        adopted = {c.summary: c.params["id"] for c in saved.plan.changes}
        assert {c.action for c in saved.plan.changes} == {Action.ADOPT}
        assert adopted[f"Adopt the unit Workloads/Prod ({ours}), which exists"] == ours
        assert not {stray, elsewhere} & set(adopted.values())
        assert found(saved.plan, "other-units").summary == (
            "Units that plan.yaml does not name stay as they are: Prod, Transitional/Prod."
        )


def test_prod_goes_to_the_right_one_of_two_units_of_one_name(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("place-prod", tmp_path) as here:
        hand = organized(here)
        hand.unit("Prod")
        here.do("place-prod")
        (ours,) = here.simulator.state()["organizations"]
        assert ours["accounts"][LEGACY]["in"] == "Root/Workloads/Prod"


def test_a_suspended_account_is_named_and_nothing_is_done_to_it(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("shape-organization", tmp_path) as here:
        gone = organized(here).created("gone")
        here.simulator.act("suspend-account", gone)
        with nothing_changes(here.simulator):
            saved = here.do("found-organization")
        warning = found(saved.plan, "suspended-accounts")
        assert warning.summary == f"Suspended accounts are in the organization: {gone}."
        assert "quota" in warning.why
        here.do("shape-organization")
        assert here.made.store.status("shape-organization") is Status.DONE


def test_an_account_that_was_suspended_after_joining_is_not_moved_home(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("place-prod", tmp_path) as here:
        here.simulator.act("suspend-account", LEGACY)
        approve(here, "place-prod")
        with pytest.raises(MigrateError) as waits:
            here.engine("place-prod").apply("place-prod")
        assert f"Not moved on to Workloads/Prod: {LEGACY} is SUSPENDED" in told(waits.value)
        (ours,) = here.simulator.state()["organizations"]
        assert ours["accounts"][LEGACY]["in"] == "Root/Transitional"
        here.simulator.act("reinstate-account", LEGACY)
        carry_on(here, "place-prod")
        assert here.made.store.status("place-prod") is Status.DONE


def test_a_change_by_hand_after_the_approval_is_refused(stages: Stages, tmp_path: Path) -> None:
    with stages.place("shape-organization", tmp_path, approved=True) as (workspace, aws):
        Organized.on(aws, found=False).unit("Workloads")
        with nothing_changes(aws):
            done = typed(
                "--workspace", str(workspace), "apply", "shape-organization", simulator=aws
            )
        assert done.returncode == 1
        assert "shape-organization: the account changed since plan" in done.stderr
        assert "nothing was changed. The new plan is" in done.stderr
        again = f"`migrate --workspace {workspace} plan shape-organization`"
        assert f"Review {again} and approve the new digest." in done.stderr
