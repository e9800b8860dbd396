"""Policies on the way that block nothing; those that do are in the gate's table."""

from __future__ import annotations

from pathlib import Path

from tests.stages import Stages

from .days import blocking, found, organized
from .policies import EC2, RCP, enable, policy_on


def test_aws_own_resource_policy_keeps_nothing_shut(stages: Stages, tmp_path: Path) -> None:
    """RCPFullAWSAccess comes with the policy type, on everything, and restricts nothing."""
    with stages.at("join-legacy", tmp_path) as here:
        enable(here, RCP)
        on_root = organized(here).management.list_policies_for_target(
            TargetId=organized(here).root, Filter=RCP
        )
        assert [one["Id"] for one in on_root["Policies"]] == ["p-RCPFullAWSAccess"]
        assert blocking(here.plan("join-legacy")) == []


def test_a_declarative_policy_is_told_and_blocks_nothing(stages: Stages, tmp_path: Path) -> None:
    with stages.at("place-prod", tmp_path) as here:
        policy_on("Workloads", EC2)(here)
        plan = here.plan("place-prod")
        told_of = found(plan, "g10-declarative-policy")
        assert told_of.summary.startswith("Declarative policies for EC2 are on ou-")
        assert blocking(plan) == []
