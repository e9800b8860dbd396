"""Reports and exports of the bills into buckets, as far as they can be looked up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from migrate.simulator import clock, membership
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.pages import Paging
from migrate.simulator.framework import AwsError, ModelBackend, service

_REPORTS = Paging("ReportDefinitions", "MaxResults", "NextToken", 5, "ValidationException")
_EXPORTS = Paging("Exports", "MaxResults", "NextToken")
_EXECUTIONS = Paging("Executions", "MaxResults", "NextToken")


@service("cur", is_global=True)
class Reports(ModelBackend):
    """Cost and Usage Reports of one account."""

    account_id: str

    def describe_report_definitions(self, **asked: Any) -> dict[str, Any]:
        """List the reports, five to a page as AWS does."""
        return _REPORTS.page(self.account_id, asked, LEDGER.of(self.account_id).reports)


@service("bcm-data-exports", is_global=True)
class DataExports(ModelBackend):
    """Data Exports of one account; unhealthy once somebody else pays the bill."""

    account_id: str

    def list_exports(self, **asked: Any) -> dict[str, Any]:
        """List the exports with their health."""
        found = [
            {"ExportArn": o["ExportArn"], "ExportName": o["Name"], "ExportStatus": self._status()}
            for o in LEDGER.of(self.account_id).exports
        ]
        return _EXPORTS.page(self.account_id, asked, found)

    def get_export(self, **asked: Any) -> dict[str, Any]:
        """Return one export."""
        return {"Export": self._export(asked["ExportArn"]), "ExportStatus": self._status()}

    def list_executions(self, **asked: Any) -> dict[str, Any]:
        """List the last delivery of an export: yesterday's."""
        self._export(asked["ExportArn"])
        now = clock.now().astimezone(UTC)
        done = datetime(now.year, now.month, now.day, tzinfo=UTC)
        status = {"StatusCode": "DELIVERY_SUCCESS", "CreatedAt": done, "CompletedAt": done}
        failed = self._status().get("StatusReason")
        if failed:
            status = {"StatusCode": "DELIVERY_FAILURE", "StatusReason": failed, "CreatedAt": done}
        found = [{"ExecutionId": f"execution-{done:%Y%m%d}", "ExecutionStatus": status}]
        return _EXECUTIONS.page(self.account_id, asked, found)

    def _export(self, arn: str) -> dict[str, Any]:
        for one in LEDGER.of(self.account_id).exports:
            if one["ExportArn"] == arn:
                return one
        raise AwsError("ResourceNotFoundException", "The export was not found.")

    def _status(self) -> dict[str, Any]:
        if membership.joined_at(self.account_id) is None:
            return {"StatusCode": "HEALTHY"}
        return {"StatusCode": "UNHEALTHY", "StatusReason": "BILL_OWNER_CHANGED"}
