"""Where the data go: catalogue, crawlers, queries, delivery streams, brokers, file transfer."""

from __future__ import annotations

from typing import Any

from migrate.simulator.scenarios.acme.company import (
    FRANKFURT,
    IRELAND,
    LEGACY_ID,
    MAIN,
    OREGON,
    Company,
    ago,
)
from migrate.simulator.scenarios.acme.tags import pairs, tags

CATALOGUE = {
    "raw": "orders customers carts clicks stock",
    "clean": "orders customers sessions",
    "marts": "revenue_by_day churn basket",
}
DELIVERIES = ((MAIN, "clickstream"), (IRELAND, "clickstream"), (MAIN, "audit"), (FRANKFURT, "alb"))


def build(company: Company) -> None:
    """Make the data platform, and the two brokers that only a few know of."""
    with ago(620):
        _catalogue(company)
        _queries(company)
        for region, name in DELIVERIES:
            _delivery(company, region, name)
    with ago(760):
        _brokers(company)
        _transfers(company)
        _moves(company)


def _catalogue(company: Company) -> None:
    glue = company.at(FRANKFURT)
    for database, tables in CATALOGUE.items():
        bucket = f"s3://acme-data-lake-{database}"
        glue("glue", "CreateDatabase", DatabaseInput={"Name": database, "LocationUri": bucket})
        for table in tables.split():
            columns = [{"Name": "id", "Type": "string"}, {"Name": "at", "Type": "timestamp"}]
            storage = {"Columns": columns, "Location": f"{bucket}/{table}/"}
            glue(
                "glue",
                "CreateTable",
                DatabaseName=database,
                TableInput={
                    "Name": table,
                    "StorageDescriptor": storage,
                    "TableType": "EXTERNAL_TABLE",
                },
            )
        glue(
            "glue",
            "CreateCrawler",
            Name=f"crawl-{database}",
            Role=company["role:glue-crawler"],
            DatabaseName=database,
            Targets={"S3Targets": [{"Path": bucket}]},
            Tags=tags(f"crawler-{database}", "data"),
        )
    for job in ("raw-to-clean", "clean-to-marts", "export-finance"):
        glue(
            "glue",
            "CreateJob",
            Name=job,
            Role=company["role:glue-crawler"],
            Command={"Name": "glueetl", "ScriptLocation": f"s3://acme-ci-artifacts/glue/{job}.py"},
            Tags=tags(f"job-{job}", "data"),
        )
    glue(
        "glue",
        "CreateTrigger",
        Name="nightly",
        Type="SCHEDULED",
        Schedule="cron(0 2 * * ? *)",
        Actions=[{"JobName": "raw-to-clean"}],
    )


def _queries(company: Company) -> None:
    athena = company.at(FRANKFURT)
    place = {"OutputLocation": "s3://acme-data-athena-results/"}
    for group in ("analysts", "reports"):
        athena(
            "athena",
            "CreateWorkGroup",
            Name=group,
            Configuration={"ResultConfiguration": place},
            Tags=pairs(tags(f"athena-{group}", "data")),
        )
    for name in ("revenue", "top-products", "churn"):
        athena(
            "athena",
            "CreateNamedQuery",
            Name=name,
            Database="marts",
            QueryString="SELECT 1",
            WorkGroup="analysts",
        )


def _delivery(company: Company, region: str, name: str) -> None:
    target = {
        "RoleARN": company["role:firehose-delivery"],
        "BucketARN": "arn:aws:s3:::acme-data-events-raw",
    }
    made: dict[str, Any] = {
        "DeliveryStreamName": name,
        "ExtendedS3DestinationConfiguration": target,
    }
    stream = company.known.get(f"kinesis:{region}:{name}")
    if stream:
        made |= {
            "DeliveryStreamType": "KinesisStreamAsSource",
            "KinesisStreamSourceConfiguration": {
                "KinesisStreamARN": stream,
                "RoleARN": company["role:firehose-delivery"],
            },
        }
    company.at(region)(
        "firehose",
        "CreateDeliveryStream",
        **made,
        Tags=pairs(tags(f"firehose-{region}-{name}", "data") or {"Name": name}),
    )


def _brokers(company: Company) -> None:
    subnets = company.subnets("prod", "private")
    groups = [company["sg:prod:warehouse"]]
    company.at(MAIN)(
        "mq",
        "CreateBroker",
        BrokerName="warehouse",
        DeploymentMode="SINGLE_INSTANCE",
        EngineType="ACTIVEMQ",
        EngineVersion="5.18",
        HostInstanceType="mq.m5.large",
        PubliclyAccessible=False,
        AutoMinorVersionUpgrade=True,
        SubnetIds=subnets[:1],
        SecurityGroups=groups,
        Users=[{"Username": "warehouse", "Password": "correct-horse-battery"}],
        Tags=tags("mq-warehouse", "prod", "warehouse"),
    )
    nodes = {"InstanceType": "kafka.m5.large", "ClientSubnets": subnets, "SecurityGroups": groups}
    company.at(MAIN)(
        "kafka",
        "CreateCluster",
        ClusterName="events",
        KafkaVersion="3.6.0",
        NumberOfBrokerNodes=3,
        BrokerNodeGroupInfo=nodes,
        Tags=tags("msk-events", "prod", "orders"),
    )


def _transfers(company: Company) -> None:
    transfer = company.at(MAIN)
    made = transfer(
        "transfer",
        "CreateServer",
        EndpointType="PUBLIC",
        Protocols=["SFTP"],
        Tags=pairs(tags("sftp", "prod", "warehouse") or {"Name": "sftp"}),
    )
    for partner in ("globex", "initech", "umbrella"):
        transfer(
            "transfer",
            "CreateUser",
            ServerId=made["ServerId"],
            UserName=partner,
            Role=company["role:transfer-users"],
            HomeDirectory=f"/acme-prod-uploads/{partner}",
        )


def _moves(company: Company) -> None:
    """Make what a migration of years ago left: a replication, a model endpoint, a workspace."""
    dms = company.at(FRANKFURT)
    dms(
        "dms",
        "CreateReplicationSubnetGroup",
        ReplicationSubnetGroupIdentifier="old-move",
        ReplicationSubnetGroupDescription="move of 2022",
        SubnetIds=company.subnets("data", "data"),
    )
    dms(
        "dms",
        "CreateReplicationInstance",
        ReplicationInstanceIdentifier="old-move",
        ReplicationInstanceClass="dms.t3.medium",
    )
    sage = company.at(OREGON)
    role = f"arn:aws:iam::{LEGACY_ID}:role/recommend-prod"
    sage(
        "sagemaker",
        "CreateNotebookInstance",
        NotebookInstanceName="mk-experiments",
        InstanceType="ml.t3.medium",
        RoleArn=role,
    )
    sage(
        "sagemaker",
        "CreateModel",
        ModelName="recommend-v3",
        ExecutionRoleArn=role,
        PrimaryContainer={
            "Image": company[f"repository:{MAIN}:recommend"],
            "ModelDataUrl": "s3://acme-sandbox-gpu-models/v3.tar.gz",
        },
    )
