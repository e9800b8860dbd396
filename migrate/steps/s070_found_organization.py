"""Create the organization with all features, or adopt the one there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from migrate.aws.organizations import Organizations
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
from migrate.steps.context import Context

CREATE = "create"
ADOPT = "adopt"


class FoundOrganization(Step[Context]):
    """Create the organization with all features, or adopt the one there is.

    CreateOrganization returns before the organization can be used; for up to
    an hour the next calls fail with `FinalizingOrganizationException`, which
    the border turns into a wait.
    """

    id = "found-organization"
    title = "Found the organization"
    phase = "Found"
    purpose = (
        "Makes the new account the management account of an organization with all features, "
        "so that policies and central security work. An organization that it manages already "
        "is adopted, never made anew."
    )
    needs = ("open-management-account",)
    undo = Undo.REVERSIBLE
    undo_how = "Delete the organization while it has no members."
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "management": (
            "iam:CreateServiceLinkedRole",
            "organizations:CreateOrganization",
            "organizations:DescribeOrganization",
            "organizations:ListAccounts",
        )
    }

    def observe(self, context: Context) -> Facts:
        """Look for an organization, and for its accounts."""
        organizations = Organizations(context.account("management"))
        found = organizations.describe()
        management = context.account("management").id
        if found is None:
            return {"organization": None, "management": management, "suspended": []}
        manages = found["MasterAccountId"] == management
        accounts = organizations.accounts() if manages else ()
        return {
            "organization": {k: found[k] for k in ("Id", "MasterAccountId", "FeatureSet")},
            "management": management,
            "suspended": sorted(a["Id"] for a in accounts if a.get("State") == "SUSPENDED"),
        }

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Create one unless a usable one exists."""
        del context
        found = facts["organization"]
        if found is None:
            yield _create(facts["management"])
            return
        yield from _unusable(found, facts["management"])
        if facts["suspended"]:
            yield Finding(
                Severity.WARNING,
                f"Suspended accounts are in the organization: {', '.join(facts['suspended'])}.",
                why="They count against the quota of accounts for about 90 days.",
                remedy="Nothing, unless the quota is short.",
                source="aws docs: orgs_reference_limits",
                key="suspended-accounts",
            )
        yield Change(
            key=ADOPT,
            action=Action.ADOPT,
            summary=f"Adopt the organization {found['Id']}",
            target=Target(found["Id"], account=found["MasterAccountId"]),
            hand=Hand.MANAGEMENT,
            before=found,
            after=found,
        )

    def apply(self, change: Change, context: Context) -> Receipt:
        """Create it, or take down the id of the one that was found."""
        organizations = Organizations(context.account("management"))
        if change.key == CREATE:
            return Receipt(CREATE, {"Id": organizations.create()["Id"]})
        return Receipt(ADOPT, {"Id": change.target.name}, adopted=True)

    def verify(self, context: Context) -> Iterable[Finding]:
        """Look whether the organization of the receipt is there, with all features."""
        receipts = context.recorded(self.id)
        expected = [r.result["Id"] for r in receipts.values()][-1:]
        found = Organizations(context.account("management")).describe()
        if found is None or found["Id"] not in expected:
            yield Finding(
                Severity.BLOCK,
                f"The organization {''.join(expected)} is not there "
                f"(found: {found['Id'] if found else 'none'}).",
                remedy="Type `migrate plan found-organization`.",
                key="organization-gone",
            )
        elif found["FeatureSet"] != "ALL":
            yield from _unusable(found, found["MasterAccountId"])


def _create(management: str) -> Change:
    return Change(
        key=CREATE,
        action=Action.CREATE,
        summary="Create the organization with all features",
        target=Target("organization", account=management),
        hand=Hand.MANAGEMENT,
        calls=("organizations:CreateOrganization",),
        after={"FeatureSet": "ALL", "MasterAccountId": management},
        undo=Undo.REVERSIBLE,
        undo_how="Delete the organization while it has no members.",
    )


def _unusable(found: Mapping[str, str], management: str) -> Iterable[Finding]:
    if found["MasterAccountId"] != management:
        yield Finding(
            Severity.BLOCK,
            f"The management profile's account {management} is a member of organization "
            f"{found['Id']}, which {found['MasterAccountId']} manages.",
            why="A member cannot found or manage an organization.",
            remedy="Point the management profile at the management account, or at a new account.",
            source="botocore CreateOrganization: AlreadyInOrganizationException",
            key="member-elsewhere",
        )
    if found["FeatureSet"] != "ALL":
        yield Finding(
            Severity.BLOCK,
            f"Organization {found['Id']} has the features {found['FeatureSet']} only.",
            why="Policies and delegated administration need all features.",
            remedy="In its console choose Settings, Enable all features; every member has to "
            "agree. Then plan again.",
            source="botocore EnableAllFeatures",
            key="not-all-features",
        )


STEP = FoundOrganization()
