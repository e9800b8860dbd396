"""The old account is active and on the paid plan."""

from __future__ import annotations

from migrate.core.plan import Severity
from migrate.steps.checks.check import Check, Side
from migrate.steps.checks.standing import judge_standing, standing

CHECK = Check(
    title="The old account is active and on the paid plan",
    side=Side.LEGACY,
    weight=Severity.BLOCK,
    reads={"legacy": ("account:GetAccountInformation", "freetier:GetAccountPlanState")},
    source="botocore account GetAccountInformation; freetier GetAccountPlanState",
    look=lambda look: standing(look, "legacy"),
    judge=lambda seen: judge_standing(seen, "legacy"),
)
