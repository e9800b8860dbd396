"""How well savings plans are used, and how much of the spend they cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.amounts import text
from migrate.simulator.billing.commitments import SavingsPlan
from migrate.simulator.billing.coverage import edges_of
from migrate.simulator.billing.cubes import summed
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.question import windows
from migrate.simulator.billing.rates import (
    added,
    by_commitment,
    committed,
    percent,
    plan_utilization,
    shown_period,
    total,
)
from migrate.simulator.framework import AwsError

ELIGIBLE = frozenset(
    {
        "Amazon Elastic Compute Cloud - Compute",
        "Amazon Elastic Container Service",
        "AWS Lambda",
    }
)
"""What a Compute plan covers; the meters of Fargate are those with a unit of hours."""


class Plans:
    """Utilization and coverage of savings plans."""

    account_id: str

    def get_savings_plans_utilization(self, **asked: Any) -> dict[str, Any]:
        """Say how much of the commitment was used."""
        edges, mine = edges_of(self.account_id, asked), self._bought()
        parts = self._used(mine, edges)
        times = [
            plan_utilization(added(each)) | shown_period(low, high)
            for each, (low, high) in zip(parts, pairwise(edges), strict=True)
        ]
        whole = plan_utilization(added(one for each in parts for one in each))
        return {"SavingsPlansUtilizationsByTime": times, "Total": whole}

    def get_savings_plans_utilization_details(self, **asked: Any) -> dict[str, Any]:
        """Say it for each plan."""
        edges, mine = edges_of(self.account_id, asked), self._bought()
        (parts,) = self._used(mine, edges)
        details = [
            {
                "SavingsPlanArn": one.arn,
                "Attributes": _attributes(one),
                **plan_utilization(numbers),
            }
            for one, numbers in zip(mine, parts, strict=True)
        ]
        whole = plan_utilization(added(parts))
        answer = {"SavingsPlansUtilizationDetails": details, "Total": whole}
        return answer | shown_period(edges[0], edges[-1])

    def get_savings_plans_coverage(self, **asked: Any) -> dict[str, Any]:
        """Say how much of the eligible spend was covered."""
        edges = edges_of(self.account_id, asked)
        self._bought()
        seen = [w for w in windows(self.account_id, clock.now()) if w.charge.service in ELIGIBLE]
        cells = summed(seen, edges, lambda window: (window.charge.record_type,))
        found = []
        for index, (low, high) in enumerate(pairwise(edges)):
            held = total(cells.get(("SavingsPlanCoveredUsage",)), "cost", (index,))
            left = total(cells.get(("Usage",)), "cost", (index,))
            shown = {
                "SpendCoveredBySavingsPlans": text(held),
                "OnDemandCost": text(left),
                "TotalCost": text(held + left),
                "CoveragePercentage": percent(held, held + left),
            }
            found.append({"Attributes": {}, "Coverage": shown, **shown_period(low, high)})
        return {"SavingsPlansCoverages": found}

    def _bought(self) -> Sequence[SavingsPlan]:
        """Return the plans that benefit the account; AWS has no answer where there are none."""
        found = [one for held in LEDGER.held(self.account_id) for one in held.plans]
        if not found:
            raise AwsError("DataUnavailableException", "No Savings Plans data is available")
        return found

    def _used(
        self, mine: Iterable[SavingsPlan], edges: Sequence[date]
    ) -> Sequence[Sequence[Mapping[str, int]]]:
        """Count each plan in each period."""
        used = by_commitment(windows(self.account_id, clock.now()), edges)
        return [
            [committed(one, used, index, pair) for one in mine]
            for index, pair in enumerate(pairwise(edges))
        ]


def _attributes(one: SavingsPlan) -> dict[str, str]:
    return {
        "SavingsPlansType": one.kind,
        "PaymentOption": one.option,
        "HourlyCommitment": one.commitment,
        "StartDateTime": f"{one.start:%Y-%m-%dT%H:%M:%S.000Z}",
        "EndDateTime": f"{one.end:%Y-%m-%dT%H:%M:%S.000Z}",
    }
