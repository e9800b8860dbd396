"""What the plan of the cost archive says besides its requests: doubts, price, what stays out."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Facts, Finding, Severity
from migrate.costs.money import price
from migrate.costs.periods import LONG_REACH
from migrate.costs.wants import MISSES

ALLOW = "Allow {} for the legacy profile, then plan again."


def findings(facts: Facts) -> Iterator[Finding]:
    """Yield them all."""
    yield from _doubts(facts)
    yield from _price(facts)
    yield Finding(
        Severity.INFO,
        f"The level {facts['level']} leaves out {MISSES[facts['level']]}.",
        why="It cannot be asked for after the join.",
        remedy="For more choose another `archive-costs.level` under choices in migrate.yaml.",
        key="left-out",
    )
    yield Finding(
        Severity.INFO,
        "The one or two days right before joining are not complete in Cost Explorer; what they "
        "cost is on the old account's last invoice alone.",
        why="Cost Explorer is about a day behind, and its history ends with the join.",
        remedy="Save that invoice in the month after.",
        source="aws docs: ce-enable",
        key="last-days",
    )
    yield from _backfill(facts)


def _backfill(facts: Facts) -> Iterator[Finding]:
    """Name what only AWS Support can still give, while there is time: it takes days to weeks."""
    if not facts["held"]:
        yield Finding(
            Severity.INFO,
            "Costs by resource and hour are beyond Cost Explorer; a report that AWS Support fills "
            "with the past has them.",
            why="A cost and usage report begins with the current month, and after the join AWS "
            "does not fill in the time before.",
            remedy="Decide it one to two weeks before joining: create a cost and usage report in "
            "the old account, then open a billing case that asks for its backfill.",
            source="aws prescriptive guidance: billing considerations; doit.com on backfills",
            key="support-backfill",
        )


def joined(facts: Facts) -> Finding:
    """Return why a member's Cost Explorer is not captured."""
    return Finding(
        Severity.BLOCK,
        f"The old account is a member of {facts['member_of']}: Cost Explorer shows its time in "
        "the organization only.",
        why="What was captured before must not be replaced by what is left.",
        remedy="Nothing: the archive stays as it is; `migrate costs verify` proves it.",
        source="aws docs: ce-access",
        key="already-joined",
    )


def said_cost(facts: Facts) -> str:
    """Say what the requests will cost, and what stops them."""
    scope, budget = facts["scope"], facts["budget"]
    low, high = scope["likely"]
    if facts["held"]:
        return (
            f"less than {price(high)}, since what is held and closed is not asked again; "
            f"never more than {price(budget)}"
        )
    return (
        f"about {price(scope['expected'])} ({scope['expected']:,} requests), probably "
        f"{price(low)} to {price(high)}, at the least {price(scope['fewest'])}; "
        f"never more than {price(budget)}"
    )


def _price(facts: Facts) -> Iterator[Finding]:
    scope, budget = facts["scope"], facts["budget"]
    few, about, most = scope["fewest"], scope["expected"], scope["likely"][1]
    if not facts["held"]:
        yield Finding(
            Severity.INFO,
            f"About {about:,} requests are an estimate: {scope['because']}.",
            why="How many rows and pages AWS answers with is not known before; the budget of "
            f"{price(budget)} is what stops it.",
            source="the account's own answers; aws docs: Cost Explorer pricing",
            key="price",
        )
    if few > budget and not facts["held"]:
        yield Finding(
            Severity.BLOCK,
            f"It takes {few:,} requests at the least, {price(few)}; the budget is {price(budget)}.",
            remedy="Raise `archive-costs.budget` under choices in migrate.yaml (on the screen: "
            "e), or choose a smaller level, and plan again.",
            source="aws docs: Cost Explorer pricing, $0.01 a request, each page counts",
            key="budget-too-small",
        )
    elif most > budget:
        sure = about > budget and not facts["held"]
        count, verb = (about, "takes about") if sure else (most, "may take")
        yield Finding(
            Severity.WARNING,
            f"It {verb} {count:,} requests, {price(count)}; it stops before it exceeds the "
            f"budget of {price(budget)}.",
            why="How many pages AWS cuts an answer into is not known before.",
            remedy="Raise `archive-costs.budget` under choices in migrate.yaml (on the screen: e) "
            "and plan again, or go on: what was paid for is kept.",
            key="budget-may-be-short",
        )


def _doubts(facts: Facts) -> Iterator[Finding]:
    """Yield what could not be told for want of a permission."""
    if facts["months"] and facts["filled"] is None:
        yield Finding(
            Severity.BLOCK,
            "Cost Explorer shows no costs, and whether that is so cannot be compared with the "
            "invoices.",
            why="An account without costs looks like one whose history is still being filled.",
            remedy=ALLOW.format("invoicing:ListInvoiceSummaries"),
            source="aws docs: ce-enable",
            key="filled-unknown",
        )
    if facts["months"] != LONG_REACH and facts["older"] is None:
        yield Finding(
            Severity.WARNING,
            "Whether the account is older than 14 months cannot be told from its invoices.",
            remedy=ALLOW.format("invoicing:ListInvoiceSummaries"),
            key="older-unknown",
        )
    if facts["no_keys"]:
        needed = facts["level"] != "essential"
        yield Finding(
            Severity.WARNING if needed else Severity.INFO,
            "Which tags and cost categories the bills can be grouped by may not be read; "
            + (
                "without them the archive is incomplete, and the account may not join."
                if needed
                else "the level essential does without them."
            ),
            remedy=ALLOW.format("ce:ListCostAllocationTags and ce:ListCostCategoryDefinitions"),
            source="botocore ce",
            key="keys-unknown",
        )
