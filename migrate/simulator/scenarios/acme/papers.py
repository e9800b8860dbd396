"""What finance set up: budgets, the report and the export of the bills, the tax registration."""

from __future__ import annotations

from typing import Any

from migrate.simulator.scenarios.acme.company import LEGACY_ID, MAIN, Company, ago

BUCKET = "acme-billing-reports"
BUDGETS: tuple[tuple[str, str, dict[str, list[str]]], ...] = (
    ("whole-account", "42000", {}),
    ("compute", "9000", {"Service": ["Amazon Elastic Compute Cloud - Compute"]}),
    ("experiments", "500", {"Region": ["us-west-2"]}),
)


def build(company: Company) -> None:
    """Make the budgets, each of which tells finance."""
    for name, limit, filters in BUDGETS:
        note = {
            "NotificationType": "ACTUAL",
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": 80.0,
            "ThresholdType": "PERCENTAGE",
        }
        told = {"SubscriptionType": "EMAIL", "Address": "finance@acme.example"}
        with ago(500):
            company.at(MAIN)(
                "budgets",
                "CreateBudget",
                AccountId=LEGACY_ID,
                Budget={
                    "BudgetName": name,
                    "BudgetType": "COST",
                    "TimeUnit": "MONTHLY",
                    "BudgetLimit": {"Amount": limit, "Unit": "USD"},
                    **({"CostFilters": filters} if filters else {}),
                },
                NotificationsWithSubscribers=[{"Notification": note, "Subscribers": [told]}],
            )


def report() -> dict[str, Any]:
    """Return the Cost and Usage Report, which reaches back no further than its own start."""
    return {
        "ReportName": "acme-cur",
        "TimeUnit": "DAILY",
        "Format": "textORcsv",
        "Compression": "GZIP",
        "AdditionalSchemaElements": ["RESOURCES"],
        "S3Bucket": BUCKET,
        "S3Prefix": "cur",
        "S3Region": MAIN,
        "AdditionalArtifacts": [],
        "RefreshClosedReports": True,
        "ReportVersioning": "OVERWRITE_REPORT",
    }


def export() -> dict[str, Any]:
    """Return the Data Export of the last year."""
    output = {
        "OutputType": "CUSTOM",
        "Format": "PARQUET",
        "Compression": "PARQUET",
        "Overwrite": "OVERWRITE_REPORT",
    }
    return {
        "ExportArn": f"arn:aws:bcm-data-exports:{MAIN}:{LEGACY_ID}:export/acme-focus-1",
        "Name": "acme-focus",
        "DataQuery": {"QueryStatement": "SELECT * FROM FOCUS_1_2_AWS"},
        "DestinationConfigurations": {
            "S3Destination": {
                "S3Bucket": BUCKET,
                "S3Prefix": "focus",
                "S3Region": MAIN,
                "S3OutputConfigurations": output,
            }
        },
        "RefreshCadence": {"Frequency": "SYNCHRONOUS"},
    }


def registration() -> dict[str, Any]:
    """Return the tax registration."""
    address = {
        "addressLine1": "1 Example Street",
        "city": "Seattle",
        "postalCode": "98101",
        "countryCode": "US",
        "stateOrRegion": "WA",
    }
    return {
        "accountId": LEGACY_ID,
        "taxRegistration": {
            "registrationId": "00-0000000",
            "registrationType": "TIN",
            "legalName": "Acme Retail, Inc.",
            "status": "Verified",
            "sector": "Business",
            "jurisdiction": {"countryCode": "US"},
        },
        "accountMetaData": {"accountName": "Acme Retail", "address": address},
    }
