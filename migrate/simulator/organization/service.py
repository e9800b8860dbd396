"""AWS Organizations as a service: all of its operations that are simulated, put together."""

from __future__ import annotations

import moto.organizations.models  # noqa: F401  # others of moto import it; loaded before it is shadowed

from migrate.simulator.framework import ModelBackend, service
from migrate.simulator.organization.attachments import Attachments
from migrate.simulator.organization.creation import Creations
from migrate.simulator.organization.delegation_policy import DelegationPolicy, Transfers
from migrate.simulator.organization.effective import Effective
from migrate.simulator.organization.founding import Founding
from migrate.simulator.organization.handshakes import Handshakes
from migrate.simulator.organization.invitations import Invitations
from migrate.simulator.organization.joining import Joining
from migrate.simulator.organization.leaving import Leaving
from migrate.simulator.organization.members import Members
from migrate.simulator.organization.policies import Policies
from migrate.simulator.organization.policy_types import PolicyTypes
from migrate.simulator.organization.tags import Tags
from migrate.simulator.organization.tree import Tree
from migrate.simulator.organization.trust import Trust
from migrate.simulator.organization.validation import validated


@service("organizations", is_global=True)
@validated
class Organizations(
    Founding,
    Tree,
    Members,
    Leaving,
    Creations,
    Invitations,
    Handshakes,
    Joining,
    Policies,
    PolicyTypes,
    Attachments,
    Effective,
    Tags,
    Trust,
    DelegationPolicy,
    Transfers,
    ModelBackend,
):
    """Organizations as one account sees it; the state of all is in `store`."""
