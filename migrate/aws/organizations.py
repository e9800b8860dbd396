"""AWS Organizations as the journey uses it: reads, and changes that are made exactly once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migrate.aws import organizations_changes as changes
from migrate.aws.account import Account
from migrate.aws.effects import perform
from migrate.core.errors import NotFound

Answer = Mapping[str, Any]
OPEN_HANDSHAKE = frozenset({"REQUESTED", "OPEN"})
"""An invitation that can still be accepted (botocore HandshakeState)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One organizational unit, with its path from the root."""

    id: str
    name: str
    path: str
    """Names joined by `/`, such as `Workloads/Prod`; a slash inside a name is written `\\/`."""
    parent: str
    """Id of the parent OU or of the root."""


@dataclass(frozen=True, slots=True)
class Organizations:
    """The organization as one account sees it; answers keep AWS's own field names."""

    account: Account

    def describe(self) -> Answer | None:
        """Return the organization that the account is in, or None."""
        try:
            answer = self.account.call("organizations", "describe_organization")
        except NotFound:
            return None
        found: Answer = answer["Organization"]
        return found

    def root(self) -> Answer:
        """Return the root; its PolicyTypes say which types are enabled (botocore ListRoots)."""
        roots = self.account.pages("organizations", "list_roots", "Roots")
        if not roots:
            raise NotFound(
                "The organization shows no root yet", operation="organizations:ListRoots"
            )
        first: Answer = roots[0]
        return first

    def units(self) -> tuple[Unit, ...]:
        """Return every OU, parents before children."""
        found: list[Unit] = []
        todo = [(str(self.root()["Id"]), "")]
        while todo:
            parent, path = todo.pop(0)
            for unit in self._children(parent):
                name = str(unit["Name"]).replace("/", "\\/")
                here = f"{path}/{name}" if path else name
                found.append(Unit(unit["Id"], unit["Name"], here, parent))
                todo.append((unit["Id"], here))
        return tuple(found)

    def _children(self, parent: str) -> Sequence[Answer]:
        return self.account.pages(
            "organizations",
            "list_organizational_units_for_parent",
            "OrganizationalUnits",
            ParentId=parent,
        )

    def accounts(self) -> Sequence[Answer]:
        """Return every account; `State` replaced `Status` on 2026-09-09 (botocore Account)."""
        return self.account.pages("organizations", "list_accounts", "Accounts")

    def parent_of(self, account_id: str) -> str:
        """Return the id of the OU or root that holds an account."""
        parents = self.account.pages("organizations", "list_parents", "Parents", ChildId=account_id)
        return str(parents[0]["Id"])

    def policies_on(self, target: str, kind: str) -> Sequence[Answer]:
        """Return the policies of a type attached directly to a root, OU or account."""
        return self.account.pages(
            "organizations",
            "list_policies_for_target",
            "Policies",
            TargetId=target,
            Filter=kind,
        )

    def policy(self, policy_id: str) -> Answer:
        """Return a policy with its content."""
        answer: Answer = self.account.call("organizations", "describe_policy", PolicyId=policy_id)[
            "Policy"
        ]
        return answer

    def invitations_sent(self) -> Sequence[Answer]:
        """Return the INVITE handshakes of the last 30 days (botocore Handshake)."""
        return self.account.pages(
            "organizations",
            "list_handshakes_for_organization",
            "Handshakes",
            Filter={"ActionType": "INVITE"},
        )

    def invitations_received(self) -> Sequence[Answer]:
        """Return the INVITE handshakes that this account was sent."""
        return self.account.pages(
            "organizations",
            "list_handshakes_for_account",
            "Handshakes",
            Filter={"ActionType": "INVITE"},
        )

    def handshake(self, handshake_id: str) -> Answer:
        """Return one handshake."""
        answer: Answer = self.account.call(
            "organizations", "describe_handshake", HandshakeId=handshake_id
        )["Handshake"]
        return answer

    # -- changes -----------------------------------------------------------------

    def create(self) -> Answer:
        """Create the organization with all features; returns `Id` and `RootPending`."""
        return perform(self.account, changes.CREATE, {"FeatureSet": "ALL"})

    def create_unit(self, parent: str, name: str) -> Answer:
        """Create an OU under a parent; returns its `Id`."""
        return perform(self.account, changes.CREATE_UNIT, {"ParentId": parent, "Name": name})

    def invite(self, account_id: str, notes: str) -> Answer:
        """Invite an account by id; returns the handshake's `Id` and `ExpirationTimestamp`."""
        target = {"Id": account_id, "Type": "ACCOUNT"}
        return perform(self.account, changes.INVITE, {"Target": target, "Notes": notes})

    def accept(self, handshake_id: str, ready: Callable[[], None]) -> Answer:
        """Accept an invitation with the invited account's credentials; `ready` looks last."""
        return perform(self.account, changes.ACCEPT, {"HandshakeId": handshake_id}, ready=ready)

    def move(self, account_id: str, source: str, destination: str) -> Answer:
        """Move an account between parents."""
        return perform(
            self.account,
            changes.MOVE,
            {
                "AccountId": account_id,
                "SourceParentId": source,
                "DestinationParentId": destination,
            },
        )
