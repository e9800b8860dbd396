"""What keeps it running: logs, alarms, schedules, the trail, parameters, secrets, backups."""

from __future__ import annotations

from migrate.simulator.scenarios.acme.company import (
    APPS,
    FRANKFURT,
    IRELAND,
    LEGACY_ID,
    MAIN,
    OREGON,
    REGIONS,
    Company,
    ago,
    number,
    written,
)
from migrate.simulator.scenarios.acme.tags import pairs, tags

DASHBOARDS = (
    (MAIN, "shop"),
    (MAIN, "payments"),
    (IRELAND, "shop-eu"),
    (FRANKFURT, "data"),
    (MAIN, "on-call"),
)
PARAMETERS = ("database-url", "feature-flags", "log-level", "api-endpoint")


def build(company: Company) -> None:
    """Make what watches the rest, after the rest."""
    _logs(company)
    _alarms(company)
    with ago(370):
        _dashboards(company)
    _secrets(company)
    _parameters(company)
    with ago(880):
        _trail(company)
        _recorder(company)
        _backups(company)


def _logs(company: Company) -> None:
    for key, arn in list(company.known.items()):
        kind, _, rest = key.partition(":")
        if kind == "function":
            region, _, name = rest.partition(":")
            with ago(10 + number(key, 500)):
                company.at(region)("logs", "CreateLogGroup", logGroupName=f"/aws/lambda/{name}")
            if number(arn, 3) == 0:
                company.at(region)(
                    "logs",
                    "PutRetentionPolicy",
                    logGroupName=f"/aws/lambda/{name}",
                    retentionInDays=30,
                )
    for region, apps in ((MAIN, APPS), (IRELAND, APPS[:8]), (OREGON, APPS[:3])):
        for app in apps:
            company.at(region)(
                "logs",
                "CreateLogGroup",
                logGroupName=f"/ecs/{app}",
                tags=tags(f"log-{region}-{app}", "prod", app),
            )
    company.at(MAIN)("logs", "CreateLogGroup", logGroupName="aws-cloudtrail-logs")


def _alarms(company: Company) -> None:
    """Watch instances, queues, functions and databases; tell those on call."""
    for key, value in list(company.known.items()):
        kind, _, rest = key.partition(":")
        region, _, name = rest.partition(":")
        if kind == "queue-arn" and not name.startswith(("stage-", "dev-")):
            _alarm(
                company,
                region,
                f"{name} backlog",
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                "QueueName",
                name,
            )
        elif kind == "function" and number(name, 3) == 0 and region in {MAIN, IRELAND}:
            _alarm(company, region, f"{name} errors", "AWS/Lambda", "Errors", "FunctionName", name)
        elif kind == "db":
            place, identifier = value.split(":")[3], value.rpartition(":")[2]
            if place in {MAIN, IRELAND}:
                _alarm(
                    company,
                    place,
                    f"{identifier} cpu",
                    "AWS/RDS",
                    "CPUUtilization",
                    "DBInstanceIdentifier",
                    identifier,
                )
    for name, instance in list(company.known.items()):
        if name.startswith("instance:prod:") and name.split(":")[2] in {"search", "payments"}:
            _alarm(
                company,
                MAIN,
                name.removeprefix("instance:"),
                "AWS/EC2",
                "StatusCheckFailed",
                "InstanceId",
                instance,
            )


def _alarm(  # noqa: PLR0917
    company: Company, region: str, name: str, space: str, metric: str, key: str, value: str
) -> None:
    company.at(region)(
        "cloudwatch",
        "PutMetricAlarm",
        AlarmName=name,
        Namespace=space,
        MetricName=metric,
        Dimensions=[{"Name": key, "Value": value}],
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=3,
        Threshold=100.0,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[company[f"topic:{region}:alarms-critical"]],
        Tags=pairs(tags(f"alarm-{name}", "prod")),
    )


def _dashboards(company: Company) -> None:
    for region, name in DASHBOARDS:
        widget = {
            "type": "metric",
            "properties": {"region": region, "metrics": [["AWS/Lambda", "Errors"]]},
        }
        company.at(region)(
            "cloudwatch",
            "PutDashboard",
            DashboardName=name,
            DashboardBody=written({"widgets": [widget]}),
        )


def _secrets(company: Company) -> None:
    for region, env, apps in (
        (MAIN, "prod", APPS),
        (IRELAND, "prod", APPS[:6]),
        (MAIN, "stage", APPS[:4]),
        (OREGON, "dev", APPS[:2]),
    ):
        for app in apps:
            with ago(100 + number(f"{region}{app}", 700)):
                company.at(region)(
                    "secretsmanager",
                    "CreateSecret",
                    Name=f"acme/{env}/{app}",
                    SecretString=written({"password": "correct-horse-battery"}),
                    Tags=pairs(tags(f"secret-{region}-{app}", env, app)),
                )


def _parameters(company: Company) -> None:
    for region, env, apps in (
        (MAIN, "prod", APPS[:9]),
        (MAIN, "stage", APPS[:5]),
        (IRELAND, "prod", APPS[:4]),
        (OREGON, "dev", APPS[:3]),
    ):
        ssm = company.at(region)
        for app in apps:
            for name in PARAMETERS[: 2 + number(f"{env}{app}", 3)]:
                secret = name == "database-url"
                ssm(
                    "ssm",
                    "PutParameter",
                    Name=f"/acme/{env}/{app}/{name}",
                    Value=f"postgres://acme:correct-horse@{app}.db/acme" if secret else "on",
                    Type="SecureString" if secret and number(app, 2) else "String",
                )


def _trail(company: Company) -> None:
    trail = company.at(MAIN)
    trail(
        "cloudtrail",
        "CreateTrail",
        Name="acme-trail",
        S3BucketName="acme-data-trail-logs",
        IsMultiRegionTrail=True,
    )
    trail("cloudtrail", "StartLogging", Name="acme-trail")


def _recorder(company: Company) -> None:
    """Make the recorder that somebody set up in two regions and forgot."""
    role = f"arn:aws:iam::{LEGACY_ID}:role/config-recorder"
    for region in (MAIN, IRELAND):
        config = company.at(region)
        group = {"allSupported": True, "includeGlobalResourceTypes": region == MAIN}
        config(
            "config",
            "PutConfigurationRecorder",
            ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": group},
        )
        config(
            "config",
            "PutDeliveryChannel",
            DeliveryChannel={"name": "default", "s3BucketName": "acme-data-config-history"},
        )
        config("config", "StartConfigurationRecorder", ConfigurationRecorderName="default")
        for rule in (
            "S3_BUCKET_PUBLIC_READ_PROHIBITED",
            "ENCRYPTED_VOLUMES",
            "ROOT_ACCOUNT_MFA_ENABLED",
        ):
            source = {"Owner": "AWS", "SourceIdentifier": rule}
            config(
                "config",
                "PutConfigRule",
                ConfigRule={"ConfigRuleName": rule.lower(), "Source": source},
            )


def _backups(company: Company) -> None:
    for region in REGIONS[:3]:
        backup = company.at(region)
        backup(
            "backup",
            "CreateBackupVault",
            BackupVaultName="nightly",
            EncryptionKeyArn=company["key:backup"],
            BackupVaultTags=tags(f"vault-{region}", "prod"),
        )
        rule = {
            "RuleName": "nightly",
            "TargetBackupVaultName": "nightly",
            "ScheduleExpression": "cron(0 4 * * ? *)",
        }
        backup(
            "backup", "CreateBackupPlan", BackupPlan={"BackupPlanName": "nightly", "Rules": [rule]}
        )
