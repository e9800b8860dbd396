"""The organization can carry policies: all features, and SCPs switched on."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.organizations import Organizations
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side

SCP = "SERVICE_CONTROL_POLICY"


def _look(look: Look) -> Seen:
    found = look.ask("management", lambda account: Organizations(account).describe()) or {}
    root = look.ask("management", lambda account: Organizations(account).root()) or {}
    types = {t["Type"]: t["Status"] for t in root.get("PolicyTypes", [])}
    return {"organization": found["Id"], "features": found["FeatureSet"], "scp": types.get(SCP, "")}


def _judge(seen: Seen) -> Iterator[Finding]:
    if seen["features"] != "ALL":
        yield Finding(
            Severity.BLOCK,
            f"Organization {seen['organization']} has the features {seen['features']} only.",
            why="Without all features there are no policies and no central security.",
            remedy="In its console: Settings, Enable all features; every member has to agree.",
            source="botocore EnableAllFeatures",
            key="g08-not-all-features",
        )
    elif seen["scp"] != "ENABLED":
        yield Finding(
            Severity.BLOCK,
            f"Service control policies are {seen['scp'] or 'not enabled'} in "
            f"{seen['organization']}.",
            why="Guardrails are made of them, and what is on the landing path cannot be read.",
            remedy="In its console: Policies, Service control policies, Enable; then plan again.",
            source="botocore ListRoots: PolicyTypes",
            key="g08-scp-not-enabled",
        )


CHECK = Check(
    title="The organization has all features and service control policies",
    side=Side.ORGANIZATION,
    weight=Severity.BLOCK,
    reads={"management": ("organizations:DescribeOrganization", "organizations:ListRoots")},
    source="botocore organizations: FeatureSet, PolicyTypes",
    look=_look,
    judge=_judge,
)
