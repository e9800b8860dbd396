"""Which IAM action allows an operation, where its name does not say so."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "accessanalyzer": "access-analyzer",
        "apigatewayv2": "apigateway",
        "cloudcontrol": "cloudformation",
        "efs": "elasticfilesystem",
        "elb": "elasticloadbalancing",
        "elbv2": "elasticloadbalancing",
        "emr": "elasticmapreduce",
        "marketplace-agreement": "aws-marketplace",
        "opensearch": "es",
        "resourcegroupstaggingapi": "tag",
        "s3control": "s3",
        "service-quotas": "servicequotas",
        "sesv2": "ses",
        "sso-admin": "sso",
        "stepfunctions": "states",
        "taxsettings": "tax",
    }
)
"""Service to the prefix of its IAM actions, where they differ (Service Authorization Reference)."""

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "budgets:DescribeBudget": "budgets:ViewBudget",
        "budgets:DescribeBudgets": "budgets:ViewBudget",
        "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
        "lambda:Invoke": "lambda:InvokeFunction",
        "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
        "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
        "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
        "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
        "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
        "s3:HeadBucket": "s3:ListBucket",
        "s3:ListBuckets": "s3:ListAllMyBuckets",
        "s3:ListObjectsV2": "s3:ListBucket",
        "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
    }
)
"""Operations whose action has another name (Service Authorization Reference)."""


def action_of(operation: str) -> str:
    """Return the IAM action that allows `service:Operation`."""
    if operation in ACTIONS:
        return ACTIONS[operation]
    service, _, name = operation.partition(":")
    if service in {"apigateway", "apigatewayv2"} and name.startswith("Get"):
        return "apigateway:GET"
    return f"{PREFIXES.get(service, service)}:{name}"
