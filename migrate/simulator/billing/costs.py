"""GetCostAndUsage: sums by period and group, paged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.cubes import METRICS, Cell, Key, keyed, summed
from migrate.simulator.billing.filters import invalid
from migrate.simulator.billing.pages import Place, place_of, signature, token
from migrate.simulator.billing.periods import bounds, final_until
from migrate.simulator.billing.question import categories, period, require_data, windows
from migrate.simulator.framework import AwsError
from migrate.simulator.world import WORLD

PAGE = 1000
"""Groups in one page (the size is ours: AWS does not document its own)."""
_REMEMBERED = 8
_ANSWERS: dict[tuple[str, datetime], Answer] = {}
"""The last answers, so that a further page is not summed again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one question will be told, page by page."""

    edges: tuple[date, ...]
    metrics: Sequence[str]
    groups: Sequence[Mapping[str, Any]]
    rows: tuple[tuple[int, Key, Cell], ...]
    """Period, group and sums, in the order of the pages."""
    final: date

    def page(self, skip: int) -> dict[str, Any]:
        """Write the page that begins after so many groups."""
        count = len(self.edges) - 1
        if not self.groups:
            return {"ResultsByTime": [self._total(index) for index in range(count)]}
        taken = self.rows[skip : skip + PAGE]
        low = min(self.rows[skip - 1][0] + 1, taken[0][0]) if skip and taken else 0
        high = count if skip + PAGE >= len(self.rows) else taken[-1][0] + 1
        found = [self._period(index) for index in range(low, high)]
        for index, key, cell in taken:
            group = {"Keys": list(key), "Metrics": cell.metrics(index, self.metrics)}
            found[index - low]["Groups"].append(group)
        return {"ResultsByTime": found}

    def _period(self, index: int) -> dict[str, Any]:
        start, end = self.edges[index], self.edges[index + 1]
        return {
            "TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()},
            "Groups": [],
            "Total": {},
            "Estimated": end > self.final,
        }

    def _total(self, index: int) -> dict[str, Any]:
        cell = self.rows[0][2]
        return self._period(index) | {"Total": cell.metrics(index, self.metrics)}


class Costs:
    """The question that a cost archive asks."""

    account_id: str

    def get_cost_and_usage(self, **asked: Any) -> dict[str, Any]:
        """Answer one page of sums; `Total` is empty where groups are asked for."""
        now = clock.now()
        require_data(self.account_id, now)
        place_token = asked.pop("NextPageToken", None)
        signed = signature(self.account_id, asked)
        place = place_of(place_token, signed, now)
        answer = _ANSWERS.get((signed, place.asked)) or _sum(self.account_id, asked, place.asked)
        _remember((signed, place.asked), answer)
        found = answer.page(place.skip)
        if answer.groups:
            found["GroupDefinitions"] = list(answer.groups)
        found["DimensionValueAttributes"] = _accounts(answer.groups, found["ResultsByTime"])
        if answer.groups and place.skip + PAGE < len(answer.rows):
            further = Place(place.skip + PAGE, place.asked)
            found["NextPageToken"] = token(signed, further)
        return found

    def get_cost_and_usage_with_resources(self, **asked: Any) -> dict[str, Any]:
        """Refuse: resource level data is an option that nobody switched on."""
        del asked
        raise AwsError(
            "DataUnavailableException",
            "Resource-level data is not enabled for this account.",
        )


def _accounts(
    groups: Sequence[Mapping[str, Any]], periods: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the names of the accounts that a page groups by."""
    places = [at for at, group in enumerate(groups) if group.get("Key") == "LINKED_ACCOUNT"]
    found = {one["Keys"][at] for part in periods for one in part["Groups"] for at in places}
    return [
        {"Value": account, "Attributes": {"description": WORLD.account(account).name}}
        for account in sorted(found)
        if account in WORLD
    ]


def _remember(key: tuple[str, datetime], answer: Answer) -> None:
    _ANSWERS.pop(key, None)
    _ANSWERS[key] = answer
    while len(_ANSWERS) > _REMEMBERED:
        del _ANSWERS[next(iter(_ANSWERS))]


def _sum(account: str, asked: Mapping[str, Any], now: datetime) -> Answer:
    granularity = str(asked["Granularity"])
    if granularity == "HOURLY":
        raise AwsError("DataUnavailableException", "Hourly data is not enabled for this account.")
    if granularity not in {"DAILY", "MONTHLY"}:
        raise invalid(f"Granularity {granularity} is invalid")
    metrics = _metrics(asked.get("Metrics") or ())
    start, end = period(asked["TimePeriod"], account, now, granularity)
    groups = asked.get("GroupBy") or ()
    edges = bounds(start, end, granularity)
    key = keyed(groups, categories(account))
    cells = summed(windows(account, now, asked.get("Filter")), edges, key)
    if not groups:
        rows: Iterator[tuple[int, Key, Cell]] = iter(
            [(0, (), cells.get(()) or Cell.empty(len(edges) - 1))]
        )
    else:
        rows = _rows(cells, len(edges) - 1)
    return Answer(edges, metrics, groups, tuple(rows), final_until(now))


def _rows(cells: Mapping[Key, Cell], periods: int) -> Iterator[tuple[int, Key, Cell]]:
    ordered = sorted(cells.items())
    for index in range(periods):
        for key, cell in ordered:
            if cell.seen[index]:
                yield index, key, cell


def _metrics(found: Sequence[str]) -> Sequence[str]:
    wrong = [name for name in found if name not in METRICS]
    if wrong or not found:
        raise invalid(f"Metrics {wrong} are invalid. Valid values are: {sorted(METRICS)}")
    return found
