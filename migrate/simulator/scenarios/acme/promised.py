"""What Acme Retail bought in advance and was given: reservations, a plan, credits, software."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.commitments import Commitments, Credit, Reservation, SavingsPlan
from migrate.simulator.billing.meters import credit, fee, mapped
from migrate.simulator.billing.periods import shifted
from migrate.simulator.billing.promises import planned, reserved
from migrate.simulator.billing.tariffs import Span, Tariff
from migrate.simulator.scenarios.acme.company import LEGACY_ID, MAIN
from migrate.simulator.scenarios.acme.meters import EC2, FARGATE, RDS, RESERVED

BOUGHT, PLANNED = RESERVED[2], 15
"""Months of the book in which the reservations and the savings plan began."""
PLAN = "0d6c1f3e-9a1b-4c7e-8f00-ac3e00000001"
SELLER = "Datadog, Inc."
PROD = mapped({"env": "prod", "team": "storefront"})
STARTED, RENEWED = "3310021547", "8842160011"
"""Credits: one that is used up, and the one that pays now."""


def lines(opened: date) -> Iterator[Tariff]:
    """Yield what all that was bought puts on the bills."""
    for bought, percent, factor in ((_boxes(opened), 94, 1600), (_databases(opened), 100, 0)):
        yield from reserved(bought, _runs(bought), Span(BOUGHT, BOUGHT + 12), percent, factor)
    fargate = Charge(
        FARGATE, "Fargate-vCPU-Hours:perCPU", "FargateTask", MAIN, unit="hours", tags=PROD
    )
    prices, span = ("0.04048", "0.0315"), Span(PLANNED, PLANNED + 12)
    yield from planned(_plan(opened), fargate, "1900", prices, span)
    seller = Charge("Datadog Pro", "SoftwareUsage", "Subscription", MAIN, entity=SELLER)
    yield fee(seller, "1450", first=4)


def repaid() -> Iterator[Tariff]:
    """Yield what AWS paid back, and what credits pay of the lines before them."""
    refund = Charge(EC2, "Refund", region=MAIN, record_type="Refund", purchase_type="")
    yield fee(refund, "-212.37", on=19, first=9, end=10)
    front = Charge(
        "Amazon CloudFront", "Refund", region=MAIN, record_type="Refund", purchase_type=""
    )
    yield fee(front, "-88.4", on=6, first=22, end=23)
    yield credit("AWS Lambda", 30, "250", first=2, end=14)
    yield credit(EC2, 4, "400", first=20)


def commitments(opened: date) -> Commitments:
    """Return all that was bought or given."""
    first = Credit(
        STARTED,
        "Promotional",
        shifted(opened, 2),
        shifted(opened, 14),
        "3000",
        "0",
        ("AWS Lambda",),
    )
    second = Credit(
        RENEWED, "Promotional", shifted(opened, 20), shifted(opened, 32), "9600", "7200", (EC2,)
    )
    return Commitments(
        reservations=[_boxes(opened), _databases(opened)],
        plans=[_plan(opened)],
        credits=[first, second],
        agreements=[_agreement(opened)],
    )


def moment(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time(), UTC)


def _boxes(opened: date) -> Reservation:
    start = moment(shifted(opened, BOUGHT))
    return Reservation(
        "7f1c2a90-0c9e-4a7b-9a53-2f1d0c9ee001", "10000000001", EC2, "ec2", RESERVED[0], MAIN,
        RESERVED[1], start, start + timedelta(days=365), "Partial Upfront", "0.11", "964", "0.384",
    )  # fmt: skip


def _databases(opened: date) -> Reservation:
    start = moment(shifted(opened, BOUGHT))
    return Reservation(
        "ri-acme-postgres", "10000000002", RDS, "rds", "db.r5.xlarge", MAIN, 1,
        start, start + timedelta(days=365), "No Upfront", "0.66", "0", "1", "PostgreSQL",
    )  # fmt: skip


def _runs(bought: Reservation) -> Charge:
    """Return what runs on a reservation."""
    boxes = bought.kind == "ec2"
    return Charge(
        bought.service,
        f"{'BoxUsage' if boxes else 'Multi-AZUsage'}:{bought.instance_type}",
        "RunInstances" if boxes else "CreateDBInstance:0014",
        bought.region,
        instance_type=bought.instance_type,
        unit="Hrs",
        tags=PROD,
        engine=bought.engine,
    )


def _plan(opened: date) -> SavingsPlan:
    start = moment(shifted(opened, PLANNED))
    arn = f"arn:aws:savingsplans::{LEGACY_ID}:savingsplan/{PLAN}"
    return SavingsPlan(PLAN, arn, start, start + timedelta(days=365), "2.5")


def _agreement(opened: date) -> dict[str, Any]:
    since = moment(shifted(opened, 4))
    product = {"id": "prod-ac3e0000000001", "type": "SaaSProduct"}
    return {
        "agreementId": "agmt-ac3e0000000000000001",
        "acceptanceTime": since,
        "startTime": since,
        "endTime": since + timedelta(days=3 * 365),
        "agreementType": "PurchaseAgreement",
        "acceptor": {"accountId": LEGACY_ID},
        "proposer": {"accountId": "999988887777"},
        "proposalSummary": {"resources": [product], "offerId": "offer-ac3e00000001"},
        "status": "ACTIVE",
    }
