"""The smaller billing services: plan, credits, preferences, exports, tax, Marketplace."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from migrate.simulator import membership
from migrate.simulator.billing.access import require_billing
from migrate.simulator.billing.commitments import Credit, SavingsPlan
from migrate.simulator.billing.credit_history import CreditHistory
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.framework import AwsError, ModelBackend, service


@service("freetier", is_global=True)
class FreeTier(ModelBackend):
    """The plan of one account."""

    account_id: str

    def get_account_plan_state(self, **asked: Any) -> dict[str, Any]:
        """Say whether the account is on the free or the paid plan."""
        del asked
        plan = LEDGER.of(self.account_id).plan
        state = {"accountId": self.account_id, "accountPlanType": plan}
        return state | {"accountPlanStatus": "ACTIVE"}


@service("savingsplans", is_global=True)
class SavingsPlans(ModelBackend):
    """The savings plans of one account."""

    account_id: str

    def describe_savings_plans(self, **asked: Any) -> dict[str, Any]:
        """List the plans by ARN, id and state."""
        arns, ids = asked.get("savingsPlanArns"), asked.get("savingsPlanIds")
        states = asked.get("states")
        found = [
            one
            for one in LEDGER.committed(self.account_id).plans
            if (not arns or one.arn in arns)
            and (not ids or one.identifier in ids)
            and (not states or "active" in states)
        ]
        return {"savingsPlans": [_plan(one) for one in found]}


@service("billing", is_global=True)
class Billing(CreditHistory, ModelBackend):
    """Credits, sharing and contracts of one account."""

    account_id: str

    def get_credits(self, **asked: Any) -> dict[str, Any]:
        """List the credits that can be used in a period."""
        require_billing(self.account_id)
        self._own(str(asked["accountId"]))
        found = LEDGER.committed(str(asked["accountId"])).credits
        return {"credits": [_credit(one, str(asked["accountId"])) for one in found]}

    def get_billing_preferences(self, **asked: Any) -> dict[str, Any]:
        """Say what is shared in the organization; only its payer may ask."""
        require_billing(self.account_id)
        if membership.joined_at(self.account_id) is not None:
            raise AwsError("AccessDeniedException", "Only the payer account can see preferences.")
        found = [
            {"feature": feature, "key": feature, "value": "ENABLED"}
            for feature in asked["features"]
            if feature in {"RI_SHARING", "CREDIT_SHARING", "BILLING_ALERTS"}
        ]
        return {"billingPreferences": found}

    def list_contracts(self, **asked: Any) -> dict[str, Any]:
        """List private pricing."""
        del asked
        require_billing(self.account_id)
        return {"items": LEDGER.of(self.account_id).contracts}

    def list_billing_views(self, **asked: Any) -> dict[str, Any]:
        """List the one view that every account has."""
        del asked
        require_billing(self.account_id)
        arn = f"arn:aws:billing::{self.account_id}:billingview/primary"
        view = {"arn": arn, "name": "Primary View", "ownerAccountId": self.account_id}
        return {"billingViews": [view | {"billingViewType": "PRIMARY"}]}

    def _own(self, account: str) -> None:
        members = [member for member, _ in membership.members(self.account_id)]
        if account != self.account_id and account not in members:
            raise AwsError("AccessDeniedException", f"You cannot read credits of {account}.")


@service("cur", is_global=True)
class Reports(ModelBackend):
    """Cost and Usage Reports of one account."""

    account_id: str

    def describe_report_definitions(self, **asked: Any) -> dict[str, Any]:
        """List the reports."""
        del asked
        return {"ReportDefinitions": LEDGER.of(self.account_id).reports}


@service("bcm-data-exports", is_global=True)
class DataExports(ModelBackend):
    """Data Exports of one account; unhealthy once somebody else pays the bill."""

    account_id: str

    def list_exports(self, **asked: Any) -> dict[str, Any]:
        """List the exports with their health."""
        del asked
        found = [
            {"ExportArn": o["ExportArn"], "ExportName": o["Name"], "ExportStatus": self._status()}
            for o in LEDGER.of(self.account_id).exports
        ]
        return {"Exports": found}

    def get_export(self, **asked: Any) -> dict[str, Any]:
        """Return one export."""
        for one in LEDGER.of(self.account_id).exports:
            if one["ExportArn"] == asked["ExportArn"]:
                return {"Export": one, "ExportStatus": self._status()}
        raise AwsError("ResourceNotFoundException", "The export was not found.")

    def _status(self) -> dict[str, Any]:
        if membership.joined_at(self.account_id) is None:
            return {"StatusCode": "HEALTHY"}
        return {"StatusCode": "UNHEALTHY", "StatusReason": "BILL_OWNER_CHANGED"}


@service("taxsettings", is_global=True)
class Tax(ModelBackend):
    """Tax settings of one account."""

    account_id: str

    def list_tax_registrations(self, **asked: Any) -> dict[str, Any]:
        """List the registrations."""
        del asked
        require_billing(self.account_id)
        return {"accountDetails": LEDGER.of(self.account_id).tax}

    def get_tax_registration(self, **asked: Any) -> dict[str, Any]:
        """Return the registration of the account."""
        del asked
        require_billing(self.account_id)
        for one in LEDGER.of(self.account_id).tax:
            return {"taxRegistration": _registration(one)}
        raise AwsError("ResourceNotFoundException", "No tax registration was found.")

    def get_tax_inheritance(self, **asked: Any) -> dict[str, Any]:
        """Say whether members inherit the tax settings of their payer."""
        del asked
        require_billing(self.account_id)
        return {"heritageStatus": "OptOut"}


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
        return {"agreementViewSummaries": found}


def _plan(one: SavingsPlan) -> dict[str, Any]:
    return {
        "savingsPlanId": one.identifier,
        "savingsPlanArn": one.arn,
        "start": one.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end": one.end.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "state": "active",
        "savingsPlanType": one.kind,
        "paymentOption": one.option,
        "productTypes": ["EC2", "Fargate", "Lambda"],
        "currency": "USD",
        "commitment": one.commitment,
        "upfrontPaymentAmount": "0",
        "recurringPaymentAmount": one.commitment,
        "termDurationInSeconds": int((one.end - one.start).total_seconds()),
        "tags": {},
    }


def _credit(one: Credit, account: str) -> dict[str, Any]:
    return {
        "creditId": one.identifier,
        "accountId": account,
        "creditType": one.kind,
        "initialAmount": {"currencyCode": "USD", "currencyAmount": one.initial},
        "remainingAmount": {"currencyCode": "USD", "currencyAmount": one.remaining},
        "applicableProductNames": list(one.services),
        "description": one.kind,
        "startDate": datetime.combine(one.start, time(), UTC),
        "endDate": datetime.combine(one.end, time(), UTC),
        "creditStatus": "ENABLED",
    }


def _registration(one: dict[str, Any]) -> dict[str, Any]:
    found = dict(one["taxRegistration"])
    found["legalAddress"] = one["accountMetaData"]["address"]
    return {k: v for k, v in found.items() if k != "jurisdiction"}
