"""The other services that know of money: invoices, budgets, credits, exports, tax, Marketplace."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from tests.simulator.bills import EC2, LEGACY, Bills, refused, where
from tests.simulators import OPENER, Simulator

MINE = {"ResourceType": "ACCOUNT_ID", "Value": LEGACY}


def month(year: int, number: int) -> dict[str, Any]:
    return {"BillingPeriod": {"Year": year, "Month": number}}


def summaries(bills: Bills, **filters: Any) -> list[dict[str, Any]]:
    asked = {"Filter": filters} if filters else {}
    pages = bills.client("invoicing").get_paginator("list_invoice_summaries")
    return [
        one
        for page in pages.paginate(Selector=MINE, **asked, PaginationConfig={"PageSize": 20})
        for one in page["InvoiceSummaries"]
    ]


# -- invoices ----------------------------------------------------------------------------


def test_invoices_sum_to_the_ledger(bills: Bills) -> None:
    """By month and seller; what was paid back has a credit memo of its own."""
    found: dict[tuple[str, str, str], Decimal] = {}
    for one in summaries(bills):
        start = f"{one['BillingPeriod']['Year']}-{one['BillingPeriod']['Month']:02d}-01"
        key = (start, one["Entity"]["InvoicingEntity"], one["InvoiceType"])
        assert key not in found
        found[key] = Decimal(one["BaseCurrencyAmount"]["TotalAmount"])
    truth: dict[tuple[str, str, str], Decimal] = {}
    for row in bills.truth():
        if row["start"] < "2026-11-01":
            memo = "CREDIT_MEMO" if row["record_type"] == "Refund" else "INVOICE"
            key = (row["start"], row["entity"], memo)
            truth[key] = truth.get(key, Decimal(0)) + Decimal(row["unblended_cost"])

    assert len({start for start, _, _ in found}) == 26
    assert found.keys() == truth.keys()
    for key, amount in found.items():
        assert abs(amount - truth[key]) <= Decimal("0.02"), key


def test_tax_is_told_apart(bills: Bills) -> None:
    (ours,) = [
        one
        for one in summaries(bills, **month(2026, 10))
        if "Amazon" in one["Entity"]["InvoicingEntity"]
    ]
    tax = bills.sums("2026-10-01", "2026-11-01", Filter=where("RECORD_TYPE", "Tax"))["2026-10-01"]

    amount = ours["BaseCurrencyAmount"]
    cents = tax.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(amount["AmountBreakdown"]["Taxes"]["TotalAmount"]) == cents
    assert amount["CurrencyCode"] == "USD"
    assert (ours["BillType"], ours["ReceiverRole"]) == ("ANNIVERSARY", "BUYER")


def test_an_open_month_has_no_invoice_until_it_is_closed(fresh_bills: Bills) -> None:
    assert summaries(fresh_bills, **month(2026, 11)) == []
    fresh_bills.simulator.post("clock", {"set": "2026-12-03T08:00:00+00:00"})

    assert len(summaries(fresh_bills, **month(2026, 11))) == 2


def test_invoices_are_found_by_number_time_and_seller(bills: Bills) -> None:
    (sold,) = summaries(bills, **month(2026, 10), InvoicingEntity="Datadog, Inc.")
    assert sold["Entity"]["BillingEntity"] == "AWS_MARKETPLACE"
    one = bills.client("invoicing").list_invoice_summaries(
        Selector={"ResourceType": "INVOICE_ID", "Value": sold["InvoiceId"]}
    )
    assert one["InvoiceSummaries"] == [sold]

    november = {
        "StartDate": datetime(2026, 11, 1, tzinfo=UTC),
        "EndDate": datetime(2026, 12, 1, tzinfo=UTC),
    }
    assert len(summaries(bills, TimeInterval=november)) == 2
    year = {**november, "EndDate": datetime(2027, 3, 1, tzinfo=UTC)}
    with refused("ValidationException"):
        summaries(bills, TimeInterval=year)
    with refused("AccessDeniedException"):
        bills.client("invoicing").list_invoice_summaries(
            Selector={"ResourceType": "ACCOUNT_ID", "Value": "999988887777"}
        )


def test_documents_are_read_by_their_links(fresh_bills: Bills) -> None:
    simulator = fresh_bills.simulator
    one = summaries(fresh_bills, **month(2026, 10))[0]
    found = fresh_bills.client("invoicing").get_invoice_pdf(InvoiceId=one["InvoiceId"])[
        "InvoicePDF"
    ]
    (supplement,) = found["SupplementalDocuments"]

    main, more = read(found["DocumentUrl"]), read(supplement["DocumentUrl"])
    assert main.startswith(b"%PDF-")
    assert one["InvoiceId"].encode() in main
    assert f"USD {one['BaseCurrencyAmount']['TotalAmount']}".encode() in main
    assert supplement["DocumentType"] == "SUPPLEMENT"
    assert read(found["DocumentUrl"]) == main
    assert adds_up(more, Decimal(one["BaseCurrencyAmount"]["TotalAmount"]))
    with pytest.raises(HTTPError):
        read(found["DocumentUrl"].replace("signature=", "signature=0"))
    simulator.advance(minutes=16)
    with pytest.raises(HTTPError):
        read(found["DocumentUrl"])


def read(url: str) -> bytes:
    with OPENER.open(Request(url), timeout=60) as answer:
        return bytes(answer.read())


def adds_up(document: bytes, amount: Decimal) -> bool:
    """Tell whether the lines of a supplement sum to an amount, each rounded to a cent."""
    lines = re.findall(rb"\((\s*-?\d+\.\d\d)  ", document)
    return bool(lines) and abs(sum(Decimal(n.decode()) for n in lines) - amount) < Decimal("0.5")


def test_an_invoice_that_is_not_there_is_not_found(bills: Bills) -> None:
    with refused("ResourceNotFoundException"):
        bills.client("invoicing").get_invoice_pdf(InvoiceId="EUINUS26-0")


# -- budgets -----------------------------------------------------------------------------


def test_budgets_say_what_was_spent(bills: Bills) -> None:
    client = bills.client("budgets")
    found = {b["BudgetName"]: b for b in client.describe_budgets(AccountId=LEGACY)["Budgets"]}

    spent = bills.sums("2026-11-01", "2026-11-18")["2026-11-01"]
    boxes = bills.sums("2026-11-01", "2026-11-18", Filter=where("SERVICE", EC2))["2026-11-01"]
    assert set(found) == {"whole-account", "compute", "experiments"}
    assert actual(found["whole-account"]) == spent
    assert actual(found["compute"]) == boxes
    assert 0 < actual(found["experiments"]) < boxes
    (note,) = client.describe_notifications_for_budget(AccountId=LEGACY, BudgetName="compute")[
        "Notifications"
    ]
    told = client.describe_subscribers_for_notification(
        AccountId=LEGACY, BudgetName="compute", Notification=note
    )
    assert [one["Address"] for one in told["Subscribers"]] == ["finance@acme.example"]
    assert client.describe_budget_actions_for_account(AccountId=LEGACY)["Actions"] == []
    with refused("AccessDeniedException"):
        client.describe_budgets(AccountId="999988887777")


def actual(budget: dict[str, Any]) -> Decimal:
    return Decimal(budget["CalculatedSpend"]["ActualSpend"]["Amount"])


def test_billing_is_shut_until_root_opens_it(simulator: Simulator) -> None:
    simulator.act("sign-up")
    simulator.act("activate")
    account = simulator.accounts["management"]
    calls = [
        lambda: simulator.client("budgets", "management").describe_budgets(AccountId=account),
        lambda: simulator.client("billing", "management").list_contracts(),
        lambda: simulator.client("taxsettings", "management").list_tax_registrations(),
        lambda: simulator.client("invoicing", "management").list_invoice_summaries(
            Selector={"ResourceType": "ACCOUNT_ID", "Value": account}
        ),
    ]
    for call in calls:
        with refused("AccessDeniedException"):
            call()
    simulator.act("billing-access", account)

    for call in calls:
        assert call()


# -- the rest ----------------------------------------------------------------------------


def test_credits_and_what_they_paid(bills: Bills) -> None:
    client = bills.client("billing")
    year_ago, today = datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    (credit,) = client.get_credits(accountId=LEGACY, startDate=year_ago)["credits"]
    paid = client.get_credit_allocation_history(
        accountId=LEGACY, startDate=year_ago, endDate=today
    )["creditAllocationHistoryList"]

    assert credit["remainingAmount"] == {"currencyCode": "USD", "currencyAmount": "7200"}
    assert {one["creditId"] for one in paid} == {credit["creditId"]}
    rows = bills.sums("2025-12-01", "2026-11-01", Filter=where("RECORD_TYPE", "Credit"))
    amounts = [Decimal(one["creditAmount"]["currencyAmount"]) for one in paid]
    assert sum(amounts) == -sum(rows.values()) > 0
    with refused("AccessDeniedException"):
        client.get_credits(accountId="999988887777", startDate=year_ago)
    with refused("ValidationException"):
        client.get_credits(accountId=LEGACY, startDate=datetime(2024, 9, 1, tzinfo=UTC))


def test_exports_turn_unhealthy_when_another_pays(fresh_bills: Bills) -> None:
    client = fresh_bills.client("bcm-data-exports")
    (export,) = client.list_exports()["Exports"]
    assert export["ExportStatus"]["StatusCode"] == "HEALTHY"
    assert client.get_export(ExportArn=export["ExportArn"])["Export"]["Name"] == "acme-focus"
    (report,) = fresh_bills.client("cur").describe_report_definitions()["ReportDefinitions"]
    buckets = fresh_bills.client("s3").list_buckets()["Buckets"]
    assert report["S3Bucket"] in {bucket["Name"] for bucket in buckets}

    simulator = fresh_bills.simulator
    simulator.act("everything")
    theirs = simulator.client("organizations", "management")
    theirs.create_organization(FeatureSet="ALL")
    simulator.advance(hours=2)
    target = {"Id": LEGACY, "Type": "ACCOUNT"}
    handshake = theirs.invite_account_to_organization(Target=target)["Handshake"]["Id"]
    simulator.client("organizations").accept_handshake(HandshakeId=handshake)

    (export,) = client.list_exports()["Exports"]
    assert export["ExportStatus"] == {
        "StatusCode": "UNHEALTHY",
        "StatusReason": "BILL_OWNER_CHANGED",
    }


def test_the_smaller_services_answer(bills: Bills) -> None:
    simulator = bills.simulator
    plan = simulator.client("freetier").get_account_plan_state()
    (tax,) = simulator.client("taxsettings").list_tax_registrations()["accountDetails"]
    registration = simulator.client("taxsettings").get_tax_registration()["taxRegistration"]
    agreements = simulator.client("marketplace-agreement")
    (bought,) = agreements.search_agreements()["agreementViewSummaries"]
    view = simulator.client("billing").list_billing_views()["billingViews"]
    shared = simulator.client("billing").get_billing_preferences(features=["RI_SHARING"])

    assert (plan["accountPlanType"], plan["accountPlanStatus"]) == ("PAID", "ACTIVE")
    assert tax["taxRegistration"]["legalName"] == registration["legalName"] == "Acme Retail, Inc."
    described = agreements.describe_agreement(agreementId=bought["agreementId"])
    assert described["status"] == bought["status"] == "ACTIVE"
    assert [one["billingViewType"] for one in view] == ["PRIMARY"]
    assert shared["billingPreferences"][0]["value"] == "ENABLED"


def test_anomalies_reach_90_days(bills: Bills) -> None:
    client = bills.client("ce")
    (monitor,) = client.get_anomaly_monitors()["AnomalyMonitors"]
    (found,) = client.get_anomalies(DateInterval={"StartDate": "2026-08-20"})["Anomalies"]
    (told,) = client.get_anomaly_subscriptions()["AnomalySubscriptions"]

    assert found["MonitorArn"] == monitor["MonitorArn"] == told["MonitorArnList"][0]
    day = found["AnomalyStartDate"]
    transfer = where("SERVICE", "AWS Data Transfer")
    days = bills.sums("2026-09-01", "2026-10-01", "DAILY", Filter=transfer)
    assert max(days, key=lambda one: days[one]) == day
    with refused("ValidationException"):
        client.get_anomalies(DateInterval={"StartDate": "2026-08-01"})
    with refused("UnknownMonitorException"):
        client.get_anomaly_monitors(MonitorArnList=["arn:aws:ce::111122223333:anomalymonitor/0"])
