"""Our organizations as moto's own services look at them: RAM, Security Hub, StackSets.

They ask moto's backend of Organizations, which ours shadows and which therefore knows nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moto.cloudformation.models import StackInstances
from moto.organizations.exceptions import (
    AccountNotFoundException,
    AWSOrganizationsNotInUseException,
)
from moto.ram.models import ResourceAccessManagerBackend, ResourceShare
from moto.securityhub.models import SecurityHubBackend

from migrate.simulator.organization.model import Organization
from migrate.simulator.organization.store import STORE


@dataclass(frozen=True, slots=True)
class Place:
    """An account or OU as moto's models have it."""

    id: str
    arn: str
    parent_id: str


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """The organization of one account, by the names of moto's backend."""

    account_id: str

    @property
    def org(self) -> Organization | None:
        """Return the organization, or None."""
        return STORE.of(self.account_id)

    @property
    def accounts(self) -> Sequence[Place]:
        """Return the accounts."""
        found = self._joined()
        return [Place(m.id, found.arn("account", m.id), m.parent) for m in found.members.values()]

    @property
    def ou(self) -> Sequence[Place]:
        """Return the OUs."""
        found = self._joined()
        return [Place(u.id, found.arn("ou", u.id), u.parent) for u in found.units.values()]

    def describe_organization(self) -> dict[str, Any]:
        """Return id, ARN and management account."""
        found = self._joined()
        return {
            "Organization": {
                "Id": found.id,
                "Arn": found.arn("organization"),
                "MasterAccountId": found.management,
            }
        }

    def list_roots(self) -> dict[str, Any]:
        """Return the root."""
        found = self._joined()
        root = {"Id": found.root, "Arn": found.arn("root", found.root), "Name": "Root"}
        return {"Roots": [root]}

    def list_organizational_units_for_parent(self, parent_id: str) -> tuple[list[Place], None]:
        """Return the OUs under a parent, all on one page."""
        return [unit for unit in self.ou if unit.parent_id == parent_id], None

    def get_account_by_id(self, account_id: str) -> Place:
        """Return one account."""
        for one in self.accounts:
            if one.id == account_id:
                return one
        raise AccountNotFoundException

    def _joined(self) -> Organization:
        found = self.org
        if found is None:
            raise AWSOrganizationsNotInUseException
        return found


def _view(owner: Any) -> OrganizationView:
    return OrganizationView(owner.account_id)


def _ignore(owner: Any, backend: Any) -> None:
    """Take no notice of the backend that Security Hub would keep."""
    del owner, backend


ResourceShare.organizations_backend = property(_view)
ResourceAccessManagerBackend.organizations_backend = property(_view)
SecurityHubBackend.org_backend = property(_view, _ignore)
StackInstances.org_backend = property(_view)
