"""GetCostAndUsage: every sum is the ledger's, whatever it is asked by."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.simulator.bills import (
    EC2,
    METRICS,
    OPENED,
    RDS,
    TODAY,
    Bills,
    by,
    refused,
    span,
    total,
    where,
)

YEAR = ("2025-11-01", "2026-11-01")


def test_every_metric_is_the_ledgers(bills: Bills) -> None:
    rows = bills.truth()
    for metric, column in METRICS.items():
        assert bills.sums(OPENED, TODAY, metric=metric) == total(rows, column), metric


def test_the_end_is_exclusive(bills: Bills) -> None:
    october = bills.sums("2026-10-01", "2026-11-01")
    part = bills.sums("2026-10-01", "2026-10-31")

    assert list(october) == list(part) == ["2026-10-01"]
    last = bills.sums("2026-10-31", "2026-11-01", "DAILY")
    assert october["2026-10-01"] - part["2026-10-01"] == last["2026-10-31"] > 0


def test_a_month_that_is_asked_for_in_part_says_which_part(bills: Bills) -> None:
    first, second = bills.page("2026-09-11", "2026-10-05")["ResultsByTime"]

    assert first["TimePeriod"] == span("2026-09-11", "2026-10-01")
    assert second["TimePeriod"] == span("2026-10-01", "2026-10-05")


@pytest.mark.parametrize("metric", ["UnblendedCost", "AmortizedCost", "UsageQuantity"])
def test_days_add_up_to_months(bills: Bills, metric: str) -> None:
    months = bills.sums(*YEAR, metric=metric)
    days = bills.sums(*YEAR, "DAILY", metric=metric)

    assert len(days) == 365
    for month, amount in months.items():
        assert amount == sum(v for day, v in days.items() if day[:7] == month[:7])


@pytest.mark.parametrize(
    ("pair", "columns"),
    [
        (("SERVICE", "USAGE_TYPE"), ("service", "usage_type")),
        (("SERVICE", "RECORD_TYPE"), ("service", "record_type")),
        (("LINKED_ACCOUNT", "PURCHASE_TYPE"), ("account", "purchase_type")),
    ],
)
def test_groups_are_the_ledgers(
    bills: Bills, pair: tuple[str, str], columns: tuple[str, str]
) -> None:
    found = bills.sums(*YEAR, GroupBy=by(*pair))
    truth = total(
        [r for r in bills.truth() if "2025-11" <= r["start"] < "2026-11"],
        "unblended_cost",
        *columns,
    )

    none = {"PURCHASE_TYPE": "NoPurchaseType", "USAGE_TYPE": "NoUsageType"}.get(pair[1], "")
    assert found == {
        (start, first, second or none): v for (start, first, second), v in truth.items()
    }


def test_regions_can_be_grouped_by(bills: Bills) -> None:
    found = {region for _, region in bills.sums(*YEAR, GroupBy=by("REGION"))}

    assert {"us-east-1", "eu-west-1", "eu-central-1", "us-west-2", "global", "NoRegion"} == found


def test_the_total_is_empty_where_groups_are_asked_for(bills: Bills) -> None:
    plain, grouped = bills.page(*YEAR), bills.page(*YEAR, GroupBy=by("SERVICE"))

    assert all(one["Total"] == {} and one["Groups"] for one in grouped["ResultsByTime"])
    assert all(one["Total"] and one["Groups"] == [] for one in plain["ResultsByTime"])
    assert grouped["GroupDefinitions"] == by("SERVICE")


def test_each_record_type_has_its_sign(bills: Bills) -> None:
    found: dict[str, Decimal] = {}
    for (_, kind), amount in bills.sums(OPENED, TODAY, GroupBy=by("RECORD_TYPE")).items():
        found[kind] = found.get(kind, Decimal(0)) + amount

    assert {k for k, v in found.items() if v < 0} == {"Credit", "Refund", "SavingsPlanNegation"}
    assert found["DiscountedUsage"] == 0
    more = {"Usage", "Tax", "RIFee", "Fee", "SavingsPlanCoveredUsage", "SavingsPlanRecurringFee"}
    assert {k for k, v in found.items() if v > 0} == more
    assert found["SavingsPlanCoveredUsage"] == -found["SavingsPlanNegation"]


def test_amortized_a_commitment_is_spread_over_what_it_covers(bills: Bills) -> None:
    kinds = where("RECORD_TYPE", "DiscountedUsage", "RIFee", "Fee")
    only = {"And": [kinds, where("SERVICE", EC2)]}
    days = bills.sums("2026-08-01", "2026-09-01", "DAILY", metric="AmortizedCost", Filter=only)

    hourly = Decimal("0.11") + Decimal("964") / 8760
    assert len(set(days.values())) == 1
    assert abs(days["2026-08-09"] - hourly * 24 * 6) < Decimal("0.000001")
    plain = bills.sums("2026-08-01", "2026-09-01", "DAILY", Filter=only)
    assert {day for day, amount in plain.items() if amount} == {"2026-08-01"}
    assert plain["2026-08-01"] == Decimal("0.11") * 24 * 31 * 6


def test_a_quantity_in_several_units_has_none(bills: Bills) -> None:
    mixed = bills.page(*YEAR, Metrics=["UsageQuantity"])["ResultsByTime"][0]["Total"]
    hours = bills.page(*YEAR, Metrics=["UsageQuantity"], Filter=where("SERVICE", EC2))
    assert mixed["UsageQuantity"]["Unit"] == "N/A"
    assert hours["ResultsByTime"][0]["Total"]["UsageQuantity"]["Unit"] == "Hrs"


def test_only_open_months_are_estimated(bills: Bills) -> None:
    flags = {p["TimePeriod"]["Start"]: p["Estimated"] for p in bills.periods(OPENED, TODAY)}

    assert [start for start, flag in flags.items() if flag] == ["2026-11-01"]
    days = bills.page("2026-10-30", "2026-11-02", "DAILY")["ResultsByTime"]
    assert [one["Estimated"] for one in days] == [False, False, True]


# -- filters ------------------------------------------------------------------------


def test_filters_combine(bills: Bills) -> None:
    def asked(**more: object) -> Decimal:
        return sum(bills.sums(*YEAR, **more).values())

    whole = asked()
    ec2, rds = asked(Filter=where("SERVICE", EC2)), asked(Filter=where("SERVICE", RDS))
    both = asked(Filter={"Or": [where("SERVICE", EC2), where("SERVICE", RDS)]})
    rest = asked(Filter={"Not": where("SERVICE", EC2, RDS)})
    none = asked(Filter={"And": [where("SERVICE", EC2), where("SERVICE", RDS)]})

    assert both == ec2 + rds == whole - rest
    assert ec2 > 0
    assert rds > 0
    assert none == 0


def test_tags_are_filtered_and_grouped_by(bills: Bills) -> None:
    groups = {key for _, key in bills.sums(*YEAR, GroupBy=by("env", kind="TAG"))}
    assert groups == {"env$", "env$prod", "env$stage", "env$dev"}

    prod = bills.sums(*YEAR, Filter={"Tags": {"Key": "env", "Values": ["prod"]}})
    grouped = bills.sums(*YEAR, GroupBy=by("env", kind="TAG"))
    assert prod == {start: v for (start, key), v in grouped.items() if key == "env$prod"}
    absent = bills.sums(*YEAR, Filter={"Tags": {"Key": "env", "MatchOptions": ["ABSENT"]}})
    assert absent == {start: v for (start, key), v in grouped.items() if key == "env$"}


def test_a_key_that_is_not_active_groups_nothing(bills: Bills) -> None:
    assert {k for _, k in bills.sums(*YEAR, GroupBy=by("Env", kind="TAG"))} == {"Env$"}


def test_a_cost_category_says_what_its_rules_say(bills: Bills) -> None:
    stages = bills.sums(*YEAR, GroupBy=by("Stage", kind="COST_CATEGORY"))
    prod = bills.sums(*YEAR, Filter={"Tags": {"Key": "env", "Values": ["prod"]}})

    assert {key for _, key in stages} == {"Stage$production", "Stage$other"}
    assert {s: v for (s, key), v in stages.items() if key == "Stage$production"} == prod


def test_match_options_are_honoured(bills: Bills) -> None:
    exact = bills.sums(*YEAR, Filter=where("SERVICE", "Amazon Relational Database Service"))
    starts = {"Key": "SERVICE", "Values": ["amazon relational"]}
    options = ["STARTS_WITH", "CASE_INSENSITIVE"]
    loose = bills.sums(*YEAR, Filter={"Dimensions": {**starts, "MatchOptions": options}})

    assert loose == exact
    assert sum(exact.values()) > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"GroupBy": by("SERVICE", "REGION", "OPERATION")},
        {"GroupBy": by("NOTHING")},
        {"Filter": where("CHARGE_TYPE", "Tax")},
        {"Filter": {"And": [where("SERVICE", EC2)]}},
        {"Filter": {**where("SERVICE", EC2), "Tags": {"Key": "env", "Values": ["prod"]}}},
        {"Metrics": ["Cost"]},
    ],
    ids=["three groups", "unknown group", "unknown filter", "lonely And", "two roots", "metric"],
)
def test_what_aws_refuses_is_refused(bills: Bills, wrong: dict[str, object]) -> None:
    with refused("ValidationException"):
        bills.page(*YEAR, **wrong)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-01", "2026-10-01"),
        ("2026-11-01", "2026-10-01"),
        ("2026-10-01", "2026-12-02"),
        ("yesterday", "2026-10-01"),
    ],
)
def test_a_period_has_to_be_one(bills: Bills, start: str, end: str) -> None:
    with refused("ValidationException"):
        bills.page(start, end)
