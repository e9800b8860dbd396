"""The bills of `tiny`: three months of about ninety dollars, with tax and a credit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from migrate.simulator.billing.book import Book
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.meters import Meter, credit, fee, tagged, tax
from migrate.simulator.billing.tariffs import Tariff

PROD = ((70, tagged(env="prod")), (30, ()))
COMPUTE = "Amazon Elastic Compute Cloud - Compute"
METERS = (
    Meter(COMPUTE, "us-east-1", "BoxUsage:t3.medium", "RunInstances", "Hrs", "0.0416", "24",
          instance="t3.medium", wobble=0),
    Meter(COMPUTE, "eu-west-1", "EU-BoxUsage:t3.micro", "RunInstances", "Hrs", "0.0114", "24",
          instance="t3.micro", wobble=0),
    Meter("EC2 - Other", "us-east-1", "EBS:VolumeUsage.gp3", "CreateVolume-Gp3", "GB-Mo", "0.08",
          "3.3", wobble=0),
    Meter("Amazon Simple Storage Service", "us-east-1", "TimedStorage-ByteHrs",
          "StandardStorage", "GB-Mo", "0.023", "12.5", growth=200),
    Meter("Amazon Simple Storage Service", "us-east-1", "Requests-Tier1", "PutObject",
          "Requests", "0.000005", "9000", weekend=40),
    Meter("AWS Lambda", "us-east-1", "Lambda-GB-Second", "Invoke", "Lambda-GB-Second",
          "0.0000166667", "8000", weekend=50),
    Meter("Amazon DynamoDB", "us-east-1", "ReadRequestUnits", "PayPerRequestThroughput",
          "ReadRequestUnits", "0.00000025", "400000", weekend=60),
    Meter("AWS Key Management Service", "us-east-1", "us-east-1-KMS-Keys", "Unknown", "Keys",
          "1", "0.0333", wobble=0),
    Meter("AmazonCloudWatch", "us-east-1", "DataProcessing-Bytes", "PutLogEvents", "GB", "0.5",
          "0.4"),
    Meter("Amazon Relational Database Service", "us-east-1", "InstanceUsage:db.t3.micro",
          "CreateDBInstance:0014", "Hrs", "0.018", "24", instance="db.t3.micro",
          engine="PostgreSQL", wobble=0),
)  # fmt: skip


def _lines() -> Iterator[Tariff]:
    for meter in METERS:
        yield from meter.usage(PROD)
    zone = Charge("Amazon Route 53", "HostedZone", "HostedZone", "global", unit="HostedZone")
    yield fee(zone, "0.5")
    yield credit(COMPUTE, 10, "5", first=1)
    yield tax(7)


def book(account: str, opened: date, seed: int) -> Book:
    """Return the book of an account that opened in a month."""
    return Book(account, opened, tuple(_lines()), seed)
