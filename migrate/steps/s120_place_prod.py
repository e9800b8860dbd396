"""Move the old account from the root, where AWS lands it, to its home as prod."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import ClassVar

from migrate.aws.iam import Iam, assumable, role_arn
from migrate.aws.organizations import Organizations
from migrate.core.errors import NotYet
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
from migrate.steps.context import Context
from migrate.steps.policies import path_to, policies_on, policy_faults
from migrate.steps.way_in import BOTH_SIDES

LINKED = "AWSServiceRoleForOrganizations"
"""AWS makes it in every member (aws docs: orgs_integrate_services)."""
COMPARE = Finding(
    Severity.INFO,
    "The new payer's bills can be compared with the saved cost history: that no day is lost or "
    "on both bills, and which discounts stopped.",
    why="AWS shows the days since the join about a day later, and closes the month in the next.",
    remedy="Type `migrate costs compare` in a week, and again when the month is closed; it says "
    "its price before it asks.",
    key="compare-costs",
)


class PlaceProd(Step[Context]):
    """Root, then the holding unit, then the checks after joining, then home."""

    id = "place-prod"
    title = "Place the old account as prod"
    phase = "Join"
    purpose = (
        "AWS lands an invited account in the root. It is moved to the holding unit, checked, "
        "and then moved to its home. Moving changes which policies apply at once, so every "
        "unit on the way is looked at first."
    )
    needs = ("join-legacy",)
    undo = Undo.REVERSIBLE
    undo_how = "Move the account back."
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "management": (
            "organizations:DescribeAccount",
            "organizations:ListAccounts",
            "organizations:ListOrganizationalUnitsForParent",
            "organizations:ListParents",
            "organizations:ListPoliciesForTarget",
            "organizations:ListRoots",
            "organizations:MoveAccount",
            "sts:AssumeRole",
        ),
        "legacy": ("iam:GetRole",),
    }

    def observe(self, context: Context) -> Facts:
        """Read where the account is, where it has to go, and the policies on the way."""
        organizations = Organizations(context.account("management"))
        units = organizations.units()
        by_path = {unit.path: unit.id for unit in units}
        top = organizations.root()
        root = str(top["Id"])
        stops = [by_path.get(context.target.landing, ""), by_path.get(context.target.home, "")]
        at = organizations.parent_of(context.store.accounts()["legacy"])
        way = sorted({i for stop in stops if stop for i in path_to(stop, units, root)})
        return {
            "legacy": context.store.accounts()["legacy"],
            "root": root,
            "at": at,
            "at_path": next((unit.path for unit in units if unit.id == at), "Root"),
            "landing": {"path": context.target.landing, "id": stops[0]},
            "home": {"path": context.target.home, "id": stops[1]},
            "policies": policies_on(organizations, top, way),
        }

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Move in two steps with the checks between them, or say that it is at home."""
        del context
        missing = [facts[k]["path"] for k in ("landing", "home") if not facts[k]["id"]]
        if missing:
            yield Finding(
                Severity.BLOCK,
                f"There is no unit {', '.join(missing)}.",
                remedy="Type `migrate plan shape-organization`.",
                key="unit-missing",
            )
            return
        yield from policy_faults(facts["policies"], facts["legacy"])
        yield COMPARE
        if facts["at"] == facts["home"]["id"]:
            yield Finding(Severity.INFO, f"{facts['legacy']} is at home.", key="at-home")
            return
        if facts["at"] != facts["landing"]["id"]:
            yield _move("landing", {"path": facts["at_path"], "id": facts["at"]}, facts)
        yield Change(
            key="check",
            action=Action.READ,
            summary="Check the account after joining: active, invited, linked, management gets in",
            target=Target(facts["legacy"], account=facts["legacy"]),
            hand=Hand.MANAGEMENT,
        )
        yield _move("home", facts["landing"], facts)

    def apply(self, change: Change, context: Context) -> Receipt:
        """Make one move, or the checks between the two."""
        organizations = Organizations(context.account("management"))
        account = context.store.accounts()["legacy"]
        if change.key == "check":
            return _check(organizations, account, context)
        organizations.move(account, str(change.params["from"]), str(change.params["to"]))
        return Receipt(change.key, {"parent": change.params["to"]})

    def verify(self, context: Context) -> Iterable[Finding]:
        """Look whether the account is in its home unit."""
        organizations = Organizations(context.account("management"))
        account = context.store.accounts()["legacy"]
        home = [u.id for u in organizations.units() if u.path == context.target.home]
        at = organizations.parent_of(account)
        if [at] != home:
            yield Finding(
                Severity.WARNING,
                f"{account} is in {at}, not in {context.target.home}.",
                remedy="Type `migrate plan place-prod`.",
                key="not-at-home",
            )


def _move(stop: str, source: Mapping[str, str], facts: Facts) -> Change:
    to = facts[stop]
    return Change(
        key=f"move:{stop}",
        action=Action.MOVE,
        summary=f"Move {facts['legacy']} to {to['path']}",
        target=Target(facts["legacy"], account=facts["legacy"]),
        hand=Hand.MANAGEMENT,
        calls=("organizations:MoveAccount",),
        params={"from": source["id"], "to": to["id"]},
        before={"unit": source["path"], "parent": source["id"]},
        after={"unit": to["path"], "parent": to["id"]},
        undo=Undo.REVERSIBLE,
        undo_how="Move it back.",
    )


def _check(organizations: Organizations, account: str, context: Context) -> Receipt:
    """Refuse to go on unless the account arrived as it should (G39)."""
    found = next((a for a in organizations.accounts() if a["Id"] == account), None) or {}
    state, method = str(found.get("State", "")), str(found.get("JoinedMethod", ""))
    management, legacy = context.account("management"), context.account("legacy")
    role = role_arn(legacy, context.target.management_role)
    faults = {
        f"{account} is {state or 'not listed in the organization'}": state != "ACTIVE",
        f"{account} joined as {method or 'nobody knows what'}, not INVITED": method != "INVITED",
        f"{account} has no service-linked role {LINKED}": Iam(legacy).role(LINKED) is None,
        f"management cannot assume {role}": not assumable(management, role),
    }
    wrong = [sentence for sentence, is_so in faults.items() if is_so]
    if wrong:
        raise _not_as_it_should(wrong[0], context)
    evidence = (
        f"ListAccounts: {state}, {method}",
        f"GetRole: {LINKED}",
        f"AssumeRole: {role}",
    )
    return Receipt("check", {"State": state, "JoinedMethod": method}, evidence=evidence)


def _not_as_it_should(what: str, context: Context) -> NotYet:
    """Make the wait of an account that arrived otherwise: AWS takes minutes, a person may help."""
    sentence = f"Not moved on to {context.target.home}: {what}"
    return NotYet(
        sentence,
        operation="organizations:ListAccounts",
        remedy="AWS shows a new member within minutes: type `migrate apply place-prod` again. If "
        "it stays so, look at the account in the Organizations console. To get into it: "
        f"{BOTH_SIDES}",
        wait=Wait(
            WaitFor.AWS,
            sentence,
            probe="organizations:ListAccounts, iam:GetRole, sts:AssumeRole",
            next_look=context.account("management").clock.now() + timedelta(minutes=1),
        ),
    )


STEP = PlaceProd()
