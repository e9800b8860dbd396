"""What keeps it running: logs, alarms, dashboards, schedules, the trail, parameters, secrets, backups."""

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

RULES = (
    (MAIN, "nightly-reports", "cron(0 3 * * ? *)", "prod"),
    (MAIN, "stop-dev-at-night", "cron(0 19 ? * MON-FRI *)", "ci"),
    (MAIN, "clean-old-amis", "rate(7 days)", "ci"),
    (MAIN, "warehouse-sync", "rate(15 minutes)", "prod"),
    (MAIN, "search-sync", "rate(5 minutes)", "prod"),
    (IRELAND, "login-cleanup", "rate(1 day)", "prod"),
    (OREGON, "bruno-test", "rate(1 hour)", "dev"),
)
DASHBOARDS = ((MAIN, "shop"), (MAIN, "payments"), (IRELAND, "shop-eu"), (FRANKFURT, "data"), (MAIN, "on-call"))
PARAMETERS = ("database-url", "feature-flags", "log-level", "api-endpoint")


def build(company: Company) -> None:
    """Make what watches the rest, after the rest."""
    _logs(company)
    _alarms(company)
    with ago(370):
        _dashboards(company)
        _rules(company)
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
                company.at(region)("logs", "PutRetentionPolicy", logGroupName=f"/aws/lambda/{name}", retentionInDays=30)  # fmt: skip
    for region, apps in ((MAIN, APPS), (IRELAND, APPS[:8]), (OREGON, APPS[:3])):
        for app in apps:
            company.at(region)("logs", "CreateLogGroup", logGroupName=f"/ecs/{app}", tags=tags(f"log-{region}-{app}", "prod", app))  # fmt: skip
    company.at(MAIN)("logs", "CreateLogGroup", logGroupName="aws-cloudtrail-logs")


def _alarms(company: Company) -> None:
    """Watch instances, queues, functions and databases; tell those on call."""
    for key, value in list(company.known.items()):
        kind, _, rest = key.partition(":")
        region, _, name = rest.partition(":")
        if kind == "queue-arn" and not name.startswith(("stage-", "dev-")):
            _alarm(company, region, f"{name} backlog", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name)  # fmt: skip
        elif kind == "function" and number(name, 3) == 0 and region in {MAIN, IRELAND}:
            _alarm(company, region, f"{name} errors", "AWS/Lambda", "Errors", "FunctionName", name)
        elif kind == "db":
            place, identifier = value.split(":")[3], value.rpartition(":")[2]
            if place in {MAIN, IRELAND}:
                _alarm(company, place, f"{identifier} cpu", "AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", identifier)  # fmt: skip
    for name, instance in list(company.known.items()):
        if name.startswith("instance:prod:") and name.split(":")[2] in {"search", "payments"}:
            _alarm(company, MAIN, name.removeprefix("instance:"), "AWS/EC2", "StatusCheckFailed", "InstanceId", instance)  # fmt: skip


