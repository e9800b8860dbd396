"""Which service control policies would meet an account on its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrate.aws.account import Account
from migrate.aws.organizations import Organizations, Unit
from migrate.core.plan import Finding, Severity

FULL_ACCESS = "p-FullAWSAccess"
"""Id of the policy that AWS attaches everywhere (botocore examples, organizations)."""


def path_to(unit: str, units: Sequence[Unit], root: str) -> tuple[str, ...]:
    """Return the ids from the root down to a unit."""
    by_id = {u.id: u for u in units}
    way = [unit]
    while way[0] != root:
        way.insert(0, by_id[way[0]].parent)
    return tuple(way)


def on_landing_path(account: Account, landing: str, home: str) -> dict[str, list[str]]:
    """Return the policies that an account meets between the root and its home unit.

    AWS lands an invited account in the root; units that are not made yet hold no policy.
    """
    organizations = Organizations(account)
    root, units = str(organizations.root()["Id"]), organizations.units()
    stops = [unit.id for unit in units if unit.path in {landing, home}]
    way = {root, *(i for stop in stops for i in path_to(stop, units, root))}
    return restrictive(organizations, sorted(way))


def restrictive(organizations: Organizations, targets: Sequence[str]) -> dict[str, list[str]]:
    """Return for each target the SCPs on it that are not FullAWSAccess, as `name (id)`."""
    found = {}
    for target in targets:
        others = [
            f"{policy['Name']} ({policy['Id']})"
            for policy in organizations.policies_on(target)
            if policy["Id"] != FULL_ACCESS
        ]
        if others:
            found[target] = sorted(others)
    return found


def policy_faults(found: Mapping[str, Sequence[str]], what: str) -> Iterator[Finding]:
    """Yield a block for each target with a policy that could lock the account's work out."""
    for target, names in found.items():
        yield Finding(
            Severity.BLOCK,
            f"Service control policies are on {target}, on the way of {what}: {', '.join(names)}.",
            why="They apply at once to an account that arrives, and can stop prod.",
            remedy="Detach them until the account has been checked, then plan again.",
            source="aws docs: orgs_manage_policies_scps; knowledge center: "
            "organizations-move-accounts",
            key="g10-restrictive-policy",
        )
