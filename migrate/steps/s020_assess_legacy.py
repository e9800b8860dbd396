"""Look at the old account before anything is built: what blocks, what to decide, is it worth it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from migrate.aws.organizations import Organizations
from migrate.core.plan import Change, Facts, Finding, Severity
from migrate.core.step import Question, Step
from migrate.steps.checks.bills import PRICE
from migrate.steps.checks.preflight import before_joining, judged, permissions_of, run_checks
from migrate.steps.checks.registry import all_checks
from migrate.steps.checks.scorecard import scorecard
from migrate.steps.context import Context

LATER = (
    ("G15", "the cost archive is complete and verified", "join-legacy"),
    ("G26", "resource policies that name an organization", "take-inventory"),
    ("G39", "the account after joining", "place-prod"),
)
"""What is not looked at here, and which step looks."""
NEVER = (
    ("G11", "addresses for new accounts"),
    ("G31", "stack sets"),
    ("G33", "quotas above their default"),
    ("G34", "data encrypted with keys that cannot be shared"),
    ("G35", "e-mail and phone services with a waiting time"),
    ("G36", "services that new accounts cannot use any more"),
)
"""What no step looks at: it matters when other accounts are made and resources recreated there."""
YES = ("yes",)


class AssessLegacy(Step[Context]):
    """Make every check that can be made before joining; changes nothing anywhere."""

    id = "assess-legacy"
    title = "Assess the old account"
    phase = "Look"
    purpose = (
        "Checks all that can stop the move or cost money later, before anything is built. "
        "What blocks has to be put right; what could not be seen blocks too. Warnings are "
        "accepted by approving the plan."
    )
    needs = ("connect-accounts",)
    undo_how = "Nothing was changed in AWS."
    asks = (
        Question(
            "contract-settled", "Negotiated prices are settled with AWS or the reseller", "", YES
        ),
        Question("invoices-paid", "Every invoice of the old account is paid", "", YES),
        Question("account-quota", "Quota of accounts, if Service Quotas does not tell it", ""),
    )
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = permissions_of(
        *(check.reads for check in all_checks())
    )

    def observe(self, context: Context) -> Facts:
        """Make every check; one that gets no answer does not stop the others."""
        return {"checks": run_checks(context, all_checks())}

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Say what the checks mean, whether it is worth it, and what was not looked at."""
        del context
        findings = tuple(judged(facts["checks"], all_checks()))
        yield from findings
        yield from scorecard(findings, facts["checks"])
        yield Finding(
            Severity.INFO,
            "Not checked yet: "
            + "; ".join(f"{what} ({key}, by {step})" for key, what, step in LATER)
            + ".",
            key="looked-at-later",
        )
        yield Finding(
            Severity.INFO,
            "Not looked at: " + "; ".join(f"{what} ({key})" for key, what in NEVER) + ".",
            why="It matters when other accounts are made and resources are recreated there.",
            remedy="Look at it by hand before that.",
            key="not-looked-at",
        )
        yield Finding(
            Severity.INFO,
            f"{len(facts['checks'])} checks; a look asks Cost Explorer up to 5 times, "
            f"{PRICE} each.",
            source="aws docs: Cost Explorer pricing",
            key="price-of-a-look",
        )

    def verify(self, context: Context) -> Iterable[Finding]:
        """Make the blocking checks again, until the account has joined: then they are history."""
        if self._joined(context):
            yield Finding(
                Severity.INFO,
                "The old account has joined; what was checked before joining is history.",
                key="joined",
            )
            return
        checks = before_joining()
        for finding in judged(run_checks(context, checks), checks):
            if finding.severity is Severity.BLOCK:
                yield finding

    def _joined(self, context: Context) -> bool:
        """Whether the old account is a member of the organization of the bound management."""
        current = Organizations(context.account("legacy")).describe()
        bound = context.store.accounts().get("management")
        return current is not None and current["MasterAccountId"] == bound


STEP = AssessLegacy()
