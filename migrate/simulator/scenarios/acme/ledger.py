"""The bills of Acme Retail: 26 months that grew to some thirty thousand dollars a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.book import Book
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.meters import Shares, fee, mapped, support, tax
from migrate.simulator.billing.periods import shifted
from migrate.simulator.billing.preferences import Category, TagKey
from migrate.simulator.billing.tariffs import Tariff
from migrate.simulator.scenarios.acme import papers, promised
from migrate.simulator.scenarios.acme.company import LEGACY_ID, MAIN
from migrate.simulator.scenarios.acme.meters import METERS, TRANSFER

MONTHS = 26
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
    incident = _incident(opened)
    for meter in METERS:
        spiked = meter.service == TRANSFER and meter.region == MAIN
        yield from replace(meter, spike=(incident, 6) if spiked else None).usage(SHARES)
    yield from promised.lines(opened)
    zone = Charge("Amazon Route 53", "HostedZone", "HostedZone", "global", unit="HostedZone")
    yield fee(zone, "6.5")
    yield fee(replace(zone, usage_type="DNS-Domain", operation="RenewDomain"), "39", every=12)
    yield from promised.repaid()
    yield support(7, "100")
    yield tax(8)


# -- what watches them ----------------------------------------------------------


def _commitments(opened: date) -> None:
    found = LEDGER.commitments[LEGACY_ID] = promised.commitments(opened)
    monitor = f"arn:aws:ce::{LEGACY_ID}:anomalymonitor/5f1c0000-0000-4000-8000-ac3e00000001"
    found.monitors = [
        {
            "MonitorArn": monitor,
            "MonitorName": "services",
            "MonitorType": "DIMENSIONAL",
            "MonitorDimension": "SERVICE",
            "CreationDate": shifted(opened, 3).isoformat(),
        }
    ]
    found.subscriptions = [
        {
            "SubscriptionArn": monitor.replace("anomalymonitor", "anomalysubscription"),
            "AccountId": LEGACY_ID,
            "MonitorArnList": [monitor],
            "Subscribers": [
                {"Address": "finance@acme.example", "Type": "EMAIL", "Status": "CONFIRMED"}
            ],
            "Frequency": "DAILY",
            "SubscriptionName": "finance",
        }
    ]
    found.anomalies = [_anomaly(monitor, _incident(opened))]


def _anomaly(monitor: str, day: date) -> dict[str, Any]:
    """Return what anomaly detection made of the day on which the data transfer rose."""
    cause = {
        "Service": TRANSFER,
        "Region": MAIN,
        "LinkedAccount": LEGACY_ID,
        "UsageType": "DataTransfer-Out-Bytes",
    }
    return {
        "AnomalyId": "5f1c0000-0000-4000-8000-ac3e00000003",
        "AnomalyStartDate": day.isoformat(),
        "AnomalyEndDate": day.isoformat(),
        "DimensionValue": TRANSFER,
        "RootCauses": [cause],
        "AnomalyScore": {"MaxScore": 0.91, "CurrentScore": 0.2},
        "Impact": {"MaxImpact": 270.0, "TotalImpact": 270.0},
        "MonitorArn": monitor,
        "Feedback": "PLANNED_ACTIVITY",
    }


def _incident(opened: date) -> date:
    """Return the day of the incident: in the month before the last one that is closed."""
    return shifted(opened, MONTHS - 2) + timedelta(days=17)


# -- switches -------------------------------------------------------------------


def _preferences(opened: date) -> None:
    mine = LEDGER.of(LEGACY_ID)
    mine.enabled = promised.moment(shifted(opened, 1))
    mine.multi_year = promised.moment(shifted(opened, 12))
    since = shifted(opened, 2)
    mine.tags = {
        "env": TagKey(True, since, promised.moment(since)),
        "team": TagKey(True, shifted(opened, 9), promised.moment(shifted(opened, 9))),
        "Env": TagKey(False, since),
        "environment": TagKey(False, since),
    }
    mine.reports, mine.exports = [papers.report()], [papers.export()]
    mine.tax = [papers.registration()]
    arn = f"arn:aws:ce::{LEGACY_ID}:costcategory/5f1c0000-0000-4000-8000-ac3e00000002"
    prod = {"Tags": {"Key": "env", "Values": ["prod"]}}
    mine.categories = [
        Category("Stage", arn, promised.moment(since), (("production", prod),), "other")
    ]
