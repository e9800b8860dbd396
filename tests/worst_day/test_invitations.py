"""An invitation is there already, comes from somebody else, has expired, or cannot be sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.core.errors import GatewayError, PlanOutdated
from migrate.core.plan import Action, Severity
from migrate.core.status import Status
from migrate.core.waiting import WaitFor
from tests.simulator.organized import second, state
from tests.stages import Stages, carry_on

from .days import LEGACY, MANAGEMENT, blocked, found, nothing_changes, organized, told
from .disturbed import effects

INVITE, ACCEPT = "organizations:InviteAccountToOrganization", "organizations:AcceptHandshake"


def test_a_foreign_invitation_is_named_and_never_accepted(stages: Stages, tmp_path: Path) -> None:
    with stages.at("invite-legacy", tmp_path) as here:
        hand = organized(here)
        other = second(hand)
        theirs = other.invite()
        plan = here.do("invite-legacy").plan
        warning = found(plan, "g38-foreign-invitation")
        assert warning.severity is Severity.WARNING
        assert warning.summary.startswith(
            f"Another organization has an open invitation for this account: {theirs} of o-"
        )
        assert "Decline it in the Organizations console of the old account." in warning.remedy
        ours = here.receipt("invite-legacy", "invite")["id"]
        assert ours != theirs
        here.do("archive-costs")
        here.do("join-legacy")
        assert state(hand, ours) == "ACCEPTED"
        assert state(other, theirs) != "ACCEPTED"
        members = [one["accounts"] for one in here.simulator.state()["organizations"]]
        assert [LEGACY in accounts for accounts in members].count(True) == 1


def test_an_own_invitation_that_is_open_is_adopted(stages: Stages, tmp_path: Path) -> None:
    with stages.at("invite-legacy", tmp_path) as here:
        older = organized(here).invite(Notes="by hand")
        here.simulator.advance(days=3)
        with nothing_changes(here.simulator):
            plan = here.do("invite-legacy").plan
        assert [change.action for change in plan.changes] == [Action.ADOPT]
        warning = found(plan, "invitation-not-ours")
        assert (
            warning.summary == f"An invitation that this workspace did not send is open: {older}."
        )
        assert "approving this plan adopts it" in warning.why
        assert here.receipt("invite-legacy", "invite")["id"] == older
        here.do("join-legacy")
        assert state(organized(here), older) == "ACCEPTED"


def test_an_expired_invitation_is_not_accepted_and_a_new_one_is_proposed(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("join-legacy", tmp_path) as here:
        old = here.receipt("invite-legacy", "invite")["id"]
        here.simulator.advance(days=16)
        error = blocked(here, "join-legacy")
        assert f"The invitation {old} has expired." in str(error)
        (drift,) = here.verify("invite-legacy")
        assert drift.summary == f"The invitation {old} has expired."
        assert drift.remedy == "Type `migrate plan invite-legacy`: it proposes a new one."
        here.do("invite-legacy")
        assert here.receipt("invite-legacy", "invite")["id"] != old
        here.do("archive-costs")
        here.do("join-legacy")
        assert effects(here.simulator.calls())[ACCEPT] == 1


@pytest.mark.parametrize("end", ["expired", "cancelled", "declined"])
def test_an_approved_join_is_refused_when_its_invitation_ended(
    end: str, stages: Stages, tmp_path: Path
) -> None:
    with stages.at("join-legacy", tmp_path, approved=True) as here:
        hand, sent = organized(here), here.receipt("invite-legacy", "invite")["id"]
        if end == "expired":
            here.simulator.advance(days=16)
        elif end == "cancelled":
            hand.management.cancel_handshake(HandshakeId=sent)
        else:
            hand.legacy.decline_handshake(HandshakeId=sent)
        with nothing_changes(here.simulator), pytest.raises(PlanOutdated) as refused:
            here.engine("join-legacy").apply("join-legacy")
        assert "nothing was changed" in told(refused.value)
        assert refused.value.exit_code == 1
        said = found(here.plan("join-legacy"), "invitation-over").summary
        assert end in said


def test_an_invitation_that_ended_during_the_join_sends_nothing(
    stages: Stages, tmp_path: Path
) -> None:
    """Another process cancels it after the last look of the plan, before the call."""
    with stages.at("join-legacy", tmp_path, approved=True) as here:
        sent = here.receipt("invite-legacy", "invite")["id"]
        here.simulator.fault(kind="expire", operation="AcceptHandshake", times=1)
        with pytest.raises(GatewayError):
            here.engine("join-legacy").apply("join-legacy")
        organized(here).management.cancel_handshake(HandshakeId=sent)
        with nothing_changes(here.simulator), pytest.raises(GatewayError) as refused:
            here.engine("join-legacy").apply("join-legacy")
        assert f"Stopped right before the join, nothing was sent: {sent} cannot be accepted" in (
            told(refused.value)
        )
        assert "Type `migrate plan invite-legacy`" in told(refused.value)


def test_an_unverified_address_is_waited_for_with_the_page_where_it_is_verified(
    stages: Stages, tmp_path: Path
) -> None:
    with stages.at("invite-legacy", tmp_path, approved=True) as here:
        here.simulator.post("accounts", {"account": MANAGEMENT, "email_verified": False})
        with pytest.raises(GatewayError) as waits:
            here.engine("invite-legacy").apply("invite-legacy")
        wait = waits.value.wait
        assert wait is not None
        assert wait.waiting_for is WaitFor.PERSON
        assert wait.link == f"{here.simulator.url}/_simulator/console/organizations/v2/home"
        assert "verif" in told(waits.value)
        assert "e-mail" in told(waits.value)
        assert here.made.store.status("invite-legacy") is Status.WAITING
        assert effects(here.simulator.calls())[INVITE] == 0
        here.simulator.act("verify-email", MANAGEMENT)
        carry_on(here, "invite-legacy")
        assert effects(here.simulator.calls())[INVITE] == 1
