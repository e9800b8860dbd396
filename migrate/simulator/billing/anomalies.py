"""Cost anomalies, their monitors and subscriptions: lists that a scenario fills."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.filters import invalid
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.framework import AwsError

REACH = timedelta(days=90)
"""How far back anomalies are kept (botocore ce GetAnomalies)."""


class Anomalies:
    """Anomaly detection as far as it can be read."""

    account_id: str

    def get_anomalies(self, **asked: Any) -> dict[str, Any]:
        """List the anomalies that began in an interval of the last 90 days."""
        interval = asked["DateInterval"]
        start = date.fromisoformat(interval["StartDate"][:10])
        end = date.fromisoformat((interval.get("EndDate") or "9999-12-31")[:10])
        if start < clock.now().date() - REACH:
            raise invalid("Start date can be at most 90 days in the past")
        monitor = asked.get("MonitorArn")
        found = [
            one
            for one in LEDGER.committed(self.account_id).anomalies
            if start <= date.fromisoformat(one["AnomalyStartDate"][:10]) <= end
            and monitor in {None, one["MonitorArn"]}
        ]
        return {"Anomalies": found}

    def get_anomaly_monitors(self, **asked: Any) -> dict[str, Any]:
        """List the monitors."""
        mine = LEDGER.committed(self.account_id).monitors
        wanted = asked.get("MonitorArnList") or [one["MonitorArn"] for one in mine]
        found = [one for one in mine if one["MonitorArn"] in wanted]
        if len(found) < len(wanted):
            raise AwsError("UnknownMonitorException", "Can't find the monitor")
        return {"AnomalyMonitors": found}

    def get_anomaly_subscriptions(self, **asked: Any) -> dict[str, Any]:
        """List who is told of anomalies."""
        mine = LEDGER.committed(self.account_id).subscriptions
        wanted = asked.get("SubscriptionArnList") or [one["SubscriptionArn"] for one in mine]
        found = [one for one in mine if one["SubscriptionArn"] in wanted]
        if len(found) < len(wanted):
            raise AwsError("UnknownSubscriptionException", "Can't find the subscription")
        return {"AnomalySubscriptions": found}
