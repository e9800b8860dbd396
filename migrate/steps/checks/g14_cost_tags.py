"""Cost allocation tags are active, and no backfill of them is still running."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.account import Account
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.checks.rows import some


def _active(account: Account) -> list[str]:
    tags = account.pages("ce", "list_cost_allocation_tags", "CostAllocationTags", Status="Active")
    return sorted(str(tag["TagKey"]) for tag in tags)


def _backfill(account: Account) -> str:
    runs = account.call("ce", "list_cost_allocation_tag_backfill_history")["BackfillRequests"]
    return str(runs[0]["BackfillStatus"]) if runs else ""


def _look(look: Look) -> Seen:
    return {
        "active": look.ask("legacy", _active) or [],
        "backfill": look.ask("legacy", _backfill) or "",
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    if not seen["active"]:
        yield Finding(
            Severity.WARNING,
            "No cost allocation tag is active in the old account.",
            why="Only costs of active tags can be split by tag, and not for the past unless they "
            "are backfilled (12 months at most).",
            remedy="Billing console, Cost allocation tags: activate the keys you split costs by; "
            "after 24 hours ask for a backfill, then plan again.",
            source="botocore ce StartCostAllocationTagBackfill",
            key="g14-no-cost-tags",
        )
    else:
        yield Finding(
            Severity.INFO,
            f"Active cost allocation tags: {some(seen['active'])}.",
            why="They have to be activated again in the management account after joining.",
            source="aws docs: cost allocation tags",
            key="g14-cost-tags",
        )
    if seen["backfill"] == "PROCESSING":
        yield Finding(
            Severity.WARNING,
            "A backfill of cost allocation tags is still running.",
            why="What it fills in is missing from an archive that is made now.",
            remedy="Wait until it has finished, then archive the costs.",
            source="botocore ce ListCostAllocationTagBackfillHistory",
            key="g14-backfill-running",
        )


CHECK = Check(
    title="Cost allocation tags are active and filled",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={
        "legacy": ("ce:ListCostAllocationTags", "ce:ListCostAllocationTagBackfillHistory"),
    },
    source="botocore ce ListCostAllocationTags",
    look=_look,
    judge=_judge,
)
