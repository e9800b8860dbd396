"""The management account is active and on the paid plan."""

from __future__ import annotations

from migrate.core.plan import Severity
from migrate.steps.checks.check import Check, Side
from migrate.steps.checks.standing import judge_standing, standing

CHECK = Check(
    title="The management account is active and on the paid plan",
    side=Side.MANAGEMENT,
    weight=Severity.BLOCK,
    reads={"management": ("account:GetAccountInformation", "freetier:GetAccountPlanState")},
    source="botocore account GetAccountInformation; freetier GetAccountPlanState",
    look=lambda look: standing(look, "management"),
    judge=lambda seen: judge_standing(seen, "management"),
)
