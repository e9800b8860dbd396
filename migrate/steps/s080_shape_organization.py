"""Make the organizational units of plan.yaml."""

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
from migrate.organization.target import TargetUnit
from migrate.steps.context import Context


class ShapeOrganization(Step[Context]):
    """Make each OU that is missing; one that stands at its path is adopted by approval."""

    id = "shape-organization"
    title = "Shape the organization"
    phase = "Found"
    purpose = (
        "Makes the organizational units of plan.yaml. Policies will hang on them, so they come "
        "before any account moves."
    )
    needs = ("found-organization",)
    undo = Undo.REVERSIBLE
    undo_how = "Delete the units while they are empty."
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "management": (
            "organizations:CreateOrganizationalUnit",
            "organizations:DescribeOrganization",
            "organizations:ListOrganizationalUnitsForParent",
            "organizations:ListRoots",
            "organizations:ListTagsForResource",
            "organizations:TagResource",
        )
    }

    def observe(self, context: Context) -> Facts:
        """Read the root and every OU with its path."""
        organizations = Organizations(context.account("management"))
        return {
            "root": organizations.root()["Id"],
            "units": {unit.path: unit.id for unit in organizations.units()},
            "target": [unit.path for unit in context.target.units],
        }

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Create what is missing, adopt what stands at its path, leave the rest alone."""
        account = context.store.accounts().get("management", "")
        for unit in context.target.units:
            there = facts["units"].get(unit.path)
            yield _create(unit, account) if there is None else _adopt(unit, there, account)
        others = sorted(set(facts["units"]) - set(facts["target"]))
        if others:
            yield Finding(
                Severity.INFO,
                f"Units that plan.yaml does not name stay as they are: {', '.join(others)}.",
                key="other-units",
            )

    def apply(self, change: Change, context: Context) -> Receipt:
        """Make one OU below its parent, which an earlier change made."""
        if change.action is Action.ADOPT:
            return Receipt(change.key, {"Id": change.params["id"]}, adopted=True)
        organizations = Organizations(context.account("management"))
        parent = self._parent(str(change.params["parent"]), organizations, context)
        made = organizations.create_unit(parent, str(change.params["name"]))
        return Receipt(change.key, {"Id": made["Id"]})

    def _parent(self, path: str, organizations: Organizations, context: Context) -> str:
        if not path:
            return str(organizations.root()["Id"])
        return str(context.recorded(self.id)[f"unit:{path}"].result["Id"])

    def verify(self, context: Context) -> Iterable[Finding]:
        """Look whether every unit stands at its path with the id of its receipt."""
        units = {
            unit.path: unit.id for unit in Organizations(context.account("management")).units()
        }
        for key, receipt in context.recorded(self.id).items():
            path = key.removeprefix("unit:")
            if units.get(path) != receipt.result["Id"]:
                yield Finding(
                    Severity.WARNING,
                    f"The unit {path} ({receipt.result['Id']}) is not there any more.",
                    remedy="Type `migrate plan shape-organization`.",
                    key="unit-gone",
                )


def _create(unit: TargetUnit, account: str) -> Change:
    return Change(
        key=f"unit:{unit.path}",
        action=Action.CREATE,
        summary=f"Create the unit {unit.path}",
        target=Target(unit.path, account=account),
        hand=Hand.MANAGEMENT,
        calls=("organizations:CreateOrganizationalUnit",),
        params={"name": unit.name, "parent": unit.parent},
        after={"purpose": unit.purpose},
        undo=Undo.REVERSIBLE,
        undo_how="Delete the unit while it is empty.",
    )


def _adopt(unit: TargetUnit, there: str, account: str) -> Change:
    return Change(
        key=f"unit:{unit.path}",
        action=Action.ADOPT,
        summary=f"Adopt the unit {unit.path} ({there}), which exists",
        target=Target(there, account=account),
        hand=Hand.MANAGEMENT,
        params={"id": there},
    )


STEP = ShapeOrganization()
