"""How well reservations and the savings plan are used, and how much they cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date
from itertools import pairwise
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.amounts import text
from migrate.simulator.billing.commitments import Reservation, SavingsPlan
from migrate.simulator.billing.cubes import summed
from migrate.simulator.billing.filters import invalid
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.periods import REACH, bounds, reach
from migrate.simulator.billing.question import period, require_data, windows
from migrate.simulator.billing.rates import (
    added,
    by_commitment,
    committed,
    covered,
    percent,
    plan_utilization,
    reserved,
    service_of,
    shown_period,
    total,
    utilization,
)
from migrate.simulator.framework import AwsError


class Coverage:
    """Utilization and coverage of what was bought in advance."""

    account_id: str

    def get_reservation_utilization(self, **asked: Any) -> dict[str, Any]:
        """Say how many of the reserved hours were used."""
        group = [one.get("Key") for one in asked.get("GroupBy") or ()]
        if group and group != ["SUBSCRIPTION_ID"]:
            raise invalid("Utilization can only be grouped by SUBSCRIPTION_ID")
        if group and asked.get("Granularity"):
            raise invalid("Granularity cannot be used with GroupBy")
        edges = self._edges(asked)
        mine = [
            one
            for one in LEDGER.committed(self.account_id).reservations
            if one.service == service_of(asked.get("Filter"))
        ]
        times = [self._utilized(low, high, mine, bool(group)) for low, high in pairwise(edges)]
        whole = self._utilized(edges[0], edges[-1], mine, False)["Total"]
        return {"UtilizationsByTime": times, "Total": whole}

    def _utilized(
        self, start: date, end: date, mine: Sequence[Reservation], grouped: bool
    ) -> dict[str, Any]:
        """Describe one period of utilization."""
        used = by_commitment(windows(self.account_id, clock.now()), start, end)
        parts = {one.identifier: reserved(one, used, start, end) for one in mine}
        groups = [
            {
                "Key": "SUBSCRIPTION_ID",
                "Value": key,
                "Attributes": {},
                "Utilization": utilization(part),
            }
            for key, part in parts.items()
        ]
        return {
            "TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()},
            "Groups": groups if grouped else [],
            "Total": utilization(added(parts.values())),
        }

    def get_reservation_coverage(self, **asked: Any) -> dict[str, Any]:
        """Say how many of the running hours were reserved."""
        if asked.get("GroupBy") and asked.get("Granularity"):
            raise invalid("Granularity cannot be used with GroupBy")
        edges = self._edges(asked)
        seen = [
            window
            for window in windows(self.account_id, clock.now())
            if window.charge.service == service_of(asked.get("Filter"))
            and window.charge.instance_type
            and window.charge.record_type in {"Usage", "DiscountedUsage"}
        ]
        times = [
            {
                "TimePeriod": {"Start": low.isoformat(), "End": high.isoformat()},
                "Groups": [],
                "Total": covered(seen, low, high),
            }
            for low, high in pairwise(edges)
        ]
        return {"CoveragesByTime": times, "Total": covered(seen, edges[0], edges[-1])}

    def get_savings_plans_utilization(self, **asked: Any) -> dict[str, Any]:
        """Say how much of the commitment was used."""
        edges = self._edges(asked)
        times = [self._plans(low, high) | shown_period(low, high) for low, high in pairwise(edges)]
        whole = self._plans(edges[0], edges[-1])
        return {"SavingsPlansUtilizationsByTime": times, "Total": whole}

    def get_savings_plans_utilization_details(self, **asked: Any) -> dict[str, Any]:
        """Say it for each plan."""
        start, end = self._days(asked)
        details = [
            {
                "SavingsPlanArn": one.arn,
                "Attributes": {
                    "AccountId": self.account_id,
                    "SavingsPlansType": one.kind,
                    "PaymentOption": one.option,
                    "HourlyCommitment": one.commitment,
                },
                **self._plans(start, end, one),
            }
            for one in self._bought()
        ]
        answer = {"SavingsPlansUtilizationDetails": details, "Total": self._plans(start, end)}
        return answer | shown_period(start, end)

    def get_savings_plans_coverage(self, **asked: Any) -> dict[str, Any]:
        """Say how much of the eligible spend was covered."""
        if asked.get("GroupBy") and asked.get("Granularity"):
            raise invalid("Granularity cannot be used with GroupBy")
        edges = self._edges(asked)
        found = [
            {
                "Attributes": {},
                "Coverage": self._spend(low, high),
                "TimePeriod": shown_period(low, high)["TimePeriod"],
            }
            for low, high in pairwise(edges)
        ]
        return {"SavingsPlansCoverages": found}

    def _bought(self) -> Sequence[SavingsPlan]:
        found = LEDGER.committed(self.account_id).plans
        if not found:
            raise AwsError("DataUnavailableException", "No Savings Plans data is available")
        return found

    def _plans(self, start: date, end: date, only: SavingsPlan | None = None) -> dict[str, Any]:
        """Describe the use of one plan, or of all."""
        used = by_commitment(windows(self.account_id, clock.now()), start, end)
        mine = [one for one in self._bought() if only in {None, one}]
        return plan_utilization(added(committed(one, used, start, end) for one in mine))

    def _spend(self, start: date, end: date) -> dict[str, str]:
        self._bought()
        seen = [
            w
            for w in windows(self.account_id, clock.now())
            if w.charge.service == "Amazon Elastic Compute Cloud - Compute"
        ]
        cells = summed(seen, (start, end), lambda window: (window.charge.record_type,))
        held = total(cells.get(("SavingsPlanCoveredUsage",)), "cost")
        left = total(cells.get(("Usage",)), "cost")
        return {
            "SpendCoveredBySavingsPlans": text(held),
            "OnDemandCost": text(left),
            "TotalCost": text(held + left),
            "CoveragePercentage": percent(held, held + left),
        }

    def _days(self, asked: Mapping[str, Any]) -> tuple[date, date]:
        now = clock.now()
        require_data(self.account_id, now)
        start, end = period(asked["TimePeriod"], self.account_id, now)
        if start < reach(now, REACH):
            raise invalid("Start date can be at most 13 months in the past")
        if end > now.astimezone(UTC).date():
            raise invalid("End date should be before the current date")
        return start, end

    def _edges(self, asked: Mapping[str, Any]) -> Sequence[date]:
        start, end = self._days(asked)
        granularity = asked.get("Granularity")
        return bounds(start, end, str(granularity)) if granularity else (start, end)
