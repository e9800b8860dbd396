"""FOCUS-shaped CSV: what Cost Explorer knows under the column names of FOCUS 1.2.

It is not FOCUS: Cost Explorer has sums, not line items.  The columns that it cannot have are
named in the file beside the table.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from migrate.core.escape import csv_cell
from migrate.costs.archive import Archive
from migrate.costs.cubes import METRICS
from migrate.costs.manifest import Manifest, read
from migrate.costs.periods import DAILY, MONTHLY, first_of, shifted
from migrate.costs.rows import Row
from migrate.costs.sums import rows_held
from migrate.costs.wants import RECORD_TYPE

WHAT = "service by kind of charge under the column names of FOCUS 1.2, for FinOps tools"
CATEGORIES: Mapping[str, str] = {
    "Usage": "Usage",
    "DiscountedUsage": "Usage",
    "SavingsPlanCoveredUsage": "Usage",
    "SavingsPlanNegation": "Usage",
    "RIFee": "Purchase",
    "Fee": "Purchase",
    "SavingsPlanRecurringFee": "Purchase",
    "SavingsPlanUpfrontFee": "Purchase",
    "Tax": "Tax",
    "Credit": "Credit",
}
"""Record type to FOCUS's ChargeCategory; what is absent is an Adjustment.  Our mapping."""
COLUMNS = (
    "BilledCost",
    "EffectiveCost",
    "BillingAccountId",
    "BillingCurrency",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargeCategory",
    "ChargeClass",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ConsumedQuantity",
    "ConsumedUnit",
    "InvoiceIssuerName",
    "ProviderName",
    "PublisherName",
    "ServiceName",
    "SubAccountId",
    "x_RecordType",
    "x_Estimated",
)
CANNOT = (
    "AvailabilityZone, ChargeDescription, ChargeFrequency, CommitmentDiscount…, ContractedCost, "
    "ContractedUnitPrice, InvoiceId, ListCost, ListUnitPrice, PricingCategory, PricingQuantity, "
    "PricingUnit, RegionId, RegionName, ResourceId, ResourceName, ResourceType, ServiceCategory, "
    "SkuId, SkuPriceId, Tags"
)
ABOUT = f"""FOCUS-like, from Cost Explorer. Not a FOCUS data set.

Each row is a sum by service and record type, by day where days are known and by month before.
BilledCost is UnblendedCost, EffectiveCost is NetAmortizedCost. Issuer, provider and publisher are
AWS in every row, Marketplace charges included. ConsumedQuantity is there for usage of one unit.
Columns that sums cannot have: {CANNOT}.
"""
AWS = "AWS"


def export(archive: Archive, folder: Path) -> Sequence[Path]:
    """Write the table and what it is."""
    manifest = read(archive)
    table, about = folder / "focus-like.csv", folder / "focus-like.txt"
    with table.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(COLUMNS)
        sheet.writerows(_rows(archive, manifest))
    about.write_text(ABOUT, encoding="utf-8")
    return [table, about]


def _rows(archive: Archive, manifest: Manifest) -> Iterator[Sequence[str]]:
    """Yield months up to the first day that is known, then days: no day stands twice."""
    holdings, account = archive.holdings(), manifest.heading.account
    days = manifest.reach.get(DAILY)
    for row in rows_held(holdings, (RECORD_TYPE.name, MONTHLY)):
        if days is None or row.day < days[0]:
            yield _row(row, account)
    for row in rows_held(holdings, (RECORD_TYPE.name, DAILY)):
        yield _row(row, account)


def _row(row: Row, account: str) -> Sequence[str]:
    amounts = dict(zip(METRICS, row.texts, strict=True))
    units = dict(zip(METRICS, row.units, strict=True))
    service, kind = row.keys
    unit = units["UsageQuantity"]
    whole = unit not in {"N/A", ""}
    month = first_of(row.day)
    correction = "Correction" if kind == "Refund" else ""
    return [
        amounts["UnblendedCost"],
        amounts["NetAmortizedCost"],
        account,
        csv_cell(row.currency),
        f"{month}T00:00:00Z",
        f"{shifted(month, 1)}T00:00:00Z",
        CATEGORIES.get(kind, "Adjustment"),
        correction,
        f"{row.start}T00:00:00Z",
        f"{row.end}T00:00:00Z",
        amounts["UsageQuantity"] if whole else "",
        csv_cell(unit) if whole else "",
        AWS,
        AWS,
        AWS,
        csv_cell(service),
        account,
        csv_cell(kind),
        "true" if row.estimated else "false",
    ]
