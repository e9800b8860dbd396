"""A Cost Explorer that answers from a rule, without HTTP: any size, any currency, any mishap.

It keeps AWS's contract of GetCostAndUsage (end exclusive, two groups, `Total` only without
groups, pages with tokens); what it answers is proven by the simulator's own tests elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from migrate.aws.cost_explorer import Answer, NoDataYet, QuestionRefused, TokenLost
from migrate.costs.cubes import COSTS, METRICS
from migrate.costs.periods import cut, first_of, reach_of

NOW = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One line of the bill: its dimensions and tags, and what a day costs in 1/10,000."""

    dimensions: Mapping[str, str]
    tags: Mapping[str, str] = field(default_factory=dict)
    units: int = 100
    unit: str = "Hrs"
    currency: str = "USD"
    since: date = date(2000, 1, 1)

    def cost(self, day: date) -> int:
        if day < self.since:
            return 0
        return self.units * (day.toordinal() % 7 + 1)


def line(service: str, usage: str, **more: Any) -> Line:
    dimensions = {
        "SERVICE": service,
        "USAGE_TYPE": usage,
        "REGION": more.pop("region", "eu-west-1"),
        "RECORD_TYPE": more.pop("record", "Usage"),
        "OPERATION": more.pop("operation", "Run"),
        "LINKED_ACCOUNT": "111122223333",
        "PURCHASE_TYPE": "On Demand Instances",
        "INSTANCE_TYPE": "NoInstanceType",
    }
    return Line(dimensions, **more)


SMALL = (
    line("AWS Lambda", "EUW1-GB-Second", units=321),
    line("AWS Lambda", "USE1-GB-Second", region="us-east-1", units=7),
    line("Amazon S3", "TimedStorage", units=53, unit="GB-Mo", tags={"team": "=1+1"}),
    line("Amazon S3", "Refund", record="Refund", units=-900, region="NoRegion"),
    line("Tax", "NoUsageType", record="Tax", units=77, region="NoRegion"),
)


