"""Secrets in answers as AWS gives them: hidden, counted, and everything around them kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from migrate.inventory.redaction import Redaction

SECRET = "hunter2 of nobody"
HIDDEN = f"(redacted, {len(SECRET)} characters)"
ROLE = "arn:aws:iam::111122223333:role/app"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:nights"
TOKEN = "s3cr3t-of-cloudfront"

ANSWERS: dict[str, Any] = {
    "elasticbeanstalk OptionSettings": {
        "OptionSettings": [
            {
                "Namespace": "aws:elasticbeanstalk:application:environment",
                "OptionName": "PAYMENTS",
                "Value": SECRET,
            },
            {
                "Namespace": "aws:cloudformation:template:parameter",
                "OptionName": "EnvironmentVariables",
                "Value": SECRET,
            },
            {"Namespace": "aws:rds:dbinstance", "OptionName": "DBPassword", "Value": SECRET},
            {"Namespace": "aws:autoscaling:asg", "OptionName": "MaxSize", "Value": "4"},
            {"Namespace": "aws:ec2:vpc", "OptionName": "Subnets", "Value": "subnet-0123456789ab"},
        ]
    },
    "ssm DescribeMaintenanceWindowTasks": {
        "TaskArn": "AWS-RunShellScript",
        "Type": "RUN_COMMAND",
        "TaskParameters": {"commands": {"Values": [SECRET, SECRET]}, "workingDirectory": {}},
        "ServiceRoleArn": ROLE,
    },
    "events ListTargetsByRule": {
        "Id": "one",
        "Arn": QUEUE,
        "Input": SECRET,
        "HttpParameters": {"HeaderParameters": {"x-who": SECRET}, "PathParameterValues": [SECRET]},
        "EcsParameters": {"LaunchType": "FARGATE", "TaskCount": 1},
    },
    "batch DescribeJobDefinitions": {
        "containerProperties": {
            "image": "busybox",
            "command": ["sh", "-c", SECRET],
            "environment": [{"name": "MODE", "value": SECRET}],
            "logConfiguration": {
                "logDriver": "splunk",
                "options": {"splunk-token": SECRET, "splunk-index": "main"},
            },
        },
        "parameters": {"key": SECRET, "value": SECRET},
    },
    "apigateway GetStages": {"stageName": "live", "variables": {"name": SECRET, "table": QUEUE}},
    "apigatewayv2 GetIntegrations": {
        "RequestParameters": {"overwrite:header.X-Who": SECRET},
        "IntegrationUri": "https://example.com/pets",
    },
    "lightsail GetContainerServices": {
        "containers": {"web": {"image": "nginx", "environment": {"NAME": SECRET, "PORT": "8080"}}}
    },
    "elbv2 DescribeRules": {
        "Conditions": [
            {"Field": "http-header", "HttpHeaderConfig": {"Values": [SECRET]}},
            {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/pets/*"]}},
        ]
    },
    "cloudformation DescribeStacks": {
        "StackName": "shop",
        "Parameters": [{"ParameterKey": "Stage", "ParameterValue": SECRET}],
    },
    "emr ListSteps": {"Config": {"Jar": "command-runner.jar", "Args": [SECRET]}},
    "dms DescribeEndpoints": {"ExtraConnectionAttributes": SECRET, "ServerName": "db.example.com"},
    "glue GetTriggers": {"Actions": [{"JobName": "nightly", "Arguments": {"--who": SECRET}}]},
    "glue GetJobs": {
        "Command": {"Name": "glueetl", "ScriptLocation": "s3://scripts/nightly.py"},
        "NonOverridableArguments": {"--who": SECRET},
    },
    "amplify ListApps": {"buildSpec": SECRET, "environmentVariables": {"env": SECRET}},
    "rds DescribeOptionGroups": {
        "OptionSettings": [
            {"Name": "AGENT_REGISTRATION_PASSWORD", "Value": SECRET, "DataType": "STRING"},
            {"Name": "OMS_HOST", "Value": "oms.example.com", "DataType": "STRING"},
        ]
    },
    "cloudwatch dashboard as JSON in a text": {
        "Definition": json.dumps({"who": "all", "auth": {"Password": SECRET}, "queue": QUEUE})
    },
}
"""What a list answers, by whose it is; nothing in it but `SECRET` has to be hidden."""
BESIDES = {"batch DescribeJobDefinitions": 2}
"""Texts that go with it: what else stands in a command."""


@pytest.mark.parametrize("whose", ANSWERS)
def test_every_secret_of_an_answer_is_hidden_and_counted(whose: str) -> None:
    given = ANSWERS[whose]
    redaction = Redaction()
    kept = redaction.clean(given)

    asked = json.dumps(given).count(SECRET)
    assert SECRET not in json.dumps(kept)
    assert asked > 0
    assert redaction.hidden == asked + BESIDES.get(whose, 0)


@pytest.mark.parametrize("whose", [name for name in ANSWERS if "JSON" not in name])
def test_what_stands_around_a_secret_is_kept(whose: str) -> None:
    given = ANSWERS[whose]
    expected = json.loads(json.dumps(given).replace(SECRET, HIDDEN))
    kept = Redaction().clean(given)
    if whose in BESIDES:
        kept["containerProperties"]["command"][:2] = ["sh", "-c"]

    assert kept == expected


def test_a_document_in_a_text_keeps_what_it_says_of_others() -> None:
    kept = Redaction().clean(ANSWERS["cloudwatch dashboard as JSON in a text"])

    said = json.loads(kept["Definition"])
    assert said == {"who": "all", "auth": {"Password": HIDDEN}, "queue": QUEUE}


def test_a_document_that_hides_nothing_stays_as_aws_wrote_it() -> None:
    policy = '{\n  "Statement": [ {"Effect":"Allow", "Action": "sqs:*"} ]\n}'

    assert Redaction().clean({"Policy": policy}) == {"Policy": policy}


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 40 + '{"Password": "x"}' + "}" * 40])
def test_a_document_too_deep_to_be_read_hides_or_stays_text(deep: str) -> None:
    kept = Redaction().clean({"Definition": deep})["Definition"]

    assert '"x"' not in kept
    assert isinstance(kept, str)


def test_tags_are_peoples_words_and_no_containers() -> None:
    redaction = Redaction()
    tags = {"env": "prod", "Script": "nightly", "command": "left", "db-password": SECRET}

    assert redaction.clean({"Tags": tags})["Tags"] == tags | {"db-password": HIDDEN}
    listed = [{"Key": "env", "Value": "prod"}, {"Key": "api-key", "Value": SECRET}]
    assert redaction.clean({"TagSet": listed})["TagSet"][0]["Value"] == "prod"
    assert redaction.tag("env", "prod") == "prod"
    assert redaction.hidden == 2


def test_numbers_stay_among_variables_and_not_under_a_name_of_a_secret() -> None:
    given = {"Variables": {"PORT": "8080", "PIN": "1234"}, "Password": "12345678"}
    kept = Redaction().clean(given)

    assert kept["Variables"]["PORT"] == "8080"
    assert kept["Variables"]["PIN"] == "(redacted, 4 characters)"
    assert kept["Password"] == "(redacted, 8 characters)"


def test_a_variable_that_is_called_like_a_label_is_hidden() -> None:
    given = {"Environment": {"Variables": {"Name": SECRET, "Value": SECRET, "key": SECRET}}}
    kept = Redaction().clean(given)

    assert set(kept["Environment"]["Variables"].values()) == {HIDDEN}


@pytest.mark.parametrize(
    "text",
    [
        "curl -H 'Authorization: Bearer abcdefgh12345678' https://example.com",
        "mysql --password abcdefgh12345678 shop",
        "https://hooks.slack.com/services/T0/B0/abcdefgh12345678",
        "https://example.com/hook?api_key=abcdefgh12345678",
        "https://x.s3.amazonaws.com/a?Expires=1&Signature=abcdefgh12345678",
        "glpat-abcdefgh12345678abcd",
        "SG.abcdefgh12345678.abcdefgh12345678",
        "postgres://app:abcdefgh12345678@db.example.com/shop",
    ],
)
def test_what_looks_like_a_secret_is_hidden_in_any_text(text: str) -> None:
    redaction = Redaction()

    assert "abcdefgh12345678" not in redaction.clean({"Description": text})["Description"]
    assert redaction.hidden == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Server=db;Password='hunter2';Port=1", "Server=db;Password=(redacted);Port=1"),
        ('PASSWORD="hunter2" make', "PASSWORD=(redacted) make"),
        (r"run token=\"hunter2\" now", "run token=(redacted) now"),
        ("mysql --password 'hunter2 of nobody' shop", "mysql --password (redacted) shop"),
        ("Pwd='it''s hunter2';Port=1", "Pwd=(redacted);Port=1"),
        (r'password="a\"hunter2" x', "password=(redacted) x"),
        ("password='hunter2 cut\nnext", "password=(redacted)\nnext"),
        ("echo 'password=hunter2' and 'more'", "echo 'password=(redacted)' and 'more'"),
        ('password="" user="app"', 'password="" user="app"'),
    ],
)
def test_a_quoted_password_is_hidden_up_to_its_own_quote(text: str, kept: str) -> None:
    assert Redaction().clean({"Description": text}) == {"Description": kept}


@pytest.mark.parametrize("kind", ["RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])
def test_a_private_key_is_hidden_with_its_headers_and_body(kind: str) -> None:
    headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n"
    key = f"-----BEGIN {kind}-----\n{headers}hunter+2/\n-----END {kind}-----"

    assert Redaction().clean(f"before {key} after") == "before (redacted) after"
    assert Redaction().clean(key.partition("-----END")[0]) == "(redacted)"


@pytest.mark.parametrize("closed", ["Variables", "Parameters", "Environment", "secrets"])
@pytest.mark.parametrize("name", ["my_tags", "Tag"])
def test_a_map_called_tags_opens_no_closed_container(closed: str, name: str) -> None:
    kept = Redaction().clean({closed: {name: {"a": SECRET}}})

    assert kept == {closed: {name: {"a": HIDDEN}}}


def test_tags_that_are_called_secret_are_hidden() -> None:
    assert Redaction().clean({"SecretTags": {"a": SECRET}}) == {"SecretTags": {"a": HIDDEN}}


@pytest.mark.parametrize("before", ["", " ", "\r\n\t", "\ufeff", "\ufeff \n"])
@pytest.mark.parametrize("member", ['{"Password":"%s"}', '[{"Password":"%s"}]'])
def test_a_document_is_cleaned_whatever_stands_before_it(before: str, member: str) -> None:
    redaction = Redaction()
    kept = redaction.clean({"Definition": before + member % SECRET})["Definition"]

    assert json.loads(kept) == json.loads(member % HIDDEN)
    assert redaction.hidden == 1


def test_a_document_written_as_json_twice_is_cleaned() -> None:
    twice = json.dumps(json.dumps({"Password": SECRET}))
    kept = Redaction().clean({"Definition": twice})["Definition"]

    assert json.loads(json.loads(kept)) == {"Password": HIDDEN}


def test_a_name_that_a_document_says_twice_shows_only_what_readers_see() -> None:
    redaction = Redaction()
    text = f'{{"Password": "{SECRET}", "Password": true, "who": "all"}}'
    kept = redaction.clean({"Definition": text})["Definition"]

    assert json.loads(kept) == {"Password": True, "who": "all"}
    assert redaction.hidden == 1


def test_what_is_no_document_after_all_is_counted_once() -> None:
    redaction = Redaction()
    text = '{"a": 1, "a": "AKIAIOSFODNN7EXAMPLE"'

    assert "AKIA" not in redaction.clean({"Definition": text})["Definition"]
    assert redaction.hidden == 1


def test_names_and_quotes_in_a_document_stay_a_document() -> None:
    text = '{"AKIAIOSFODNN7EXAMPLE": 1, "url": "/?token=", "b": "x"}'
    kept = Redaction().clean({"Definition": text})["Definition"]

    assert json.loads(kept) == {"(redacted)": 1, "url": "/?token=", "b": "x"}


@pytest.mark.parametrize(
    "value",
    [
        *("admin-20241101", "prod-12345678", "Admin-0123456789abcdef0", "prod-20241101123456789"),
        *("arn:aws:x:::mypassword", "arn:aws:iam:::mypassword"),
    ],
)
def test_a_password_that_looks_like_a_reference_is_hidden(value: str) -> None:
    kept = Redaction().clean({"Password": value})

    assert kept == {"Password": f"(redacted, {len(value)} characters)"}


@pytest.mark.parametrize(
    "value", [ROLE, QUEUE, "fsap-0123456789abcdef0", "db.eu-west-1.rds.amazonaws.com", "true"]
)
def test_what_points_at_something_stays_under_the_name_of_a_secret(value: str) -> None:
    assert Redaction().clean({"Credentials": value}) == {"Credentials": value}


@pytest.mark.parametrize("one", ["IMAGE", "TYPE", "ERROR", "VARIABLES", "image", "type"])
def test_a_variable_called_like_a_member_opens_no_environment(one: str) -> None:
    kept = Redaction().clean({"environment": {one: SECRET, "STRIPE": SECRET}})

    assert kept == {"environment": {one: HIDDEN, "STRIPE": HIDDEN}}
