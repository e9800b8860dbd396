"""What makes a pair of identities unfit for the journey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrate.core.plan import Facts, Finding, Severity


def principal_class(arn: str) -> str:
    """Return an ARN without its session name, which differs from one login to the next."""
    head, _, resource = arn.rpartition(":")
    kind, _, name = resource.partition("/")
    if kind == "assumed-role":
        name = name.partition("/")[0]
    return f"{head}:{kind}/{name}" if name else arn


def find_faults(facts: Facts) -> Iterator[Finding]:
    """Yield what forbids binding: root, one account twice, another partition, not as expected."""
    legacy, management = facts["legacy"], facts["management"]
    for role, found in (("legacy", legacy), ("management", management)):
        yield from _faults_of(role, found, facts)
    if management.get("account"):
        yield from pair_faults(legacy, management)


def pair_faults(legacy: Mapping[str, Any], management: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what makes two accounts unfit for each other: one and the same, other partition."""
    if legacy["account"] == management["account"]:
        yield Finding(
            Severity.BLOCK,
            f"Both profiles stand for account {legacy['account']}.",
            why="The organization is founded in a new account, apart from every workload.",
            remedy="Open a new AWS account, point the management profile at it, and plan again.",
            source="aws whitepaper: Organizing Your AWS Environment, management account",
            key="g02-same-account",
        )
    if legacy["partition"] != management["partition"]:
        yield Finding(
            Severity.BLOCK,
            f"The accounts are in different partitions: {legacy['partition']} and "
            f"{management['partition']}.",
            why="An organization holds accounts of its own partition only.",
            remedy="Open the management account in the partition of the old one.",
            source="botocore HandshakeConstraintViolationException: "
            "ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD",
            key="g02-other-partition",
        )


def _faults_of(role: str, found: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    account = found.get("account")
    if found.get("root"):
        yield Finding(
            Severity.BLOCK,
            f"The {role} profile is the root user of {account}.",
            why="Root cannot be limited and cannot assume roles; the journey never works as root.",
            remedy="Make an IAM role or user with administrator access, and use its profile.",
            source="aws docs: IAM, root user best practices",
            key="g07-root",
        )
    expected = facts["expected"].get(role)
    if account and expected and expected != account:
        yield Finding(
            Severity.BLOCK,
            f"migrate.yaml expects {role} to be {expected}, but its profile stands for {account}.",
            remedy="Correct the profile or the id in migrate.yaml.",
            key="unexpected-account",
        )
    bound = facts["bound"].get(role)
    if account and bound and bound != account:
        yield Finding(
            Severity.BLOCK,
            f"{role} is bound to {bound}, but its profile now stands for {account}.",
            why="A bound account is never changed: every plan and receipt belongs to it.",
            remedy="Correct the profile; for another account make another workspace.",
            key="bound-to-another",
        )
