"""Which IAM action allows an operation, where its name does not say so."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "accessanalyzer": "access-analyzer",
        "agent-registry-control": "agent-registry",
        "amp": "aps",
        "apigatewayv2": "apigateway",
        "appintegrations": "app-integrations",
        "application-insights": "applicationinsights",
        "bedrock-agent": "bedrock",
        "bedrock-agent-runtime": "bedrock",
        "bedrock-agentcore-control": "bedrock-agentcore",
        "bedrock-data-automation": "bedrock",
        "chime-sdk-identity": "chime",
        "chime-sdk-media-pipelines": "chime",
        "chime-sdk-messaging": "chime",
        "chime-sdk-voice": "chime",
        "cleanroomsml": "cleanrooms-ml",
        "cloudcontrol": "cloudformation",
        "cloudhsmv2": "cloudhsm",
        "cloudwatchomni": "cloudwatch",
        "codeguruprofiler": "codeguru-profiler",
        "compute-optimizer-automation": "aco-automation",
        "connectcampaigns": "connect-campaigns",
        "connectcampaignsv2": "connect-campaigns",
        "connectcases": "cases",
        "connecthealth": "health-agent",
        "customer-profiles": "profile",
        "devops-agent": "aidevops",
        "dynamodbstreams": "dynamodb",
        "efs": "elasticfilesystem",
        "elb": "elasticloadbalancing",
        "elbv2": "elasticloadbalancing",
        "elementalinference": "elemental-inference",
        "emr": "elasticmapreduce",
        "eventbridgev2": "events",
        "greengrassv2": "greengrass",
        "iot-managed-integrations": "iotmanagedintegrations",
        "iotsecuretunneling": "iot",
        "ivs-realtime": "ivs",
        "keyspaces": "cassandra",
        "kinesisanalyticsv2": "kinesisanalytics",
        "lambda-core": "lambda",
        "lambda-microvms": "lambda",
        "lambda-web": "lambda",
        "launch-wizard": "launchwizard",
        "lexv2-models": "lex",
        "location": "geo",
        "mailmanager": "ses",
        "marketplace-agreement": "aws-marketplace",
        "migration-hub-refactor-spaces": "refactor-spaces",
        "mwaa": "airflow",
        "mwaa-serverless": "airflow-serverless",
        "notificationscontacts": "notifications-contacts",
        "opensearch": "es",
        "opensearchserverless": "aoss",
        "pinpoint": "mobiletargeting",
        "pinpoint-email": "ses",
        "pinpoint-sms-voice-v2": "sms-voice",
        "pricing-plan-manager": "pricingplanmanager",
        "qconnect": "wisdom",
        "resiliencehubv2": "resiliencehub",
        "resourcegroupstaggingapi": "tag",
        "s3control": "s3",
        "s3outposts": "s3-outposts",
        "service-quotas": "servicequotas",
        "servicecatalog-appregistry": "servicecatalog",
        "sesv2": "ses",
        "sso-admin": "sso",
        "stepfunctions": "states",
        "support-app": "supportapp",
        "taxsettings": "tax",
        "timestream-query": "timestream",
        "timestream-write": "timestream",
        "voice-id": "voiceid",
        "workspaces-thin-client": "thinclient",
    }
)
"""Service to the prefix of its IAM actions, where they differ (Service Authorization Reference)."""

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "budgets:DescribeBudget": "budgets:ViewBudget",
        "budgets:DescribeBudgets": "budgets:ViewBudget",
        "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
        "dms:DescribeDataProviders": "dms:ListDataProviders",
        "dms:DescribeInstanceProfiles": "dms:ListInstanceProfiles",
        "dms:DescribeMigrationProjects": "dms:ListMigrationProjects",
        "keyspaces:ListKeyspaces": "cassandra:Select",
        "keyspaces:ListTables": "cassandra:Select",
        "keyspaces:ListTypes": "cassandra:Select",
        "lambda:Invoke": "lambda:InvokeFunction",
        "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
        "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
        "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
        "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
        "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
        "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
        "s3:HeadBucket": "s3:ListBucket",
        "s3:HeadObject": "s3:GetObject",
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
