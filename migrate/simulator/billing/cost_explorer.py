"""Cost Explorer on the ledger: every page of every answer is one request."""

from __future__ import annotations

from migrate.simulator.billing.anomalies import Anomalies
from migrate.simulator.billing.cost_tags import CostTags
from migrate.simulator.billing.costs import Costs
from migrate.simulator.billing.coverage import Coverage
from migrate.simulator.billing.forecast import Forecast
from migrate.simulator.billing.plans import Plans
from migrate.simulator.billing.values import Values
from migrate.simulator.framework import ModelBackend, service


@service("ce", is_global=True)
class CostExplorer(Costs, Values, CostTags, Coverage, Plans, Forecast, Anomalies, ModelBackend):
    """Cost Explorer of one account."""
