"""Give the management account a way into the old account, proven before it joins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from migrate.aws.iam import Iam, assumable
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
from migrate.steps.way_in import BOTH_SIDES

ROLE = "role"
PROOF = "assumable"


class PrepareLegacy(Step[Context]):
    """Make the role that AWS gives created accounts and does not give invited ones."""

    id = "prepare-legacy"
    title = "Prepare the old account"
    phase = "Join"
    purpose = (
        "Accounts that join by invitation get no management role by themselves. It is made "
        "with the old account's own credentials while they are at hand, and assuming it from "
        "the management account is proven before joining."
    )
    needs = ("found-organization",)
    undo = Undo.REVERSIBLE
    undo_how = "Delete the role in the old account."
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "legacy": (
            "iam:AttachRolePolicy",
            "iam:CreateRole",
            "iam:GetRole",
            "iam:ListAttachedRolePolicies",
            "iam:TagRole",
        ),
        "management": ("sts:AssumeRole",),
    }

    def observe(self, context: Context) -> Facts:
        """Read the role, whom it trusts, and what it may do."""
        iam = Iam(context.account("legacy"))
        name = context.target.management_role
        found = iam.role(name)
        return {
            "name": name,
            "legacy": context.account("legacy").id,
            "management": context.account("management").id,
            "partition": context.account("legacy").partition,
            "role": None if found is None else found["Arn"],
            "trust": None if found is None else found["AssumeRolePolicyDocument"],
            "policies": [] if found is None else sorted(iam.attached(name)),
        }

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Make the role, or refuse one of that name which is another."""
        del context
        differs = _differences(facts)
        if facts["role"] is None or differs == ["policy"]:
            yield _create(facts)
        elif differs:
            yield Finding(
                Severity.BLOCK,
                f"The role {facts['name']} exists in {facts['legacy']} and trusts somebody else "
                f"than {facts['management']} alone.",
                why="It would let another account in, or not let the management account in.",
                remedy="Rename or delete that role, or name another in plan.yaml "
                "(management_role); then plan again.",
                source="aws docs: Organizations, creating OrganizationAccountAccessRole",
                key="g25-role-differs",
            )
        yield Change(
            key=PROOF,
            action=Action.READ,
            summary=f"Prove that management can assume {facts['name']}",
            target=Target(facts["name"], account=facts["legacy"]),
            hand=Hand.MANAGEMENT,
            params={"arn": _arn(facts)},
        )

    def apply(self, change: Change, context: Context) -> Receipt:
        """Make the role with its policy, or assume it once from the management account."""
        if change.key == PROOF:
            return _prove(str(change.params["arn"]), context)
        iam = Iam(context.account("legacy"))
        name, policy = str(change.params["name"]), str(change.params["policy"])
        if change.action is Action.CREATE:
            iam.create_role(
                name, change.params["trust"], "Administration from the management account"
            )
        iam.attach_policy(name, policy)
        return Receipt(change.key, {"Arn": change.params["arn"]})

    def verify(self, context: Context) -> Iterable[Finding]:
        """Look at the role again, and assume it again."""
        facts = self.observe(context)
        if facts["role"] is None or _differences(facts):
            yield Finding(
                Severity.WARNING,
                f"The role {facts['name']} in {facts['legacy']} is gone or was changed.",
                remedy="Type `migrate plan prepare-legacy`.",
                key="role-changed",
            )
        elif not assumable(context.account("management"), _arn(facts)):
            yield Finding(
                Severity.WARNING,
                f"Management can no longer assume {_arn(facts)}.",
                remedy=BOTH_SIDES,
                key="role-not-assumable",
            )


def _arn(facts: Facts) -> str:
    return f"arn:{facts['partition']}:iam::{facts['legacy']}:role/{facts['name']}"


def _admin(facts: Facts) -> str:
    return f"arn:{facts['partition']}:iam::aws:policy/AdministratorAccess"


def trust_of(partition: str, management: str) -> dict[str, Any]:
    """Return the trust policy that AWS itself gives OrganizationAccountAccessRole."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:{partition}:iam::{management}:root"},
                "Action": "sts:AssumeRole",
            }
        ],
    }


def _differences(facts: Facts) -> list[str]:
    """Return what an existing role lacks: `trust`, `policy`."""
    if facts["role"] is None:
        return []
    found = []
    if facts["trust"] != trust_of(facts["partition"], facts["management"]):
        found.append("trust")
    if _admin(facts) not in facts["policies"]:
        found.append("policy")
    return found


def _create(facts: Facts) -> Change:
    there = facts["role"] is not None
    create = () if there else ("iam:CreateRole",)
    return Change(
        key=ROLE,
        action=Action.UPDATE if there else Action.CREATE,
        summary=f"{'Complete' if there else 'Create'} the role {facts['name']}, trusted by "
        f"{facts['management']}",
        target=Target(_arn(facts), account=facts["legacy"]),
        hand=Hand.LEGACY,
        calls=(*create, "iam:AttachRolePolicy"),
        params={
            "name": facts["name"],
            "policy": _admin(facts),
            "trust": trust_of(facts["partition"], facts["management"]),
            "arn": _arn(facts),
        },
        before={"policies": facts["policies"]},
        after={"policies": [_admin(facts)], "trusts": facts["management"]},
        undo=Undo.REVERSIBLE,
        undo_how="Detach the policy and delete the role.",
    )


def _prove(arn: str, context: Context) -> Receipt:
    management = context.account("management")
    session = assumable(management, arn)
    if session:
        return Receipt(PROOF, {"assumed": arn}, evidence=(f"sts:AssumeRole: {arn}",))
    sentence = f"Management cannot assume {arn} yet; IAM spreads a new role within seconds"
    raise NotYet(
        sentence,
        operation="sts:AssumeRole",
        remedy=f"Type `migrate apply prepare-legacy` in a minute. If it stays so: {BOTH_SIDES}",
        wait=Wait(
            WaitFor.AWS,
            sentence,
            probe="sts:AssumeRole",
            next_look=management.clock.now() + timedelta(seconds=15),
        ),
    )


STEP = PrepareLegacy()
