"""Accept the invitation with the old account's credentials: the one step that cannot be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from migrate.aws.organizations import Organizations
from migrate.core.errors import GatewayError, HandNeeded, NotYet
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
from migrate.core.waiting import Wait, WaitFor
from migrate.steps.checks.preflight import (
    before_joining,
    judged,
    passing,
    permissions_of,
    run_checks,
)
from migrate.steps.context import Context
from migrate.steps.cost_gate import cost_facts, cost_findings, require_archive
from migrate.steps.cost_refresh import (
    REFRESH,
    keep_fresh,
    refresh,
    refresh_change,
    was_stopped,
)
from migrate.steps.invitation import invitation_facts, invitation_faults
from migrate.steps.membership import faults, joined, membership_facts

ACCEPT, OPERATION = "accept", "organizations:AcceptHandshake"
LOST = (
    "Lost: Cost Explorer's history of the time before joining, in AWS; new cost exports and "
    "forecasts begin with the join."
)
KEPT = (
    "Kept: every resource, address, user and role where it was; the archive of the cost history "
    "in this workspace; what cost exports delivered before."
)


class JoinLegacy(Step[Context]):
    """Accept our own open invitation, after a last look at everything that would forbid it."""

    id = "join-legacy"
    title = "Join the old account"
    phase = "Join"
    purpose = (
        "Accepts the invitation with the old account's credentials. From that moment the "
        "management account pays and Cost Explorer's old history is gone, so it is refused "
        "while anything that blocks or could not be seen is left."
    )
    needs = ("assess-legacy", "archive-costs", "prepare-legacy", "invite-legacy")
    undo = Undo.ONE_WAY
    undo_how = (
        "The account can leave the organization again, if it has a payment method and contact "
        "information; its cost history does not come back."
    )
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = permissions_of(
        *(check.reads for check in before_joining()),
        {
            "legacy": (
                "ce:GetCostAndUsage",
                "iam:CreateServiceLinkedRole",
                "organizations:AcceptHandshake",
                "organizations:DescribeHandshake",
                "organizations:DescribeOrganization",
                "organizations:ListHandshakesForAccount",
            ),
            "management": (
                "organizations:DescribeHandshake",
                "organizations:DescribeOrganization",
                "organizations:ListAccounts",
                "organizations:ListHandshakesForOrganization",
            ),
        },
    )

    def observe(self, context: Context) -> Facts:
        """Read where the account stands, our invitation, the archive, every check that blocks."""
        facts: dict[str, Any] = membership_facts(context)
        if joined(facts):
            return facts
        facts["invitation"] = invitation_facts(context, facts)
        facts["checks"] = run_checks(context, before_joining())
        costs = cost_facts(context)
        stopped = bool(costs["wrong"]) and was_stopped(context, self.id)
        facts["costs"] = costs | {"stopped": stopped}
        return facts

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Save what is still open of the cost history, then accept our own invitation."""
        del context
        if joined(facts):
            yield Finding(
                Severity.INFO,
                f"{facts['legacy']} is a member of {facts['organization']} already.",
                key="already-member",
            )
            return
        yield from _faults(facts)
        yield Finding(Severity.INFO, f"{LOST} {KEPT}", key="lost-and-kept")
        yield refresh_change(facts["legacy"])
        yield _accept(facts)

    def apply(self, change: Change, context: Context) -> Receipt:
        """Refresh the archive; or look once more, then accept: what blocks now sends nothing."""
        if change.key == REFRESH:
            return refresh(context, self.id)
        handshake = str(change.params["handshake"])
        organizations = Organizations(context.account("legacy"))
        done = organizations.accept(handshake, ready=lambda: self._last_look(context, handshake))
        at = context.account("legacy").clock.now()
        return Receipt(
            ACCEPT,
            {"handshake": done["Id"], "at": at.isoformat(timespec="seconds")},
            evidence=(f"organizations:AcceptHandshake: {done['Id']}", LOST, KEPT),
        )

    def _last_look(self, context: Context, handshake: str) -> None:
        """Refuse to accept what another invitation or a finding has overtaken since the plan."""
        keep_fresh(context, self.id)
        facts = self.observe(context)
        blocks = [f for f in _faults(facts) if f.severity is Severity.BLOCK]
        if facts["invitation"]["id"] != handshake or any(invitation_faults(facts)):
            raise GatewayError(
                f"Stopped right before the join, nothing was sent: {handshake} cannot be accepted "
                "any more",
                operation=OPERATION,
                remedy=f"Type `migrate plan invite-legacy`, then `migrate plan {self.id}`.",
            )
        if not blocks:
            require_archive(context, self.id)
            return
        sentence = f"Stopped right before the join, nothing was sent: {blocks[0].summary}"
        if passing(facts["checks"]):
            wait = Wait(WaitFor.AWS, sentence, probe=passing(facts["checks"]))
            raise NotYet(sentence, operation=OPERATION, remedy=blocks[0].remedy, wait=wait)
        how = blocks[0].remedy
        wait = Wait(WaitFor.PERSON, sentence, probe=OPERATION, instruction=how)
        raise HandNeeded(sentence, remedy=how, wait=wait)

    def verify(self, context: Context) -> Iterable[Finding]:
        """Look from both sides; reads that lag make the step wait, a member that left drifts."""
        ours, legacy = context.account("management"), context.account("legacy")
        organization = Organizations(ours).describe()
        current = Organizations(legacy).describe()
        if organization is None or current is None or current["Id"] != organization["Id"]:
            yield _not_there(f"{legacy.id} does not see itself in the organization")
            return
        found = next((a for a in Organizations(ours).accounts() if a["Id"] == legacy.id), None)
        if found is None:
            yield _not_there(f"{organization['Id']} does not list {legacy.id}")
        elif found.get("JoinedMethod") != "INVITED":
            yield Finding(
                Severity.WARNING,
                f"{legacy.id} is listed as {found.get('JoinedMethod')}, not as INVITED.",
                remedy="Look at the account in the Organizations console.",
                source="botocore Account: JoinedMethod",
                key="joined-otherwise",
            )
        else:
            yield Finding(
                Severity.INFO,
                f"{legacy.id} is a member of {organization['Id']}, joined by invitation. {LOST} "
                f"{KEPT}",
                key="member",
            )


def _faults(facts: Facts) -> Iterator[Finding]:
    yield from faults(facts)
    yield from invitation_faults(facts)
    yield from cost_findings(facts["costs"])
    for finding in judged(facts["checks"], before_joining()):
        told = finding.key.startswith("g01-")
        if finding.severity is Severity.BLOCK and not told:
            yield finding


def _accept(facts: Facts) -> Change:
    return Change(
        key=ACCEPT,
        action=Action.UPDATE,
        summary=f"Accept the invitation: {facts['legacy']} becomes a member of "
        f"{facts['organization']}",
        target=Target(facts["legacy"], account=facts["legacy"]),
        hand=Hand.LEGACY,
        calls=(OPERATION,),
        params={"handshake": facts["invitation"]["id"]},
        before={"organization": facts["member_of"]},
        after={"organization": facts["organization"]},
        undo=Undo.ONE_WAY,
        undo_how=JoinLegacy.undo_how,
    )


def _not_there(what: str) -> Finding:
    return Finding(
        Severity.WARNING,
        f"{what} yet, or not any more.",
        why="Organizations shows a membership to both sides a little later.",
        remedy="Look again in a minute; if it stays so, type `migrate plan join-legacy`.",
        key="not-a-member",
    )


STEP = JoinLegacy()
