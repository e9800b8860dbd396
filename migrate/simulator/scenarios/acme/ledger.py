"""The bills of Acme Retail: 26 months that grew to some thirty thousand dollars a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from migrate.simulator import clock
from migrate.simulator.billing.amounts import USAGE, scaled
from migrate.simulator.billing.book import Book
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.commitments import Credit, Reservation, SavingsPlan
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.meters import Shares, credit, fee, mapped, support, tax
from migrate.simulator.billing.periods import shifted
from migrate.simulator.billing.preferences import Category, TagKey
from migrate.simulator.billing.tariffs import Fee, Span, Tariff, Usage
from migrate.simulator.scenarios.acme.company import LEGACY_ID, MAIN
from migrate.simulator.scenarios.acme.meters import EC2, METERS, RDS, TRANSFER

MONTHS = 26
BOUGHT, PLANNED = 19, 15
"""Months of the book in which the reservations and the savings plan began."""
SHARES: Shares = (
    (44, mapped({"env": "prod", "team": "storefront"})),
    (17, mapped({"env": "prod", "team": "payments"})),
    (9, mapped({"Env": "Production"})),
    (8, mapped({"environment": "prod", "team": "fulfilment"})),
    (6, mapped({"env": "stage"})),
    (5, mapped({"env": "dev", "team": "discovery"})),
    (11, ()),
)
"""Tagged as in life: three spellings of one key, and a tenth without any."""
PLAN_ARN = f"arn:aws:savingsplans::{LEGACY_ID}:savingsplan/0d6c1f3e-9a1b-4c7e-8f00-acme00000001"
SELLER = "Datadog, Inc."
HOUR = scaled(1, USAGE)


def open_book(opened: date) -> Book:
    """Return the bills of the account since a month."""
    return Book(LEGACY_ID, opened, tuple(_lines(opened)), seed=7)


def open_books() -> None:
    """Give the old account its bills, commitments, tags and switches."""
    today = clock.now().date()
    opened = shifted(today, -MONTHS)
    LEDGER.books[LEGACY_ID] = open_book(opened)
    _preferences(opened)
    _commitments(opened)


def _lines(opened: date) -> Iterator[Tariff]:
    incident = shifted(opened, MONTHS - 2) + timedelta(days=17)
    for meter in METERS:
        spiked = meter.service == TRANSFER and meter.region == MAIN
        yield from replace(meter, spike=(incident, 6) if spiked else None).usage(SHARES)
    for bought in _reservations(opened):
        yield from _reserved(bought)
    yield from _planned()
    zone = Charge("Amazon Route 53", "HostedZone", "HostedZone", "global", unit="HostedZone")
    yield fee(zone, "6.5")
    yield fee(replace(zone, usage_type="DNS-Domain", operation="RenewDomain"), "39", every=12)
    seller = Charge("Datadog Pro", "SoftwareUsage", "Subscription", MAIN, entity=SELLER)
    yield fee(seller, "1450", first=4)
    yield credit("AWS Lambda", 30, "250", first=2, end=14)
    yield credit(EC2, 4, "400", first=20)
    refund = Charge(EC2, "Refund", region=MAIN, record_type="Refund", purchase_type="")
    yield fee(refund, "-212.37", on=19, first=9, end=10)
    yield fee(replace(refund, service="Amazon CloudFront"), "-88.4", on=6, first=22, end=23)
    yield support(7, "100")
    yield tax(8)


# -- commitments --------------------------------------------------------------


def _reservations(opened: date) -> tuple[Reservation, ...]:
    start = _moment(shifted(opened, BOUGHT))
    end = start + timedelta(days=365)
    boxes = Reservation(
        "7f1c2a90-0c9e-4a7b-9a53-2f1d0c9ee001", "10000000001", EC2, "ec2", "m5.xlarge", MAIN, 6,
        start, end, "Partial Upfront", "0.055", "482", "0.192",
    )  # fmt: skip
    databases = Reservation(
        "ri-acme-postgres", "10000000002", RDS, "rds", "db.r5.xlarge", MAIN, 2,
        start, end, "No Upfront", "0.33", "0", "0.5", "PostgreSQL",
    )  # fmt: skip
    return boxes, databases


def _reserved(bought: Reservation) -> Iterator[Tariff]:
    """Yield what a reservation bills: the hours it covers, its monthly fee, its advance."""
    boxes = bought.kind == "ec2"
    kind = "HeavyUsage:" if boxes else "InstanceUsage:"
    used = Charge(
        bought.service,
        f"{'BoxUsage' if boxes else 'InstanceUsage'}:{bought.instance_type}",
        "RunInstances" if boxes else "CreateDBInstance:0014",
        MAIN,
        record_type="DiscountedUsage",
        purchase_type="Standard Reserved Instances",
        instance_type=bought.instance_type,
        unit="Hrs",
        tags=mapped({"env": "prod"}),
        commitment=bought.identifier,
        engine=bought.engine,
    )
    hours = bought.count * 24
    effective = scaled(bought.hourly) + scaled(bought.fixed) // (365 * 24)
    span = Span(BOUGHT, BOUGHT + 12)
    yield Usage(used, hours * HOUR, 0, effective, span, wobble=0)
    due = replace(used, usage_type=f"{kind}{bought.instance_type}", record_type="RIFee", tags=())
    monthly = scaled(bought.hourly) * bought.count * 730
    yield Fee(due, monthly, 0, span=span, quantity=hours * HOUR)
    if bought.fixed != "0":
        advance = scaled(bought.fixed) * bought.count
        yield Fee(due, advance, 0, span=Span(BOUGHT, BOUGHT + 1), quantity=bought.count * HOUR)


def _planned() -> Iterator[Tariff]:
    """Yield what the savings plan bills: usage at its price, taken back, and the hourly promise."""
    covered = Charge(
        "Amazon Elastic Container Service",
        "Fargate-vCPU-Hours:perCPU",
        region=MAIN,
        record_type="SavingsPlanCoveredUsage",
        purchase_type="Savings Plans",
        unit="hours",
        tags=mapped({"env": "prod", "team": "storefront"}),
        commitment=PLAN_ARN,
    )
    daily, on_demand, reduced = 1900 * HOUR, scaled("0.04048"), scaled("0.0315")
    span = Span(PLANNED)
    yield Usage(covered, daily, on_demand, reduced, span, wobble=0)
    back = replace(covered, record_type="SavingsPlanNegation")
    yield Usage(back, daily, -on_demand, 0, span, wobble=0)
    promise = replace(
        covered,
        service="Savings Plans for AWS Compute usage",
        usage_type="ComputeSP:1yrNoUpfront",
        record_type="SavingsPlanRecurringFee",
        tags=(),
    )
    yield Usage(promise, 24 * HOUR, scaled("2.5"), scaled("0.00625"), span, wobble=0)


def _commitments(opened: date) -> None:
    found = LEDGER.committed(LEGACY_ID)
    found.reservations = list(_reservations(opened))
    began = _moment(shifted(opened, PLANNED))
    found.plans = [
        SavingsPlan(
            PLAN_ARN.rpartition("/")[2], PLAN_ARN, began, began + timedelta(days=365), "2.5"
        )
    ]
    found.credits = [
        Credit("CR-ACTIVATE-1", "Promotional", shifted(opened, 20), shifted(opened, 32), "9600",
               "7200", (EC2,)),
    ]  # fmt: skip
    monitor = f"arn:aws:ce::{LEGACY_ID}:anomalymonitor/5f1c0000-0000-4000-8000-acme00000001"
    found.monitors = [
        {
            "MonitorArn": monitor,
            "MonitorName": "services",
            "MonitorType": "DIMENSIONAL",
            "MonitorDimension": "SERVICE",
            "CreationDate": shifted(opened, 3).isoformat(),
        }
    ]


# -- switches -------------------------------------------------------------------


def _preferences(opened: date) -> None:
    mine = LEDGER.of(LEGACY_ID)
    mine.enabled = _moment(shifted(opened, 1))
    mine.multi_year = _moment(shifted(opened, 12))
    since = shifted(opened, 2)
    mine.tags = {
        "env": TagKey(True, since, _moment(since)),
        "team": TagKey(True, shifted(opened, 9), _moment(shifted(opened, 9))),
        "Env": TagKey(False, since),
        "environment": TagKey(False, since),
    }
    arn = f"arn:aws:ce::{LEGACY_ID}:costcategory/5f1c0000-0000-4000-8000-acme00000002"
    prod = {"Tags": {"Key": "env", "Values": ["prod"]}}
    mine.categories = [Category("Stage", arn, _moment(since), (("production", prod),), "other")]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
