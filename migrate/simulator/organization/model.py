"""What an organization consists of; plain values that can be saved and loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

INVITED, CREATED = "INVITED", "CREATED"
LEFT, REMOVED = "LEFT", "REMOVED"
OPEN = "OPEN"
"""A single recipient's invitation is OPEN as soon as it is sent (botocore's own example)."""
TYPE_SCP, TYPE_RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
LISTED = timedelta(days=30)
"""How long a finished handshake is still shown (botocore Handshake)."""


@dataclass(slots=True)
class Unit:
    """One organizational unit."""

    id: str
    name: str
    parent: str


@dataclass(slots=True)
class Member:
    """An account in the organization, the management account included."""

    id: str
    parent: str
    joined: datetime
    method: str
    born: datetime | None = None
    """When CreateAccount made it; None for an invited account."""
    closing: datetime | None = None
    """When CloseAccount was called."""


@dataclass(slots=True)
class Policy:
    """A policy with its content."""

    id: str
    name: str
    type: str
    description: str
    content: str
    aws_managed: bool = False


@dataclass(slots=True)
class Switch:
    """A policy type that is enabled, or is about to be or no longer to be."""

    on: bool
    settles: datetime


@dataclass(slots=True)
class Creation:
    """A request to create an account; what comes of it is known from the start, to AWS alone."""

    id: str
    name: str
    email: str
    role: str
    billing: bool
    requested: datetime
    done: datetime
    tags: Mapping[str, str]
    failure: str = ""
    account: str = ""
    """Set once the account is there."""
    active: datetime | None = None
    """When the account can be entered; None once that has happened."""


@dataclass(slots=True)
class Handshake:
    """An invitation, as its sender and its target see it."""

    id: str
    organization: str
    sender: str
    """The management account that sent it."""
    target: str
    kind: str
    """ACCOUNT or EMAIL: what `target` is."""
    notes: str
    tags: Mapping[str, str]
    requested: datetime
    expires: datetime
    feature_set: str
    state: str = OPEN
    ended: datetime | None = None


@dataclass(slots=True)
class Period:
    """A time that an account spends in an organization; the end is open while it is there."""

    account: str
    organization: str
    management: str
    joined: datetime
    method: str
    left: datetime | None = None
    departure: str = ""
    """LEFT or REMOVED."""


@dataclass(slots=True)
class ResourcePolicy:
    """The delegation policy of the organization."""

    id: str
    content: str


@dataclass(slots=True)
class Organization:
    """One organization with all that hangs on it."""

    id: str
    root: str
    management: str
    feature_set: str
    founded: datetime
    ready: datetime
    """Until then it is being finalized."""
    account_limit: int
    units: dict[str, Unit] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    policy_types: dict[str, Switch] = field(default_factory=dict)
    attached: dict[str, list[str]] = field(default_factory=dict)
    """Policy ids by root, OU or account."""
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    creations: dict[str, Creation] = field(default_factory=dict)
    trusted: dict[str, datetime] = field(default_factory=dict)
    """Since when a service principal is trusted."""
    delegated: dict[str, dict[str, datetime]] = field(default_factory=dict)
    """Account -> service principal -> since when."""
    resource_policy: ResourcePolicy | None = None

    def arn(self, kind: str, *parts: str) -> str:
        """Return the ARN of something in this organization."""
        path = "/".join((self.id, *parts))
        return f"arn:aws:organizations::{self.management}:{kind}/{path}"

    def holds(self, place: str) -> bool:
        """Tell whether a root or OU is in this organization."""
        return place == self.root or place in self.units

    def line(self, place: str) -> list[str]:
        """Return the ids from the root down to a root, OU or account."""
        found = [place]
        while found[0] != self.root:
            above = self.units.get(found[0]) or self.members[found[0]]
            found.insert(0, above.parent)
        return found

    def path(self, place: str) -> str:
        """Return the path as botocore's OrganizationalUnit.Path has it."""
        return "/".join((self.id, *self.line(place))) + "/"

    def places(self) -> list[str]:
        """Return all that a policy can hang on."""
        return [self.root, *self.units, *self.members]