@dataclass
class Explorer:
    """Answers as AWS would at `now`."""

    lines: Sequence[Line] = SMALL
    now: datetime = NOW
    page_size: int = 700
    months: int = 38
    enabled: bool = True
    refused: frozenset[str] = frozenset()
    """Keys that it will not group by."""
    tags: Sequence[str] = ()
    categories: Sequence[str] = ()
    listed: list[str] = field(default_factory=list)
    requests: list[Mapping[str, Any]] = field(default_factory=list)
    before: Callable[[int], None] = lambda _number: None
    """Told the number of each request before it is answered."""
    after: Callable[[int], None] = lambda _number: None
    tokens_since: int = 0
    """Tokens given out before this request are void."""
    drift: int = 0
    """What open days cost more since AWS counted again, in 1/10,000."""
    _last: tuple[Any, list[Any]] = ((), [])
    _sums: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def cost_and_usage(self, request: Mapping[str, Any]) -> Answer:
        self.requests.append(request)
        number = len(self.requests)
        self.before(number)
        if not self.enabled:
            raise NoDataYet("no data", operation="ce:GetCostAndUsage")
        body = self._answer(request, number)
        self.after(number)
        return Answer(body, self.now, f"request-{number}", 1)

    def page(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """Answer the lists of what bills can be grouped by."""
        del request
        self.listed.append(operation)
        lists: dict[str, dict[str, Any]] = {
            "list_cost_allocation_tags": {"CostAllocationTags": [{"TagKey": t} for t in self.tags]},
            "list_cost_category_definitions": {
                "CostCategoryReferences": [{"Name": name} for name in self.categories]
            },
        }
        return Answer(lists[operation], self.now, "list", 1)

    def _answer(self, request: Mapping[str, Any], number: int) -> dict[str, Any]:
        period, granularity = request["TimePeriod"], request["Granularity"]
        start, end = date.fromisoformat(period["Start"]), date.fromisoformat(period["End"])
        groups = request.get("GroupBy", [])
        self._check(start, granularity, groups)
        skip = self._skip(request.get("NextPageToken"))
        rows = self._all(start, end, granularity, groups, request.get("Filter"))
        shown = rows if not groups else rows[skip : skip + self.page_size]
        more = bool(groups) and skip + self.page_size < len(rows)
        found = [self._period(low, high) for low, high in cut(start, end, granularity)]
        for index, key, metrics in shown:
            if groups:
                found[index]["Groups"].append({"Keys": list(key), "Metrics": metrics})
            else:
                found[index]["Total"] = metrics
        if skip or more:
            present = {index for index, _, _ in shown}
            found = [p for i, p in enumerate(found) if i in present]
        answer: dict[str, Any] = {"ResultsByTime": found, "GroupDefinitions": groups}
        return answer | ({"NextPageToken": f"{skip + self.page_size}:{number}"} if more else {})

    def _all(
        self,
        start: date,
        end: date,
        granularity: str,
        groups: Sequence[Mapping[str, str]],
        wanted: Any,
    ) -> list[tuple[int, tuple[str, ...], Any]]:
        """Return all rows of a question, remembered for its further pages."""
        asked = (
            start,
            end,
            granularity,
            str((groups, wanted)),
            self.now.date(),
            self.drift,
            id(self.lines),
        )
        if self._last[0] != asked:
            periods = enumerate(cut(start, end, granularity))
            found = [
                (index, key, metrics)
                for index, (low, high) in periods
                for key, metrics in self._rows(low, high, groups, wanted).items()
            ]
            self._last = (asked, found)
        return self._last[1]

    def _check(self, start: date, granularity: str, groups: Sequence[Mapping[str, str]]) -> None:
        months = self.months if granularity == "MONTHLY" else 14
        known = {group["Key"] for group in groups} & self.refused
        if start < reach_of(self.now.date(), months) or known:
            raise QuestionRefused("refused", operation="ce:GetCostAndUsage")

    def _skip(self, token: str | None) -> int:
        if token is None:
            return 0
        skip, given = token.split(":")
        if int(given) < self.tokens_since:
            raise TokenLost("expired", operation="ce:GetCostAndUsage")
        return int(skip)

    def _period(self, start: date, end: date) -> dict[str, Any]:
        closed = first_of((self.now - timedelta(days=4)).date())
        return {
            "TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()},
            "Groups": [],
            "Total": {},
            "Estimated": end > closed,
        }

    def _rows(
        self, low: date, high: date, groups: Sequence[Mapping[str, str]], wanted: Any
    ) -> dict[tuple[str, ...], Any]:
        found: dict[tuple[str, ...], list[tuple[Line, int]]] = {}
        if not groups:
            found[()] = [(self.lines[0], 0)]
        for one in self.lines:
            if one.since >= high or not _passes(one, wanted):
                continue
            amount = self._sum(one, low, high)
            if amount:
                key = tuple(_value(one, group) for group in groups)
                found.setdefault(key, []).append((one, amount))
        return {key: _metrics(parts) for key, parts in sorted(found.items())}

    def _sum(self, one: Line, low: date, high: date) -> int:
        known = min(high, (self.now - timedelta(hours=8)).date())
        place = (id(one), low, known)
        if place not in self._sums:
            first = max(low, one.since)
            days = (first + timedelta(days=n) for n in range(max((known - first).days, 0)))
            self._sums[place] = sum(one.cost(day) for day in days)
        closed = first_of((self.now - timedelta(days=4)).date())
        more = self.drift if low >= closed and one is self.lines[0] else 0
        return self._sums[place] + more * max((known - low).days, 0)


def _passes(one: Line, wanted: Any) -> bool:
    leaf = (wanted or {}).get("Dimensions")
    return leaf is None or one.dimensions[leaf["Key"]] in leaf["Values"]


def _value(one: Line, group: Mapping[str, str]) -> str:
    if group["Type"] in {"TAG", "COST_CATEGORY"}:
        return f"{group['Key']}${one.tags.get(group['Key'], '')}"
    return one.dimensions.get(group["Key"], f"No{group['Key'].title()}")


def _metrics(parts: Sequence[tuple[Line, int]]) -> dict[str, Any]:
    amount = Decimal(sum(amount for _, amount in parts)).scaleb(-4)
    units = {one.unit for one, _ in parts}
    unit = units.pop() if len(units) == 1 else "N/A"
    return {
        name: {"Amount": f"{amount:f}", "Unit": parts[0][0].currency if name in COSTS else unit}
        for name in METRICS
    }
