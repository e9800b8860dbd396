"""How well reservations are used, and how much of the running hours they cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date
from itertools import pairwise
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.commitments import Reservation
from migrate.simulator.billing.cubes import keyed, summed
from migrate.simulator.billing.filters import compiled, invalid
from migrate.simulator.billing.ledger import LEDGER, Window
from migrate.simulator.billing.periods import REACH, bounds, reach
from migrate.simulator.billing.question import categories, period, require_data, windows
from migrate.simulator.billing.rates import (
    Numbers,
    added,
    by_commitment,
    covered,
    reserved,
    service_of,
    shown_period,
    utilization,
)


def edges_of(account: str, asked: Mapping[str, Any]) -> Sequence[date]:
    """Cut the period of a question about commitments; refuse what AWS refuses."""
    if asked.get("GroupBy") and asked.get("Granularity"):
        raise invalid("Granularity cannot be used with GroupBy")
    if asked.get("Granularity") == "HOURLY":
        raise invalid("Granularity HOURLY is not supported")
    now = clock.now()
    require_data(account, now)
    start, end = period(asked["TimePeriod"], account, now)
    if start < reach(now, REACH):
        raise invalid("Start date can be at most 13 months in the past")
    if end > now.astimezone(UTC).date():
        raise invalid("End date should be before the current date")
    granularity = asked.get("Granularity")
    return bounds(start, end, str(granularity)) if granularity else (start, end)


class Coverage:
    """Utilization and coverage of reservations."""

    account_id: str

    def get_reservation_utilization(self, **asked: Any) -> dict[str, Any]:
        """Say how many of the reserved hours were used."""
        group = [one.get("Key") for one in asked.get("GroupBy") or ()]
        if group and group != ["SUBSCRIPTION_ID"]:
            raise invalid("Utilization can only be grouped by SUBSCRIPTION_ID")
        edges = edges_of(self.account_id, asked)
        mine = list(self._reservations(asked.get("Filter")))
        used = by_commitment(windows(self.account_id, clock.now()), edges)
        times: list[dict[str, Any]] = []
        parts: list[Numbers] = []
        for index, (low, high) in enumerate(pairwise(edges)):
            each = {one.identifier: reserved(one, used, index, (low, high)) for one in mine}
            parts += each.values()
            groups = [_group(name, numbers) for name, numbers in each.items()] if group else []
            total = utilization(added(each.values()))
            times.append({**shown_period(low, high), "Groups": groups, "Total": total})
        return {"UtilizationsByTime": times, "Total": utilization(added(parts))}

    def _reservations(self, expression: Mapping[str, Any] | None) -> Iterator[Reservation]:
        """Yield the reservations of the service that a question is about."""
        service = service_of(expression)
        for held in LEDGER.held(self.account_id):
            yield from (one for one in held.reservations if one.service == service)

    def get_reservation_coverage(self, **asked: Any) -> dict[str, Any]:
        """Say how many of the running hours were reserved."""
        edges = edges_of(self.account_id, asked)
        service = service_of(asked.get("Filter"))
        test = compiled(asked.get("Filter"), categories(self.account_id))
        seen = [
            window
            for window in windows(self.account_id, clock.now())
            if window.charge.service == service
            and window.charge.instance_type
            and window.charge.record_type in {"Usage", "DiscountedUsage"}
            and test(window)
        ]
        groups = self._grouped(seen, edges, asked.get("GroupBy") or ())
        cells = summed(seen, edges, lambda window: (window.charge.record_type,))
        spread = tuple(range(len(edges) - 1))
        times = [
            {**shown_period(low, high), "Groups": groups, "Total": covered(cells, (index,))}
            for index, (low, high) in enumerate(pairwise(edges))
        ]
        return {"CoveragesByTime": times, "Total": covered(cells, spread)}

    def _grouped(
        self, seen: Sequence[Window], edges: Sequence[date], groups: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Describe coverage by up to two dimensions."""
        if not groups:
            return []
        key = keyed([{"Type": "DIMENSION", **group} for group in groups], ())
        names = [_camel(str(group.get("Key"))) for group in groups]
        found: dict[tuple[str, ...], list[Window]] = {}
        for window in seen:
            found.setdefault(key(window), []).append(window)
        return [
            {
                "Attributes": dict(zip(names, values, strict=True)),
                "Coverage": covered(
                    summed(part, edges, lambda window: (window.charge.record_type,)), (0,)
                ),
            }
            for values, part in sorted(found.items())
        ]


def _group(name: str, numbers: Numbers) -> dict[str, Any]:
    shown = {"Key": "SUBSCRIPTION_ID", "Value": name, "Attributes": {}}
    return {**shown, "Utilization": utilization(numbers)}


def _camel(dimension: str) -> str:
    first, *more = dimension.lower().split("_")
    return first + "".join(word.title() for word in more)
