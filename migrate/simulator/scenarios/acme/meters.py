"""What Acme Retail uses: every meter, with where it runs, how much and how it grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from migrate.simulator.billing.meters import Meter
from migrate.simulator.scenarios.acme.company import FRANKFURT, IRELAND, MAIN, OREGON
from migrate.simulator.scenarios.acme.compute import FLEET, STOPPED
from migrate.simulator.scenarios.acme.network import of

EC2 = "Amazon Elastic Compute Cloud - Compute"
OTHER = "EC2 - Other"
RDS = "Amazon Relational Database Service"
S3 = "Amazon Simple Storage Service"
TRANSFER = "AWS Data Transfer"
FARGATE = "Amazon Elastic Container Service"
PREFIX: Mapping[str, str] = {MAIN: "", IRELAND: "EU-", FRANKFURT: "EUC1-", OREGON: "USW2-"}
"""What usage types begin with outside of us-east-1."""
NIGHT, QUIET = 55, 35
"""Percent of a working day that a weekend's day uses."""


_HOURLY: Mapping[str, str] = {
    "c5.2xlarge": "0.34",
    "c5.4xlarge": "0.68",
    "g4dn.xlarge": "0.526",
    "m5.2xlarge": "0.384",
    "m5.large": "0.096",
    "m5.xlarge": "0.192",
    "r5.2xlarge": "0.504",
    "r5.large": "0.126",
    "r5.xlarge": "0.252",
    "t3.large": "0.0832",
    "t3.medium": "0.0416",
    "t3.micro": "0.0104",
    "t3.small": "0.0208",
}
"""Dollars an hour of Linux in us-east-1."""
_DEARER: Mapping[str, str] = {MAIN: "1", OREGON: "1", IRELAND: "1.115", FRANKFURT: "1.2"}
"""What the regions ask beside us-east-1; these prices are about right."""
RESERVED = ("m5.2xlarge", 6, 19)
"""Type, how many of it, and from which month of the book they are reserved."""


def boxes() -> Iterator[Meter]:
    """Yield the hours of the fleet that is there, as if it had always been."""
    hours: dict[tuple[str, str], int] = {}
    for network, app, count, kind in FLEET:
        if app not in STOPPED:
            place = of(network)
            key = (place.region, kind)
            hours[key] = hours.get(key, 0) + count * (24 if place.env != "dev" else 14)
    for (region, kind), daily in sorted(hours.items()):
        price = (Decimal(_HOURLY[kind]) * Decimal(_DEARER[region])).quantize(Decimal("0.0001"))
        usage = f"{PREFIX[region]}BoxUsage:{kind}"
        quiet = QUIET if region == OREGON else 100
        box = Meter(
            EC2, region, usage, "RunInstances", "Hrs", str(price), str(daily), instance=kind
        )
        box = replace(box, weekend=quiet, wobble=1)
        if (region, kind) != (MAIN, RESERVED[0]):
            yield box
            continue
        _, count, since = RESERVED
        yield replace(box, end=since)
        yield replace(box, daily=str(daily - count * 24), first=since)


def _database(region: str, kind: str, hours: str, price: str, engine: str) -> Meter:
    usage = f"{PREFIX[region]}InstanceUsage:{kind}"
    operation = {"PostgreSQL": "CreateDBInstance:0014", "MySQL": "CreateDBInstance:0002"}
    op = operation.get(engine, "CreateDBInstance:0016")
    return Meter(RDS, region, usage, op, "Hrs", price, hours, instance=kind, engine=engine)


