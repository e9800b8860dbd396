"""Buckets with what hangs on them, file systems, container images."""

from __future__ import annotations

from typing import Any

from migrate.simulator.scenarios.acme.company import (
    APPS,
    FRANKFURT,
    IRELAND,
    LEGACY_ID,
    MAIN,
    OREGON,
    Company,
    ago,
    number,
    written,
)
from migrate.simulator.scenarios.acme.network import of
from migrate.simulator.scenarios.acme.tags import pairs, tags

BUCKETS = (
    (
        MAIN,
        "prod",
        "assets uploads invoices exports product-images static-site db-dumps thumbnails",
    ),
    (MAIN, "ci", "artifacts terraform-state lambda-code nexus-backup"),
    (MAIN, "stage", "assets uploads exports"),
    (MAIN, "data", "clickstream events-raw ml-features"),
    (IRELAND, "prod", "assets-eu uploads-eu invoices-eu"),
    (
        FRANKFURT,
        "data",
        "lake-raw lake-clean lake-marts athena-results trail-logs config-history alb-logs",
    ),
    (OREGON, "dev", "assets uploads scratch bruno-test"),
    (OREGON, "sandbox", "gpu-models poc-2022 tmp-delete-me"),
)
PLAIN = (MAIN, "billing-reports")
REPOSITORIES = (*APPS, "base-python", "base-node", "jenkins-agent", "poc-rust")
FILE_SYSTEMS = (("prod", "shared-media"), ("tools", "jenkins-home"), ("dev", "home"))
EXPIRE = {
    "Rules": [
        {
            "ID": "old",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}],
            "Expiration": {"Days": 400},
        }
    ]
}


def build(company: Company) -> None:
    """Make buckets, file systems and repositories."""
    for region, env, names in BUCKETS:
        for name in names.split():
            with ago(100 + number(f"{env}{name}", 1100)):
                _bucket(company, region, env, name)
    with ago(700):
        _reports(company)
        _policies(company)
    for network, name in FILE_SYSTEMS:
        with ago(500):
            _files(company, network, name)
    for name in REPOSITORIES:
        with ago(300):
            _repository(company, MAIN, name)
    for name in APPS[:4]:
        _repository(company, IRELAND, name)


def _bucket(company: Company, region: str, env: str, name: str) -> None:
    s3, full = company.at(region), f"acme-{env}-{name}"
    _create(company, region, full)
    company.keep(f"bucket:{env}:{name}", full)
    mark = tags(full, env)
    if mark:
        s3("s3", "PutBucketTagging", Bucket=full, Tagging={"TagSet": pairs(mark)})
    choice = number(full, 6)
    if choice < 3:
        s3("s3", "PutBucketVersioning", Bucket=full, VersioningConfiguration={"Status": "Enabled"})
    if choice in {1, 4}:
        s3("s3", "PutBucketLifecycleConfiguration", Bucket=full, LifecycleConfiguration=EXPIRE)
    if env == "prod":
        rule = {
            "ApplyServerSideEncryptionByDefault": {
                "SSEAlgorithm": "aws:kms",
                "KMSMasterKeyID": company["key:shop"],
            }
        }
        s3(
            "s3",
            "PutBucketEncryption",
            Bucket=full,
            ServerSideEncryptionConfiguration={"Rules": [rule]},
        )


def _create(company: Company, region: str, name: str) -> None:
    place = {} if region == MAIN else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    company.at(region)("s3", "CreateBucket", Bucket=name, **place)


def _reports(company: Company) -> None:
    """Let AWS write the cost and usage report into a bucket."""
    region, name = PLAIN
    full = f"acme-{name}"
    _create(company, region, full)
    company.keep("bucket:reports", full)
    service = {"Service": "billingreports.amazonaws.com"}
    _allow(company, region, full, service, ["s3:PutObject"])


def _policies(company: Company) -> None:
    """Share some buckets: with CloudFront, with CloudTrail, with a partner's account."""
    _allow(
        company,
        MAIN,
        "acme-prod-static-site",
        {"Service": "cloudfront.amazonaws.com"},
        ["s3:GetObject"],
    )
    _allow(
        company,
        FRANKFURT,
        "acme-data-trail-logs",
        {"Service": "cloudtrail.amazonaws.com"},
        ["s3:PutObject"],
    )
    _allow(
        company,
        FRANKFURT,
        "acme-data-config-history",
        {"Service": "config.amazonaws.com"},
        ["s3:PutObject"],
    )
    partner = {"AWS": ["arn:aws:iam::999988887777:root", f"arn:aws:iam::{LEGACY_ID}:root"]}
    _allow(company, MAIN, "acme-prod-exports", partner, ["s3:GetObject"])


def _allow(
    company: Company, region: str, bucket: str, principal: dict[str, Any], actions: list[str]
) -> None:
    allow = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": actions,
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    policy = written({"Version": "2012-10-17", "Statement": [allow]})
    company.at(region)("s3", "PutBucketPolicy", Bucket=bucket, Policy=policy)


def _files(company: Company, network: str, name: str) -> None:
    place = of(network)
    efs = company.at(place.region)
    made = efs(
        "efs",
        "CreateFileSystem",
        CreationToken=name,
        Encrypted=True,
        KmsKeyId=company["key:shop"],
        Tags=pairs(tags(name, place.env) or {"Name": name}),
    )
    system = company.keep(f"files:{name}", made["FileSystemId"])
    for subnet in company.subnets(network, "private"):
        efs(
            "efs",
            "CreateMountTarget",
            FileSystemId=system,
            SubnetId=subnet,
            SecurityGroups=[company[f"sg:{network}:db"]],
        )


def _repository(company: Company, region: str, name: str) -> None:
    ecr = company.at(region)
    made = ecr(
        "ecr",
        "CreateRepository",
        repositoryName=f"acme/{name}",
        tags=pairs(tags(f"ecr-{name}", "ci", name)),
        imageScanningConfiguration={"scanOnPush": True},
    )
    company.keep(f"repository:{region}:{name}", made["repository"]["repositoryUri"])
    if number(name, 3):
        rule = {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "imageCountMoreThan",
                "countNumber": 20,
            },
            "action": {"type": "expire"},
        }
        ecr(
            "ecr",
            "PutLifecyclePolicy",
            repositoryName=f"acme/{name}",
            lifecyclePolicyText=written({"rules": [rule]}),
        )
