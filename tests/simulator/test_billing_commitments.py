"""Reservations and the savings plan: how much of them was used, and how much they cover."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.bills import EC2, RDS, Bills, refused, span, where
from tests.simulators import Simulator

AUGUST = span("2026-08-01", "2026-09-01")
HOURS = 31 * 24


def test_a_reservation_is_used_as_the_bill_says(bills: Bills) -> None:
    answer = bills.client("ce").get_reservation_utilization(TimePeriod=AUGUST)

    whole = {k: Decimal(v) for k, v in answer["Total"].items()}
    used = bills.sums(
        "2026-08-01",
        "2026-09-01",
        metric="UsageQuantity",
        Filter=where("RECORD_TYPE", "DiscountedUsage"),
    )
    both = used["2026-08-01"]
    assert whole["PurchasedHours"] == 6 * HOURS
    assert whole["TotalActualHours"] == both - HOURS  # the database's are the rest
    assert whole["UnusedHours"] == whole["PurchasedHours"] - whole["TotalActualHours"]
    assert whole["UtilizationPercentage"] == 94
    assert whole["AmortizedRecurringFee"] == Decimal("0.11") * 6 * HOURS
    assert whole["NetRISavings"] == whole["OnDemandCostOfRIHoursUsed"] - whole["TotalAmortizedFee"]


def test_each_service_is_asked_for_by_name(bills: Bills) -> None:
    answer = bills.client("ce").get_reservation_utilization(
        TimePeriod=AUGUST,
        Filter=where("SERVICE", RDS),
        GroupBy=[{"Type": "DIMENSION", "Key": "SUBSCRIPTION_ID"}],
    )

    (period,) = answer["UtilizationsByTime"]
    assert [group["Value"] for group in period["Groups"]] == ["ri-acme-postgres"]
    assert period["Total"]["UtilizationPercentage"] == "100"


def test_periods_of_utilization_add_up(bills: Bills) -> None:
    answer = bills.client("ce").get_reservation_utilization(
        TimePeriod=span("2026-03-01", "2026-08-01"), Granularity="MONTHLY"
    )

    bought = [Decimal(p["Total"]["PurchasedHours"]) for p in answer["UtilizationsByTime"]]
    assert bought == [0, 6 * 30 * 24, 6 * 31 * 24, 6 * 30 * 24, 6 * 31 * 24]  # bought in April
    assert Decimal(answer["Total"]["PurchasedHours"]) == sum(bought)


def test_coverage_tells_reserved_from_running_hours(bills: Bills) -> None:
    ask = bills.client("ce").get_reservation_coverage
    answer = ask(TimePeriod=AUGUST)
    by_type = ask(TimePeriod=AUGUST, GroupBy=[{"Type": "DIMENSION", "Key": "INSTANCE_TYPE"}])

    hours = {k: Decimal(v) for k, v in answer["Total"]["CoverageHours"].items()}
    assert hours["TotalRunningHours"] == hours["OnDemandHours"] + hours["ReservedHours"]
    assert 0 < hours["CoverageHoursPercentage"] < 100
    (period,) = by_type["CoveragesByTime"]
    found = {
        group["Attributes"]["instanceType"]: Decimal(
            group["Coverage"]["CoverageHours"]["ReservedHours"]
        )
        for group in period["Groups"]
    }
    assert {kind for kind, reserved in found.items() if reserved} == {"m5.2xlarge"}
    assert sum(found.values()) == hours["ReservedHours"]


def test_a_savings_plan_is_used_as_the_bill_says(bills: Bills) -> None:
    ce = bills.client("ce")
    answer = ce.get_savings_plans_utilization(TimePeriod=AUGUST, Granularity="DAILY")
    details = ce.get_savings_plans_utilization_details(TimePeriod=AUGUST)

    assert len(answer["SavingsPlansUtilizationsByTime"]) == 31
    use = {k: Decimal(v) for k, v in answer["Total"]["Utilization"].items()}
    assert use["TotalCommitment"] == Decimal("2.5") * HOURS
    covered = bills.sums(
        "2026-08-01",
        "2026-09-01",
        metric="AmortizedCost",
        Filter=where("RECORD_TYPE", "SavingsPlanCoveredUsage"),
    )
    assert use["UsedCommitment"] == covered["2026-08-01"]
    fee = bills.sums(
        "2026-08-01",
        "2026-09-01",
        metric="AmortizedCost",
        Filter=where("RECORD_TYPE", "SavingsPlanRecurringFee"),
    )
    assert use["UnusedCommitment"] == fee["2026-08-01"] > 0
    assert details["Total"] == answer["Total"]
    (plan,) = ce.get_savings_plans_utilization_details(TimePeriod=AUGUST)[
        "SavingsPlansUtilizationDetails"
    ]
    assert plan["Attributes"]["HourlyCommitment"] == "2.5"


def test_a_plan_covers_part_of_what_it_could(bills: Bills) -> None:
    (found,) = bills.client("ce").get_savings_plans_coverage(TimePeriod=AUGUST)[
        "SavingsPlansCoverages"
    ]

    spend = {k: Decimal(v) for k, v in found["Coverage"].items()}
    assert spend["TotalCost"] == spend["SpendCoveredBySavingsPlans"] + spend["OnDemandCost"]
    assert 0 < spend["CoveragePercentage"] < 100


def test_without_a_plan_there_is_no_answer(simulator: Simulator) -> None:
    ours, today = Bills(simulator), simulator.now().date()
    with refused("DataUnavailableException"):
        ours.client("ce").get_savings_plans_utilization(
            TimePeriod=span(today.replace(day=1).replace(month=1), today)
        )


@pytest.mark.parametrize(
    "asked",
    [
        {"TimePeriod": span("2025-09-01", "2025-10-01")},
        {"TimePeriod": span("2026-11-01", "2026-11-19")},
        {
            "TimePeriod": AUGUST,
            "Granularity": "DAILY",
            "GroupBy": [{"Type": "DIMENSION", "Key": "SUBSCRIPTION_ID"}],
        },
        {"TimePeriod": AUGUST, "GroupBy": [{"Type": "DIMENSION", "Key": "REGION"}]},
    ],
    ids=["too old", "not over", "group and granularity", "wrong group"],
)
def test_what_aws_refuses_is_refused(bills: Bills, asked: dict[str, Any]) -> None:
    with refused("ValidationException"):
        bills.client("ce").get_reservation_utilization(**asked)


def test_what_was_bought_is_listed_where_it_is(bills: Bills) -> None:
    simulator = bills.simulator
    boxes = simulator.client("ec2").describe_reserved_instances()["ReservedInstances"]
    elsewhere = simulator.client("ec2", region_name="eu-west-1").describe_reserved_instances()
    databases = simulator.client("rds").describe_reserved_db_instances()["ReservedDBInstances"]
    (plan,) = simulator.client("savingsplans").describe_savings_plans()["savingsPlans"]

    assert [(b["InstanceType"], b["InstanceCount"], b["State"]) for b in boxes] == [
        ("m5.2xlarge", 6, "active")
    ]
    assert elsewhere["ReservedInstances"] == []
    assert [d["DBInstanceClass"] for d in databases] == ["db.r5.xlarge"]
    assert (plan["state"], plan["commitment"], plan["termDurationInSeconds"]) == (
        "active",
        "2.5",
        31536000,
    )


def test_what_is_reserved_is_there(bills: Bills) -> None:
    """The bills speak of the machines that the inventory will find."""
    pages = bills.simulator.client("ec2").get_paginator("describe_instances").paginate()
    running: dict[str, int] = {}
    for page in pages:
        for reservation in page["Reservations"]:
            for one in reservation["Instances"]:
                running[one["InstanceType"]] = running.get(one["InstanceType"], 0) + 1

    assert running["m5.2xlarge"] >= 6
    billed = bills.client("ce").get_dimension_values(
        TimePeriod=AUGUST,
        Dimension="INSTANCE_TYPE",
        Filter={"And": [where("SERVICE", EC2), where("REGION", "us-east-1")]},
    )
    found = {one["Value"] for one in billed["DimensionValues"]}
    assert found - {"NoInstanceType"} == set(running)
