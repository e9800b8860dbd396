"""Cost allocation tags and cost categories: what is activated, backfilled and defined."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from migrate.simulator import clock, membership
from migrate.simulator.billing.filters import invalid
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.pages import Paging
from migrate.simulator.billing.periods import first_of, shifted
from migrate.simulator.billing.preferences import Category, TagKey
from migrate.simulator.billing.question import categories, preferences
from migrate.simulator.framework import AwsError

ACTIVATION = timedelta(hours=24)
"""How long an activated tag takes to appear (aws docs: activating-tags)."""
BACKFILL = timedelta(hours=6)
"""How long a backfill takes here."""
_PAGES = {
    name: Paging(name, "MaxResults", "NextToken", most)
    for name, most in (
        ("CostAllocationTags", 100),
        ("BackfillRequests", 1000),
        ("CostCategoryReferences", 100),
    )
}
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


class CostTags:
    """Tags and categories of the bills."""

    account_id: str

    def list_cost_allocation_tags(self, **asked: Any) -> dict[str, Any]:
        """List the keys that the bills have seen, with their status."""
        self._settle()
        status, keys = asked.get("Status"), asked.get("TagKeys")
        found = [
            _shown(key, tag)
            for key, tag in sorted(self._tags().items())
            if (not keys or key in keys)
            and status in {None, "Active" if tag.active else "Inactive"}
            and asked.get("Type") in {None, _kind(key)}
        ]
        return _PAGES["CostAllocationTags"].page(self.account_id, asked, found)

    def update_cost_allocation_tags_status(self, **asked: Any) -> dict[str, Any]:
        """Activate or deactivate keys; only what the bills have seen can be activated."""
        if membership.joined_at(self.account_id) is not None:
            raise invalid("Linked account doesn't have access to cost allocation tags.")
        now, errors = clock.now(), []
        tags = self._tags()
        for one in asked["CostAllocationTagsStatus"]:
            key, active = str(one["TagKey"]), one["Status"] == "Active"
            if key not in tags:
                text = "Tag keys not found"
                errors.append({"TagKey": key, "Code": "TagKeysNotFoundException", "Message": text})
            elif tags[key].active != active:
                since = (now + ACTIVATION).date()
                tags[key] = TagKey(active, since, now, tags[key].last_used)
        return {"Errors": errors}

    def start_cost_allocation_tag_backfill(self, **asked: Any) -> dict[str, Any]:
        """Write the active tags into the bills of up to twelve months."""
        now, mine = clock.now(), preferences(self.account_id)
        if any(now - one["_asked"] < timedelta(hours=24) for one in mine.backfills):
            raise AwsError(
                "BackfillLimitExceededException", "A backfill was requested within 24 hours."
            )
        start = date.fromisoformat(str(asked["BackfillFrom"])[:10])
        if start.day != 1 or start < shifted(first_of(now.date()), -12):
            raise invalid("BackfillFrom must be the first of a month, at most 12 months ago")
        mine.backfills.append({"_asked": now, "_from": start})
        return {"BackfillRequest": _backfill(mine.backfills[-1], now)}

    def list_cost_allocation_tag_backfill_history(self, **asked: Any) -> dict[str, Any]:
        """List the backfills, the last first."""
        self._settle()
        done = reversed(preferences(self.account_id).backfills)
        return _PAGES["BackfillRequests"].page(
            self.account_id, asked, [_backfill(o, clock.now()) for o in done]
        )

    def list_cost_category_definitions(self, **asked: Any) -> dict[str, Any]:
        """List the cost categories."""
        found = [_reference(one) for one in categories(self.account_id)]
        return _PAGES["CostCategoryReferences"].page(self.account_id, asked, found)

    def describe_cost_category_definition(self, **asked: Any) -> dict[str, Any]:
        """Return one cost category with its rules."""
        for one in categories(self.account_id):
            if one.arn == asked["CostCategoryArn"]:
                return {"CostCategory": _definition(one)}
        raise AwsError("ResourceNotFoundException", "No Cost Categories found with provided ARN")

    def _tags(self) -> dict[str, TagKey]:
        return preferences(self.account_id).tags

    def _settle(self) -> None:
        """Let finished backfills reach into the past, and bills show their new keys."""
        mine, now = preferences(self.account_id), clock.now()
        for one in mine.backfills:
            if now - one["_asked"] >= BACKFILL and not one.get("_done"):
                one["_done"] = True
                for tag in mine.tags.values():
                    tag.since = min(tag.since, one["_from"]) if tag.active else tag.since
        for account in self._billed():
            book = LEDGER.books.get(account)
            for line in book.lines if book else ():
                for key, _ in line.charge.tags:
                    mine.tags.setdefault(key, TagKey(False, now.date(), None, now))

    def _billed(self) -> Iterable[str]:
        return [self.account_id, *(account for account, _ in membership.members(self.account_id))]


def _kind(key: str) -> str:
    return "AWSGenerated" if key.startswith("aws:") else "UserDefined"


def _shown(key: str, tag: TagKey) -> dict[str, Any]:
    status = "Active" if tag.active else "Inactive"
    shown = {"TagKey": key, "Type": _kind(key), "Status": status}
    if tag.updated:
        shown["LastUpdatedDate"] = tag.updated.strftime(_STAMP)
    if tag.last_used:
        shown["LastUsedDate"] = tag.last_used.strftime(_STAMP)
    return shown


def _backfill(one: dict[str, Any], now: datetime) -> dict[str, Any]:
    asked: datetime = one["_asked"].astimezone(UTC)
    over = now - asked >= BACKFILL
    shown = {
        "BackfillFrom": one["_from"].strftime(_STAMP),
        "RequestedAt": asked.strftime(_STAMP),
        "BackfillStatus": "SUCCEEDED" if over else "PROCESSING",
        "LastUpdatedAt": (asked + BACKFILL if over else asked).strftime(_STAMP),
    }
    if over:
        shown["CompletedAt"] = (asked + BACKFILL).strftime(_STAMP)
    return shown


def _reference(one: Category) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "CostCategoryArn": one.arn,
        "Name": one.name,
        "EffectiveStart": one.effective.strftime(_STAMP),
        "NumberOfRules": len(one.rules),
        "Values": [value for value, _ in one.rules],
        "ProcessingStatus": [{"Component": "COST_EXPLORER", "Status": "APPLIED"}],
    }
    return shown | ({"DefaultValue": one.default} if one.default else {})


def _definition(one: Category) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "CostCategoryArn": one.arn,
        "Name": one.name,
        "EffectiveStart": one.effective.strftime(_STAMP),
        "RuleVersion": "CostCategoryExpression.v1",
        "Rules": [{"Value": value, "Rule": rule, "Type": "REGULAR"} for value, rule in one.rules],
        "ProcessingStatus": [{"Component": "COST_EXPLORER", "Status": "APPLIED"}],
    }
    return shown | ({"DefaultValue": one.default} if one.default else {})