def _alarm(
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
        widget = {"type": "metric", "properties": {"region": region, "metrics": [["AWS/Lambda", "Errors"]]}}  # fmt: skip
        company.at(region)("cloudwatch", "PutDashboard", DashboardName=name, DashboardBody=written({"widgets": [widget]}))  # fmt: skip


def _rules(company: Company) -> None:
    for region, name, schedule, env in RULES:
        events = company.at(region)
        events("events", "PutRule", Name=f"run-{name}", ScheduleExpression=schedule, Tags=pairs(tags(f"rule-{name}", env)))  # fmt: skip
        target = company.known.get(f"function:{region}:{name}") or company[f"function:{region}:reports-nightly"]  # fmt: skip
        events("events", "PutTargets", Rule=f"run-{name}", Targets=[{"Id": "1", "Arn": target}])
    for region in (MAIN, IRELAND):
        events = company.at(region)
        events("events", "CreateEventBus", Name="shop")
        for app in ("orders", "payments", "warehouse"):
            pattern = written({"source": [f"acme.{app}"]})
            events("events", "PutRule", Name=f"on-{app}", EventBusName="shop", EventPattern=pattern)
            events("events", "PutTargets", Rule=f"on-{app}", EventBusName="shop", Targets=[{"Id": "1", "Arn": company.all(f"queue-arn:{region}:")[0]}])  # fmt: skip
    partner = "999988887777"
    company.at(MAIN)("events", "PutPermission", EventBusName="shop", Action="events:PutEvents", Principal=partner, StatementId="partner")  # fmt: skip
    scheduler = company.at(MAIN)
    flexible = {"Mode": "OFF"}
    for name in ("close-day", "dunning", "rotate-feeds"):
        target = {"Arn": company[f"function:{MAIN}:billing-dunning"], "RoleArn": company["role:scheduler-jobs"]}  # fmt: skip
        scheduler("scheduler", "CreateSchedule", Name=name, ScheduleExpression="rate(1 day)", FlexibleTimeWindow=flexible, Target=target)  # fmt: skip


def _secrets(company: Company) -> None:
    for region, env, apps in (
        (MAIN, "prod", APPS),
        (IRELAND, "prod", APPS[:6]),
        (MAIN, "stage", APPS[:4]),
        (OREGON, "dev", APPS[:2]),
    ):
        for app in apps:
            with ago(100 + number(f"{region}{app}", 700)):
                company.at(region)("secretsmanager", "CreateSecret", Name=f"acme/{env}/{app}", SecretString=written({"password": "correct-horse-battery"}), Tags=pairs(tags(f"secret-{region}-{app}", env, app)))  # fmt: skip


def _parameters(company: Company) -> None:
    for region, env, apps in ((MAIN, "prod", APPS[:9]), (MAIN, "stage", APPS[:5]), (IRELAND, "prod", APPS[:4]), (OREGON, "dev", APPS[:3])):  # fmt: skip
        ssm = company.at(region)
        for app in apps:
            for name in PARAMETERS[: 2 + number(f"{env}{app}", 3)]:
                secret = name == "database-url"
                ssm("ssm", "PutParameter", Name=f"/acme/{env}/{app}/{name}", Value=f"postgres://acme:correct-horse@{app}.db/acme" if secret else "on", Type="SecureString" if secret and number(app, 2) else "String")  # fmt: skip


def _trail(company: Company) -> None:
    trail = company.at(MAIN)
    trail("cloudtrail", "CreateTrail", Name="acme-trail", S3BucketName="acme-data-trail-logs", IsMultiRegionTrail=True)  # fmt: skip
    trail("cloudtrail", "StartLogging", Name="acme-trail")


def _recorder(company: Company) -> None:
    """Make the recorder that somebody set up in two regions and forgot."""
    role = f"arn:aws:iam::{LEGACY_ID}:role/config-recorder"
    for region in (MAIN, IRELAND):
        config = company.at(region)
        group = {"allSupported": True, "includeGlobalResourceTypes": region == MAIN}
        config("config", "PutConfigurationRecorder", ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": group})  # fmt: skip
        config("config", "PutDeliveryChannel", DeliveryChannel={"name": "default", "s3BucketName": "acme-data-config-history"})  # fmt: skip
        config("config", "StartConfigurationRecorder", ConfigurationRecorderName="default")
        for rule in ("S3_BUCKET_PUBLIC_READ_PROHIBITED", "ENCRYPTED_VOLUMES", "ROOT_ACCOUNT_MFA_ENABLED"):  # fmt: skip
            source = {"Owner": "AWS", "SourceIdentifier": rule}
            config("config", "PutConfigRule", ConfigRule={"ConfigRuleName": rule.lower(), "Source": source})  # fmt: skip


def _backups(company: Company) -> None:
    for region in REGIONS[:3]:
        backup = company.at(region)
        backup("backup", "CreateBackupVault", BackupVaultName="nightly", EncryptionKeyArn=company["key:backup"], BackupVaultTags=tags(f"vault-{region}", "prod"))  # fmt: skip
        rule = {"RuleName": "nightly", "TargetBackupVaultName": "nightly", "ScheduleExpression": "cron(0 4 * * ? *)"}  # fmt: skip
        backup("backup", "CreateBackupPlan", BackupPlan={"BackupPlanName": "nightly", "Rules": [rule]})  # fmt: skip
