"""What Cost Explorer knows, and since when: switches, walls, values, tags, forecasts."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from tests.simulator.bills import EC2, OPENED, TODAY, Bills, by, refused, span, where
from tests.simulators import Simulator

MONTH = ("2026-10-01", "2026-11-01")


# -- switches --------------------------------------------------------------------------


def test_a_new_account_has_no_data_until_a_day_after_enabling(simulator: Simulator) -> None:
    simulator.act("sign-up")
    simulator.act("activate")
    ours, today = Bills(simulator, "management"), simulator.now().date()
    asked = (today.replace(day=1), today.replace(day=1) + timedelta(days=1), "DAILY")
    with refused("DataUnavailableException"):
        ours.page(*asked)

    simulator.act("enable-cost-explorer", simulator.accounts["management"])
    with refused("DataUnavailableException"):
        ours.page(*asked)
    simulator.advance(hours=25)

    assert ours.page(*asked)["ResultsByTime"]


def test_the_wall_stands_at_14_months_of_days(bills: Bills) -> None:
    assert bills.page("2025-10-01", "2025-10-02", "DAILY")["ResultsByTime"]
    with refused("ValidationException"):
        bills.page("2025-09-30", "2025-10-02", "DAILY")


def test_multi_year_data_reach_38_months_by_month(bills: Bills) -> None:
    found = bills.periods("2023-10-01", "2024-10-01")

    assert len(found) == 12
    assert float(found[-1]["Total"]["UnblendedCost"]["Amount"]) > 20_000
    assert {one["Total"]["UnblendedCost"]["Amount"] for one in found[:-1]} == {"0"}
    with refused("ValidationException"):
        bills.page("2023-09-30", "2023-11-01")


def test_without_multi_year_months_end_at_14(simulator: Simulator) -> None:
    ours, today = Bills(simulator), simulator.now().date()
    long_ago = today.replace(year=today.year - 2, day=1)
    with refused("ValidationException"):
        ours.page(long_ago, today)

    simulator.act("enable-multi-year", simulator.accounts["legacy"])
    with refused("ValidationException"):
        ours.page(long_ago, today)
    simulator.advance(hours=49)

    assert ours.page(long_ago, today)["ResultsByTime"]


def test_hours_and_resources_are_options_that_nobody_bought(bills: Bills) -> None:
    with refused("DataUnavailableException"):
        bills.page("2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z", "HOURLY")
    with refused("DataUnavailableException"):
        bills.client("ce").get_cost_and_usage_with_resources(
            TimePeriod=span("2026-11-16", "2026-11-17"),
            Granularity="DAILY",
            Metrics=["UnblendedCost"],
            Filter=where("SERVICE", EC2),
        )


def test_a_day_appears_hours_after_its_end(bills: Bills) -> None:
    days = bills.sums("2026-11-16", "2026-11-19", "DAILY")

    assert days["2026-11-16"] > 0
    assert days["2026-11-17"] > 0
    assert days["2026-11-18"] == 0


# -- values ----------------------------------------------------------------------------


def test_values_of_a_dimension_are_those_of_the_bills(bills: Bills) -> None:
    answer = bills.client("ce").get_dimension_values(TimePeriod=span(*MONTH), Dimension="SERVICE")

    found = [one["Value"] for one in answer["DimensionValues"]]
    grouped = {service for _, service in bills.sums(*MONTH, GroupBy=by("SERVICE"))}
    assert set(found) == grouped
    assert len(grouped) >= 25
    assert answer["ReturnSize"] == answer["TotalSize"] == len(found)


def test_values_are_searched_sorted_and_cut(bills: Bills) -> None:
    ask = bills.client("ce").get_dimension_values
    period = span(*MONTH)
    found = ask(TimePeriod=period, Dimension="SERVICE", SearchString="elastic")
    assert {"elastic" in one["Value"].lower() for one in found["DimensionValues"]} == {True}

    order = [{"Key": "UnblendedCost", "SortOrder": "DESCENDING"}]
    top = ask(TimePeriod=period, Dimension="SERVICE", SortBy=order, MaxResults=3)
    sums = {service: v for (_, service), v in bills.sums(*MONTH, GroupBy=by("SERVICE")).items()}
    assert [one["Value"] for one in top["DimensionValues"]] == sorted(sums, key=lambda s: -sums[s])[
        :3
    ]
    with refused("ValidationException"):
        ask(TimePeriod=period, Dimension="SERVICE", SortBy=order, SearchString="x")


def test_a_period_without_bills_has_no_values(bills: Bills) -> None:
    answer = bills.client("ce").get_dimension_values(
        TimePeriod=span("2023-10-01", "2023-11-01"), Dimension="SERVICE"
    )
    assert answer["DimensionValues"] == []


def test_tags_and_categories_are_listed(bills: Bills) -> None:
    ce = bills.client("ce")

    assert ce.get_tags(TimePeriod=span(*MONTH))["Tags"] == ["env", "team"]
    assert set(ce.get_tags(TimePeriod=span(*MONTH), TagKey="env")["Tags"]) == {
        "",
        "prod",
        "stage",
        "dev",
    }
    assert ce.get_cost_categories(TimePeriod=span(*MONTH))["CostCategoryNames"] == ["Stage"]
    values = ce.get_cost_categories(TimePeriod=span(*MONTH), CostCategoryName="Stage")
    assert values["CostCategoryValues"] == ["other", "production"]
    (one,) = ce.list_cost_category_definitions()["CostCategoryReferences"]
    rules = ce.describe_cost_category_definition(CostCategoryArn=one["CostCategoryArn"])
    assert rules["CostCategory"]["Rules"][0]["Rule"]["Tags"]["Values"] == ["prod"]


def test_a_tag_shows_itself_from_its_activation_on(bills: Bills) -> None:
    """`env` was activated two months after the bills begin, `team` nine."""
    groups = bills.sums(OPENED, "2025-08-01", GroupBy=by("team", kind="TAG"))

    assert min(start for start, key in groups if key != "team$") == "2025-06-01"


# -- cost allocation tags ----------------------------------------------------------------


def test_a_key_is_activated_and_filled_back(fresh_bills: Bills) -> None:
    ce, simulator = fresh_bills.client("ce"), fresh_bills.simulator
    known = {t["TagKey"]: t["Status"] for t in ce.list_cost_allocation_tags()["CostAllocationTags"]}
    assert known == {
        "Env": "Inactive",
        "env": "Active",
        "environment": "Inactive",
        "team": "Active",
    }

    wishes = [{"TagKey": "Env", "Status": "Active"}, {"TagKey": "nobody", "Status": "Active"}]
    answer = ce.update_cost_allocation_tags_status(CostAllocationTagsStatus=wishes)
    assert [error["TagKey"] for error in answer["Errors"]] == ["nobody"]

    simulator.advance(days=2)
    with refused("ValidationException"):
        ce.start_cost_allocation_tag_backfill(BackfillFrom="2025-06-01T00:00:00Z")
    ce.start_cost_allocation_tag_backfill(BackfillFrom="2026-06-01T00:00:00Z")
    with refused("BackfillLimitExceededException"):
        ce.start_cost_allocation_tag_backfill(BackfillFrom="2026-06-01T00:00:00Z")
    simulator.advance(hours=7)
    (done,) = ce.list_cost_allocation_tag_backfill_history()["BackfillRequests"]

    assert done["BackfillStatus"] == "SUCCEEDED"
    months = fresh_bills.sums("2026-04-01", "2026-11-01", GroupBy=by("Env", kind="TAG"))
    assert min(start for start, key in months if key == "Env$Production") == "2026-06-01"


def test_lists_come_in_pages(bills: Bills) -> None:
    ce = bills.client("ce")
    first = ce.list_cost_allocation_tags(MaxResults=3)
    rest = ce.list_cost_allocation_tags(MaxResults=3, NextToken=first["NextToken"])

    assert len(first["CostAllocationTags"]) == 3
    assert len(rest["CostAllocationTags"]) == 1
    assert "NextToken" not in rest
    with refused("ValidationException"):
        ce.list_cost_allocation_tags(MaxResults=2, NextToken=first["NextToken"])


# -- forecasts ---------------------------------------------------------------------------


def test_a_forecast_goes_on_as_the_last_quarter_went(bills: Bills) -> None:
    answer = bills.client("ce").get_cost_forecast(
        TimePeriod=span("2026-12-01", "2027-02-01"), Metric="UNBLENDED_COST", Granularity="MONTHLY"
    )
    last = sum(bills.sums("2026-08-20", "2026-11-18", "DAILY").values())

    months = answer["ForecastResultsByTime"]
    assert [one["TimePeriod"]["Start"] for one in months] == ["2026-12-01", "2027-01-01"]
    assert abs(float(months[0]["MeanValue"]) - float(last) / 90 * 31) < 0.01
    low, mean, high = (
        float(months[0][name])
        for name in ("PredictionIntervalLowerBound", "MeanValue", "PredictionIntervalUpperBound")
    )
    assert low < mean < high
    assert answer["Total"]["Unit"] == "USD"


def test_a_usage_forecast_needs_one_unit(bills: Bills) -> None:
    ask = bills.client("ce").get_usage_forecast
    period = {"TimePeriod": span("2026-12-01", "2027-01-01"), "Granularity": "MONTHLY"}
    boxes = ask(**period, Metric="USAGE_QUANTITY", Filter=where("SERVICE", EC2))

    assert boxes["Total"]["Unit"] == "Hrs"
    assert float(boxes["Total"]["Amount"]) > 10_000
    with refused("ValidationException"):
        ask(**period, Metric="USAGE_QUANTITY")


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-17", "2026-12-01"), ("2026-12-01", "2026-12-01"), ("2026-12-01", "2029-01-01")],
)
def test_what_cannot_be_forecast_is_refused(bills: Bills, start: str, end: str) -> None:
    with refused("ValidationException"):
        bills.client("ce").get_cost_forecast(
            TimePeriod=span(start, end), Metric="UNBLENDED_COST", Granularity="MONTHLY"
        )


# -- after joining -------------------------------------------------------------------------


def test_the_history_is_gone_after_joining_and_the_payer_sees_from_the_join_on(
    fresh_bills: Bills,
) -> None:
    simulator = fresh_bills.simulator
    simulator.act("everything")
    simulator.advance(days=4)
    joined = _join(simulator)
    simulator.advance(days=4)
    now = simulator.now().date()
    ours, theirs = fresh_bills, Bills(simulator, "management")

    before, since = "2026-01-01", joined + timedelta(days=1)
    assert not any(ours.sums(before, since).values())
    assert not any(theirs.sums(before, since).values())
    member = theirs.sums(since, now, "DAILY", GroupBy=by("LINKED_ACCOUNT"))
    seen = ours.sums(since, now, "DAILY", GroupBy=by("LINKED_ACCOUNT"))
    assert seen == member
    assert {account for _, account in member} == {simulator.accounts["legacy"]}
    attributes = theirs.page(since, now, GroupBy=by("LINKED_ACCOUNT"))["DimensionValueAttributes"]
    assert attributes == [{"Value": "111122223333", "Attributes": {"description": "Acme Retail"}}]
    held = theirs.client("ce").get_savings_plans_utilization(TimePeriod=span(since, now))
    assert float(held["Total"]["Utilization"]["UtilizationPercentage"]) > 99


def _join(simulator: Simulator) -> date:
    organizations = simulator.client("organizations", "management")
    organizations.create_organization(FeatureSet="ALL")
    simulator.advance(hours=2)
    target = {"Id": simulator.accounts["legacy"], "Type": "ACCOUNT"}
    handshake = organizations.invite_account_to_organization(Target=target)["Handshake"]["Id"]
    simulator.client("organizations").accept_handshake(HandshakeId=handshake)
    return simulator.now().date()


def test_the_ledger_tells_the_whole_truth(bills: Bills) -> None:
    """Also what Cost Explorer would not show: it is there for tests that compare."""
    rows = bills.truth()

    assert {row["account"] for row in rows} == {"111122223333"}
    assert min(row["start"] for row in rows) == OPENED.isoformat()
    assert max(row["end"] for row in rows) == TODAY.isoformat()
    assert json.dumps(rows[0])
