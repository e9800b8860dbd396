"""What an account bought on the AWS Marketplace."""

from __future__ import annotations

from typing import Any

from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.pages import Paging
from migrate.simulator.framework import AwsError, ModelBackend, service

_AGREEMENTS = Paging("agreementViewSummaries", most=50)
_DESCRIBED = (
    "agreementId",
    "acceptor",
    "proposer",
    "startTime",
    "endTime",
    "acceptanceTime",
    "agreementType",
    "proposalSummary",
    "status",
)


@service("marketplace-agreement", is_global=True)
class Agreements(ModelBackend):
    """Marketplace agreements of one account."""

    account_id: str

    def search_agreements(self, **asked: Any) -> dict[str, Any]:
        """List the agreements by status."""
        wanted = {f["name"]: f["values"] for f in asked.get("filters") or ()}
        status = wanted.get("Status")
        found = [
            one
            for one in LEDGER.committed(self.account_id).agreements
            if not status or one["status"] in status
        ]
        return _AGREEMENTS.page(self.account_id, asked, found)

    def describe_agreement(self, **asked: Any) -> dict[str, Any]:
        """Return one agreement."""
        for one in LEDGER.committed(self.account_id).agreements:
            if one["agreementId"] == asked["agreementId"]:
                return {name: one[name] for name in _DESCRIBED if name in one}
        raise AwsError("ResourceNotFoundException", "The agreement was not found.")