METERS: tuple[Meter, ...] = (
    *boxes(),
    Meter(OTHER, MAIN, "EBS:VolumeUsage.gp3", "CreateVolume-Gp3", "GB-Mo", "0.08", "330",
          growth=100, wobble=0),
    Meter(OTHER, IRELAND, "EU-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", "GB-Mo", "0.11", "90",
          wobble=0),
    Meter(OTHER, MAIN, "EBS:SnapshotUsage", "CreateSnapshot", "GB-Mo", "0.05", "300", growth=210,
          wobble=0),
    Meter(OTHER, MAIN, "NatGateway-Hours", "NatGateway", "Hrs", "0.045", "96", wobble=0),
    Meter(OTHER, MAIN, "NatGateway-Bytes", "NatGateway", "GB", "0.045", "700", weekend=NIGHT,
          growth=100),
    Meter(OTHER, OREGON, "USW2-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", "GB-Mo", "0.08", "60",
          wobble=0),
    _database(MAIN, "db.r5.xlarge", "72", "0.5", "PostgreSQL"),
    _database(MAIN, "db.r6g.large", "96", "0.26", "Aurora MySQL"),
    _database(IRELAND, "db.m5.large", "48", "0.193", "MySQL"),
    Meter(RDS, MAIN, "RDS:GP3-Storage", "CreateDBInstance:0014", "GB-Mo", "0.115", "110",
          engine="PostgreSQL", growth=140, wobble=0),
    Meter(RDS, MAIN, "Aurora:BackupUsage", "CreateDBSnapshot", "GB-Mo", "0.021", "250", growth=160,
          wobble=0),
    Meter(S3, MAIN, "TimedStorage-ByteHrs", "StandardStorage", "GB-Mo", "0.023", "1500",
          growth=200, wobble=1),
    Meter(S3, MAIN, "TimedStorage-GlacierByteHrs", "GlacierStorage", "GB-Mo", "0.0036", "2600",
          growth=260, wobble=0, first=8),
    Meter(S3, MAIN, "Requests-Tier1", "PutObject", "Requests", "0.000005", "2400000",
          weekend=NIGHT, growth=90),
    Meter(S3, IRELAND, "EU-TimedStorage-ByteHrs", "StandardStorage", "GB-Mo", "0.023", "310",
          growth=180, wobble=1),
    Meter("Amazon CloudFront", "global", "US-DataTransfer-Out-Bytes", "GET", "GB", "0.085", "600",
          weekend=130, growth=150),
    Meter("Amazon CloudFront", "global", "EU-Requests-Tier2-HTTPS", "GET", "Requests",
          "0.0000012", "9000000", weekend=125, growth=130),
    Meter(TRANSFER, MAIN, "DataTransfer-Out-Bytes", "LoadBalancing", "GB", "0.09", "330",
          weekend=120, growth=120),
    Meter(TRANSFER, IRELAND, "EU-DataTransfer-Out-Bytes", "RunInstances", "GB", "0.09", "90",
          growth=120),
    Meter("Amazon Elastic Load Balancing", MAIN, "LoadBalancerUsage", "LoadBalancing:Application",
          "Hrs", "0.0225", "120", wobble=0),
    Meter("Amazon Elastic Load Balancing", IRELAND, "EU-LoadBalancerUsage",
          "LoadBalancing:Application", "Hrs", "0.0252", "48", wobble=0),
    Meter("AWS Lambda", MAIN, "Lambda-GB-Second", "Invoke", "Lambda-GB-Second", "0.0000166667",
          "1900000", weekend=NIGHT, growth=180),
    Meter("AWS Lambda", MAIN, "Request", "Invoke", "Requests", "0.0000002", "6200000",
          weekend=NIGHT, growth=180),
    Meter("Amazon DynamoDB", MAIN, "ReadRequestUnits", "PayPerRequestThroughput",
          "ReadRequestUnits", "0.00000025", "52000000", weekend=110, growth=140),
    Meter("Amazon DynamoDB", MAIN, "WriteRequestUnits", "PayPerRequestThroughput",
          "WriteRequestUnits", "0.00000125", "9500000", weekend=110, growth=140),
    Meter("Amazon ElastiCache", MAIN, "NodeUsage:cache.r5.large", "CreateCacheCluster:0002", "Hrs",
          "0.216", "72", instance="cache.r5.large", wobble=0),
    Meter("Amazon OpenSearch Service", MAIN, "ESInstance:r6g.large", "ESDomain", "Hrs", "0.167",
          "72", instance="r6g.large", wobble=0, first=5),
    Meter("Amazon Redshift", FRANKFURT, "EUC1-Node:ra3.xlplus", "RunComputeNode:0001", "Hrs",
          "1.235", "24", wobble=0, first=11),
    Meter("Amazon Elastic File System", MAIN, "TimedStorage-ByteHrs", "StandardStorage", "GB-Mo",
          "0.3", "26", growth=90, wobble=0),
    Meter(FARGATE, MAIN, "Fargate-vCPU-Hours:perCPU", "", "hours",
          "0.04048", "520", growth=200, first=6),
    Meter("Amazon Elastic Container Service for Kubernetes", MAIN, "AmazonEKS-Hours:perCluster",
          "CreateOperation", "Hours", "0.1", "24", wobble=0, first=14),
    Meter("Amazon EC2 Container Registry (ECR)", MAIN, "TimedStorage-ByteHrs", "", "GB-Mo", "0.1",
          "9", growth=150, wobble=0),
    Meter("Amazon Simple Queue Service", MAIN, "Requests-RBP", "SendMessage", "Requests",
          "0.0000004", "21000000", weekend=NIGHT, growth=100),
    Meter("Amazon Simple Notification Service", MAIN, "Requests-Tier1", "Publish", "Requests",
          "0.0000005", "3100000", growth=60),
    Meter("Amazon Simple Email Service", MAIN, "Recipients", "Send", "Count", "0.0001", "42000",
          weekend=70),
    Meter("Amazon API Gateway", MAIN, "ApiGatewayRequest", "ApiGatewayRequest", "Requests",
          "0.0000035", "2300000", growth=120),
    Meter("Amazon Kinesis", MAIN, "Storage-ShardHour", "shardHourStorage", "ShardHour", "0.015",
          "192", wobble=0),
    Meter("Amazon Kinesis Firehose", MAIN, "BilledBytes", "BilledBytes", "GB", "0.029", "240"),
    Meter("AWS Glue", FRANKFURT, "EUC1-ETL-DPU-Hour", "Jobrun", "DPU-Hour", "0.44", "22",
          weekend=QUIET),
    Meter("Amazon Athena", FRANKFURT, "EUC1-DataScannedInTB", "", "Terabytes", "5", "0.6",
          weekend=QUIET, growth=80),
    Meter("AmazonCloudWatch", MAIN, "DataProcessing-Bytes", "PutLogEvents", "GB", "0.5", "46",
          growth=130),
    Meter("AmazonCloudWatch", MAIN, "CW:AlarmMonitorUsage", "Unknown", "Alarms", "0.1", "3.4",
          wobble=0),
    Meter("AWS CloudTrail", MAIN, "USE1-PaidEventsRecorded", "None", "Events", "0.00002",
          "120000", weekend=NIGHT),
    Meter("AWS Config", MAIN, "ConfigurationItemRecorded", "None", "ConfigurationItems", "0.003",
          "1400", weekend=NIGHT),
    Meter("AWS Key Management Service", MAIN, "us-east-1-KMS-Requests", "Unknown", "Requests",
          "0.000003", "880000"),
    Meter("AWS Secrets Manager", MAIN, "USE1-AWSSecretsManager-Secrets", "", "Secrets", "0.4",
          "1.1", wobble=0),
    Meter("AWS WAF", "global", "Global-RequestV2", "", "Requests", "0.0000006", "14000000",
          weekend=120),
    Meter("Amazon Route 53", "global", "DNS-Queries", "A", "Queries", "0.0000004", "31000000"),
    Meter("CodeBuild", MAIN, "Build-Min:Linux:g1.small", "BUILD", "Minutes", "0.005", "1500",
          weekend=15),
    Meter("AWS Step Functions", MAIN, "StateTransition", "", "StateTransitions", "0.000025",
          "410000"),
    Meter("Amazon Cognito", MAIN, "CognitoUserPoolsMAU", "", "User", "0.0055", "260"),
)  # fmt: skip
