"""Which values Cost Explorer knows of a dimension, a tag or a cost category."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.charge import absent
from migrate.simulator.billing.cubes import METRICS, summed
from migrate.simulator.billing.filters import category, dimension, invalid, known
from migrate.simulator.billing.ledger import Window
from migrate.simulator.billing.pages import Place, place_of, signature, token
from migrate.simulator.billing.question import categories, period, require_data, windows

MOST = 1000
"""Values in one page (botocore ce.MaxResults)."""


class Values:
    """The questions by which a client learns what it can filter and group by."""

    account_id: str

    def get_dimension_values(self, **asked: Any) -> dict[str, Any]:
        """List the values of a dimension in a period."""
        if asked.get("Context") in {"RESERVATIONS", "SAVINGS_PLANS"}:
            asked["Filter"] = _committed(asked)
        name = known(str(asked.get("Dimension") or ""))
        found = self._values(asked, lambda window: (dimension(window, name) or absent(name),))
        shown = [{"Value": value, "Attributes": {}} for value in found.pop("Values")]
        return {"DimensionValues": shown, **found}

    def get_tags(self, **asked: Any) -> dict[str, Any]:
        """List the tag keys of a period, or the values of one key."""
        name = asked.get("TagKey")
        if name:
            found = self._values(asked, lambda window: (window.tags.get(str(name), ""),))
        else:
            found = self._values(asked, lambda window: tuple(window.tags))
        return {"Tags": found.pop("Values"), **found}

    def get_cost_categories(self, **asked: Any) -> dict[str, Any]:
        """List the cost categories, or the values of one."""
        name = asked.get("CostCategoryName")
        mine = categories(self.account_id)
        chosen = [one for one in mine if one.name == name]
        if name:
            found = self._values(asked, lambda w: tuple(category(w, one) for one in chosen))
            return {"CostCategoryValues": found.pop("Values"), **found}
        found = self._values(asked, lambda window: tuple(one.name for one in mine))  # noqa: ARG005
        return {"CostCategoryNames": found.pop("Values"), **found}

    def _values(
        self, asked: dict[str, Any], read: Callable[[Window], Iterable[str]]
    ) -> dict[str, Any]:
        """Answer one page of values; the rules of SortBy are AWS's."""
        now = clock.now()
        require_data(self.account_id, now)
        place_token = asked.pop("NextPageToken", None)
        sort = asked.get("SortBy") or ()
        if sort and (place_token or asked.get("SearchString")):
            raise invalid("NextPageToken and SearchString are not supported with SortBy")
        if not sort:
            asked.pop("MaxResults", None)  # "only used when SortBy is provided" (botocore ce)
        signed = signature(self.account_id, asked)
        place = place_of(place_token, signed, now)
        start, end = period(asked["TimePeriod"], self.account_id, place.asked)
        wanted = str(asked.get("SearchString") or "").lower()
        seen: dict[str, list[Window]] = {}
        for window in windows(self.account_id, place.asked, asked.get("Filter")):
            if _used(window, start.toordinal(), end.toordinal()):
                for value in read(window):
                    if wanted in value.lower():
                        seen.setdefault(value, []).append(window)
        return _page(_sorted(seen, (start, end), sort), asked, signed, place)


def _used(window: Window, start: int, end: int) -> bool:
    """Tell whether a line has anything in a period (ordinal days, end exclusive)."""
    low = max(start, window.first) - window.opened
    high = min(end, window.end) - window.opened
    if low >= high:
        return False
    line = window.line
    columns = (line.cost, line.quantity, line.amortized)
    return any(column[high] != column[low] for column in columns)


def _sorted(
    seen: Mapping[str, Sequence[Window]],
    edges: Sequence[date],
    sort: Sequence[Mapping[str, Any]],
) -> list[str]:
    if not sort:
        return sorted(seen)
    if sort[0]["Key"] not in METRICS:
        raise invalid(f"SortBy key {sort[0]['Key']} is invalid")
    column = METRICS[sort[0]["Key"]]
    sums = {value: summed(found, edges, _all)[()].sums[column][0] for value, found in seen.items()}
    down = sort[0].get("SortOrder", "DESCENDING") == "DESCENDING"
    return sorted(sums, key=lambda value: (sums[value], value), reverse=down)


def _all(window: Window) -> tuple[str, ...]:
    del window
    return ()


def _page(
    found: Sequence[str], asked: Mapping[str, Any], signed: str, place: Place
) -> dict[str, Any]:
    most = min(int(asked.get("MaxResults") or MOST), MOST)
    shown = found[place.skip : place.skip + most]
    answer: dict[str, Any] = {
        "Values": list(shown),
        "ReturnSize": len(shown),
        "TotalSize": len(found),
    }
    if place.skip + most < len(found) and not asked.get("SortBy"):
        answer["NextPageToken"] = token(signed, Place(place.skip + most, place.asked))
    return answer


def _committed(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Narrow a question to what reservations or savings plans are about."""
    plans = asked["Context"] == "SAVINGS_PLANS"
    kinds = ["SavingsPlanCoveredUsage"] if plans else ["DiscountedUsage", "RIFee"]
    leaf = {"Dimensions": {"Key": "RECORD_TYPE", "Values": kinds}}
    own = asked.get("Filter")
    return {"And": [own, leaf]} if own else leaf
