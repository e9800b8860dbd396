"""History that is gone must not replace history that was saved.

After joining an organization, Cost Explorer answers zero for the time before (aws docs:
ce-access): an answer without costs for a period that had some is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrate.core.errors import GatewayError
from migrate.costs.cubes import Question
from migrate.costs.holdings import Holdings
from migrate.costs.rows import rows_in
from migrate.costs.sums import totals_of


def refuse_vanished(
    holdings: Holdings, question: Question, pages: Iterable[Mapping[str, Any]]
) -> None:
    """Refuse an answer of the control that has lost what an older one had."""
    key = question.cube.name, question.granularity
    held = {place[0] for place, amounts in totals_of(holdings, key).sums.items() if any(amounts)}
    for page in pages:
        for row in rows_in(page, grouped=False):
            if row.day in held and not any(row.amounts):
                raise GatewayError(
                    f"Cost Explorer shows nothing for {row.start} any more, though it was captured",
                    operation="ce:GetCostAndUsage",
                    remedy="The archive was left as it is. If the account joined an organization, "
                    "its history is there alone; nothing has to be captured again.",
                )
