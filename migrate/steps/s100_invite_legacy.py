"""Invite the old account into the organization."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from migrate.aws.organizations import OPEN_HANDSHAKE, Organizations
from migrate.core.errors import GatewayError
from migrate.core.plan import (
    Action,
    Change,
    Facts,
    Finding,
    Hand,
    Receipt,
    Severity,
    Target,
    Undo,
)
from migrate.core.step import Step
from migrate.steps.checks.check import Side
from migrate.steps.checks.preflight import before_inviting, judged, permissions_of, run_checks
from migrate.steps.context import Context
from migrate.steps.invitation import ENDS, invitation_state
from migrate.steps.membership import faults, joined, membership_facts

INVITE = "invite"
UNVERIFIED = frozenset(
    {"AccountOwnerNotVerifiedException", "MANAGEMENT_ACCOUNT_EMAIL_NOT_VERIFIED"}
)
"""AWS invites nobody until the management account's address is verified; the call is the probe."""
VERIFY_PAGE = "organizations/v2/home"
"""Where the verification mail can be sent again."""


class InviteLegacy(Step[Context]):
    """Send one invitation, or take up the one that is open."""

    id = "invite-legacy"
    title = "Invite the old account"
    phase = "Join"
    purpose = (
        "Sends the invitation to the old account. It costs nothing and changes nothing until "
        "it is accepted; it expires after 15 days and is then planned anew."
    )
    needs = ("assess-legacy", "prepare-legacy", "shape-organization")
    undo = Undo.UNTIL_DEADLINE
    undo_how = "Cancel the invitation before it is accepted."
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = permissions_of(
        *(check.reads for check in before_inviting()),
        {
            "management": (
                "organizations:DescribeHandshake",
                "organizations:DescribeOrganization",
                "organizations:InviteAccountToOrganization",
                "organizations:ListHandshakesForOrganization",
            ),
            "legacy": (
                "organizations:DescribeOrganization",
                "organizations:ListHandshakesForAccount",
            ),
        },
    )

    def observe(self, context: Context) -> Facts:
        """Read where the old account stands, the open invitations, and what could block."""
        facts = membership_facts(context)
        if joined(facts):
            return facts
        return facts | {"checks": run_checks(context, before_inviting())}

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Invite, or adopt the open invitation of this organization."""
        del context
        yield from faults(facts)
        if joined(facts):
            yield Finding(
                Severity.INFO, f"{facts['legacy']} is a member already.", key="already-member"
            )
            return
        yield from _preflight(facts)
        if facts["sent"]:
            yield from _adopt(facts["sent"][0], facts)
            return
        yield Change(
            key=INVITE,
            action=Action.CREATE,
            summary=f"Invite account {facts['legacy']}",
            target=Target(facts["legacy"], account=facts["legacy"]),
            hand=Hand.MANAGEMENT,
            calls=("organizations:InviteAccountToOrganization",),
            params={"account": facts["legacy"], "notes": facts["notes"]},
            after={"organization": facts["organization"]},
            undo=Undo.UNTIL_DEADLINE,
            undo_how="Cancel the invitation; it ends by itself after 15 days.",
        )

    def apply(self, change: Change, context: Context) -> Receipt:
        """Send the invitation, or take down the one that was found."""
        if change.action is Action.ADOPT:
            return Receipt(INVITE, dict(change.params), adopted=True)
        organizations = Organizations(context.account("management"))
        try:
            sent = organizations.invite(str(change.params["account"]), str(change.params["notes"]))
        except GatewayError as error:
            if error.wait is not None and UNVERIFIED & {error.code, error.reason}:
                error.wait = replace(error.wait, link=context.console(VERIFY_PAGE))
            raise
        return Receipt(INVITE, {"id": sent["Id"], "expires": sent["ExpirationTimestamp"]})

    def verify(self, context: Context) -> Iterable[Finding]:
        """Look whether the invitation is still open, or was accepted."""
        receipt = context.recorded(self.id).get(INVITE)
        if receipt is None or joined(membership_facts(context)):
            return
        handshake = str(receipt.result["id"])
        state, _ = invitation_state(context, handshake)
        if state not in OPEN_HANDSHAKE:
            yield Finding(
                Severity.WARNING,
                f"The invitation {handshake} {ENDS.get(state, f'is {state}')}.",
                why="An invitation is open for 15 days and can be declined or cancelled.",
                remedy="Type `migrate plan invite-legacy`: it proposes a new one.",
                source="botocore HandshakeState",
                key="invitation-over",
            )


def _preflight(facts: Facts) -> Iterable[Finding]:
    """Yield what blocks, and every warning about the management account and its organization."""
    for check in before_inviting():
        weights = {Severity.BLOCK}
        if check.side is not Side.LEGACY:
            weights.add(Severity.WARNING)
        for finding in judged(facts["checks"], (check,)):
            if finding.severity in weights and not finding.key.startswith("g01-"):
                yield finding


def _adopt(sent: Mapping[str, Any], facts: Facts) -> Iterable[Change | Finding]:
    if sent["notes"] != facts["notes"]:
        yield Finding(
            Severity.WARNING,
            f"An invitation that this workspace did not send is open: {sent['id']}.",
            why="It comes from your own organization; approving this plan adopts it.",
            remedy="Cancel it in the Organizations console if you do not want it.",
            source="botocore ListHandshakesForOrganization",
            key="invitation-not-ours",
        )
    yield Change(
        key=INVITE,
        action=Action.ADOPT,
        summary=f"Adopt the open invitation {sent['id']}",
        target=Target(sent["id"], account=facts["legacy"]),
        hand=Hand.MANAGEMENT,
        params={"id": sent["id"], "expires": sent["expires"]},
    )


STEP = InviteLegacy()
