"""What nobody owns: experiments, names that no program should trust, things without any tag.

AWS takes these names (aws docs: EC2 allows any character in tags; IAM role names match
`[\\w+=,.@-]+`; a security group of a VPC may be named with `[]@/=&;{}!$*`).
"""

from __future__ import annotations

from migrate.simulator.scenarios.acme.company import (
    FRANKFURT,
    MAIN,
    OREGON,
    Company,
    ago,
    trusting,
)
from migrate.simulator.scenarios.acme.tags import marked

FORMULA = "=cmd|'/c calc'!A1"
MARKUP = "[@click=app.quit]x[/]"
HTML = '<img src=x onerror="alert(1)">|`rm -rf`'
RESOLVED = "{{resolve:secretsmanager:acme/prod/payments}} ${AWS::AccountId}"
BACKWARDS = "invoice\u202egpj.exe"
"""A right-to-left override: what follows is shown backwards."""
HOSTILE = (FORMULA, MARKUP, HTML, RESOLVED, BACKWARDS, "+49 30 1234", "-2+3", "@SUM(1)")


def build(company: Company) -> None:
    """Leave them lying about."""
    ec2 = company.at(OREGON)
    with ago(333):
        for position, name in enumerate(HOSTILE):
            mark = {"Name": name, "env": name if position % 2 else "test"}
            ec2(
                "ec2",
                "CreateVolume",
                AvailabilityZone=f"{OREGON}a",
                Size=1 + position,
                TagSpecifications=marked("volume", mark),
            )
        ec2(
            "ec2",
            "CreateSecurityGroup",
            GroupName=MARKUP,
            Description="=1+1",
            VpcId=company["vpc:playground"],
            TagSpecifications=marked("security-group", {FORMULA: MARKUP}),
        )
        ec2(
            "cloudwatch",
            "PutMetricAlarm",
            AlarmName=FORMULA,
            Namespace="AWS/EC2",
            MetricName="CPUUtilization",
            Statistic="Average",
            Period=300,
            EvaluationPeriods=1,
            Threshold=90.0,
            ComparisonOperator="GreaterThanThreshold",
            AlarmDescription=HTML,
        )
        ec2("sns", "CreateTopic", Name="shouting", Attributes={"DisplayName": MARKUP})
    with ago(1500):
        _forgotten(company)


def _forgotten(company: Company) -> None:
    for region, count in ((MAIN, 6), (OREGON, 5), (FRANKFURT, 3)):
        ec2 = company.at(region)
        for position in range(count):
            ec2("ec2", "CreateVolume", AvailabilityZone=f"{region}a", Size=100 + position * 8)
    main = company.at(MAIN)
    for name in ("test", "test2", "Lambda-Basic-Role", "delete-me-please", "AutomationRole-1xk3"):
        main("iam", "CreateRole", RoleName=name, AssumeRolePolicyDocument=trusting("lambda"))
    for name in ("test-queue", "asdf"):
        main("sqs", "CreateQueue", QueueName=name)
    main("s3", "CreateBucket", Bucket="acme-untitled-1")
    main(
        "dynamodb",
        "CreateTable",
        TableName="test",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    main("ec2", "CreateKeyPair", KeyName="old-laptop")
    for network in ("prod", "tools", "dev"):
        company.at({"dev": OREGON}.get(network, MAIN))(
            "ec2", "CreateKeyPair", KeyName=f"{network}-admin"
        )
