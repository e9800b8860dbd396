"""Which policies of the organization would meet an account on its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrate.aws.account import Account
from migrate.aws.organizations import Answer, Organizations, Unit
from migrate.core.plan import Finding, Severity

Found = Mapping[str, Mapping[str, Sequence[str]]]
"""Target, type of policy, `name (id)` of each that is not AWS's own default."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of policy: what it does to an account that arrives."""

    type: str
    """As in botocore PolicyType."""
    name: str
    """How a sentence about several of them begins."""
    key: str
    severity: Severity
    why: str
    remedy: str
    source: str
    default: str = ""
    """Id of the policy that AWS attaches everywhere, and that restricts nothing."""


DETACH = "Detach them until the account has been checked, then plan again."
KINDS = (
    Kind(
        type="SERVICE_CONTROL_POLICY",
        name="Service control policies",
        key="g10-restrictive-policy",
        severity=Severity.BLOCK,
        why="They apply at once to an account that arrives, and can stop prod.",
        remedy=DETACH,
        source="aws docs: orgs_manage_policies_scps; knowledge center: organizations-move-accounts",
        default="p-FullAWSAccess",
    ),
    Kind(
        type="RESOURCE_CONTROL_POLICY",
        name="Resource control policies",
        key="g10-restrictive-resource-policy",
        severity=Severity.BLOCK,
        why="They apply at once to the resources of an account that arrives, such as its buckets, "
        "keys, queues, secrets and roles, and can shut out whoever uses them, from other accounts "
        "too.",
        remedy=DETACH,
        source="aws docs: orgs_manage_policies_rcps",
        default="p-RCPFullAWSAccess",
    ),
    Kind(
        type="DECLARATIVE_POLICY_EC2",
        name="Declarative policies for EC2",
        key="g10-declarative-policy",
        severity=Severity.INFO,
        why="They set how EC2 and VPC behave in an account that arrives: public images and "
        "snapshots, serial console, internet access of VPCs.",
        remedy="Read them: what the account does otherwise now changes when it arrives.",
        source="aws docs: orgs_manage_policies_declarative",
    ),
)
"""In the order of their findings; another type of policy is another row."""


def path_to(unit: str, units: Sequence[Unit], root: str) -> tuple[str, ...]:
    """Return the ids from the root down to a unit."""
    by_id = {u.id: u for u in units}
    way = [unit]
    while way[0] != root:
        way.insert(0, by_id[way[0]].parent)
    return tuple(way)


def on_landing_path(account: Account, landing: str, home: str) -> Found:
    """Return the policies that an account meets between the root and its home unit.

    AWS lands an invited account in the root; units that are not made yet hold no policy.
    """
    organizations = Organizations(account)
    root, units = organizations.root(), organizations.units()
    top = str(root["Id"])
    stops = [unit.id for unit in units if unit.path in {landing, home}]
    way = {top, *(i for stop in stops for i in path_to(stop, units, top))}
    return policies_on(organizations, root, sorted(way))


def policies_on(organizations: Organizations, root: Answer, targets: Sequence[str]) -> Found:
    """Return what is on each target, of the types that the root has enabled."""
    enabled = {str(one["Type"]) for one in root.get("PolicyTypes", ())}
    kinds = [kind for kind in KINDS if kind.type in enabled]
    found = {}
    for target in targets:
        on_it = {kind.type: _others(organizations, target, kind) for kind in kinds}
        if any(on_it.values()):
            found[target] = {kind: names for kind, names in on_it.items() if names}
    return found


def _others(organizations: Organizations, target: str, kind: Kind) -> list[str]:
    """Return the policies of a type on a target, but AWS's default."""
    return sorted(
        f"{policy['Name']} ({policy['Id']})"
        for policy in organizations.policies_on(target, kind.type)
        if policy["Id"] != kind.default
    )


def policy_faults(found: Found, what: str) -> Iterator[Finding]:
    """Yield a finding for each target with policies that could lock the account's work out."""
    for target, on_it in found.items():
        for kind in KINDS:
            if kind.type in on_it:
                yield Finding(
                    kind.severity,
                    f"{kind.name} are on {target}, on the way of {what}: "
                    f"{', '.join(on_it[kind.type])}.",
                    why=kind.why,
                    remedy=kind.remedy,
                    source=kind.source,
                    key=kind.key,
                )
