"""The management account runs nothing: policies never apply to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from migrate.aws.account import Account
from migrate.aws.listing import Listing, names
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.checks.everywhere import everywhere
from migrate.steps.checks.rows import placed, some

WORKLOADS = (
    Listing("ec2:DescribeInstances", "Reservations[].Instances[].InstanceId", everywhere=True),
    Listing("lambda:ListFunctions", "Functions[].FunctionArn", everywhere=True),
    Listing("rds:DescribeDBInstances", "DBInstances[].DBInstanceArn", everywhere=True),
    Listing("s3:ListBuckets", "Buckets[].Name"),
)
"""What a workload can hardly do without; other things are not looked for."""


def _names(listing: Listing, account: Account, region: str = "") -> tuple[str, ...]:
    return names(account, listing, region)


def _look(look: Look) -> Seen:
    found: set[str] = set()
    for listing in WORKLOADS:
        if listing.everywhere:
            asked = everywhere(look, "management", listing.service, partial(_names, listing))
            found |= {placed(n, region) for region, seen in asked.items() for n in seen}
        else:
            seen = look.ask("management", partial(_names, listing)) or ()
            found |= {f"bucket {name}" for name in seen}
    return {"workloads": sorted(found)}


def _judge(seen: Seen) -> Iterator[Finding]:
    if seen["workloads"]:
        yield Finding(
            Severity.WARNING,
            f"The management account runs workloads: {some(seen['workloads'])}.",
            why="Service control policies never apply to it, and whoever breaks in owns every "
            "account. Only instances, functions, databases and buckets were looked for, in the "
            "regions that the old account uses.",
            remedy="Use a new account for management, or plan to move these out.",
            source="aws docs: Organizations, best practices for the management account",
            key="g03-management-workloads",
        )


CHECK = Check(
    title="The management account runs no workload",
    side=Side.MANAGEMENT,
    weight=Severity.WARNING,
    reads={
        "legacy": ("ce:GetCostAndUsage",),
        "management": ("account:ListRegions", *(listing.call for listing in WORKLOADS)),
    },
    source="aws docs: Organizations, best practices for the management account",
    look=_look,
    judge=_judge,
)
