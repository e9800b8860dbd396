"""How software gets there: stacks, builds, pipelines, and machines of the build farm."""

from __future__ import annotations

from typing import Any

from migrate.simulator.scenarios.acme.company import (
    APPS,
    IRELAND,
    MAIN,
    OREGON,
    Company,
    ago,
    number,
    written,
)
from migrate.simulator.scenarios.acme.tags import lower, pairs, tags

STACKS = (
    (MAIN, "shop-alerts", "prod"),
    (MAIN, "shop-queues", "prod"),
    (MAIN, "partner-feeds", "prod"),
    (IRELAND, "shop-alerts-eu", "prod"),
    (MAIN, "stage-queues", "stage"),
    (OREGON, "dev-playground", "dev"),
    (OREGON, "cdk-bootstrap", "ci"),
)
BUILDS = (*APPS[:9], "terraform-plan", "terraform-apply", "infra-lint")
PIPELINES = ("web", "api", "orders", "payments", "terraform")


def build(company: Company) -> None:
    """Make stacks, builds and pipelines."""
    for region, name, env in STACKS:
        with ago(100 + number(name, 500)):
            _stack(company, region, name, env)
    with ago(450):
        for name in BUILDS:
            _project(company, name)
        for name in PIPELINES:
            _pipeline(company, name)


def _stack(company: Company, region: str, name: str, env: str) -> None:
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"{name} of the shop",
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": f"{name}-events"}},
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{name}-inbox"}},
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": f"{name}-writer",
                    "AssumeRolePolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"Service": "lambda.amazonaws.com"},
                                "Action": "sts:AssumeRole",
                            }
                        ],
                    },
                },
            },
        },
        "Outputs": {"Topic": {"Value": {"Ref": "Topic"}, "Export": {"Name": f"{name}-topic"}}},
    }
    company.at(region)(
        "cloudformation",
        "CreateStack",
        StackName=name,
        TemplateBody=written(template),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Tags=pairs(tags(f"stack-{name}", env)),
    )


def _project(company: Company, name: str) -> None:
    source = {"type": "GITHUB", "location": f"https://github.com/acme-retail/{name}"}
    environment: dict[str, Any] = {
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/standard:7.0",
        "computeType": "BUILD_GENERAL1_SMALL",
        "environmentVariables": [
            {"name": "NPM_TOKEN", "value": "npm_acme0000000000000000", "type": "PLAINTEXT"}
        ],
    }
    company.at(MAIN)(
        "codebuild",
        "CreateProject",
        name=f"build-{name}",
        source=source,
        artifacts={"type": "NO_ARTIFACTS"},
        environment=environment,
        serviceRole=company["role:codebuild-service"],
        tags=lower(tags(f"build-{name}", "ci", name)),
    )


def _pipeline(company: Company, name: str) -> None:
    fetch = {
        "name": "Source",
        "actionTypeId": {
            "category": "Source",
            "owner": "AWS",
            "provider": "CodeStarSourceConnection",
            "version": "1",
        },
        "configuration": {"FullRepositoryId": f"acme-retail/{name}", "BranchName": "main"},
        "outputArtifacts": [{"name": "source"}],
    }
    make = {
        "name": "Build",
        "actionTypeId": {
            "category": "Build",
            "owner": "AWS",
            "provider": "CodeBuild",
            "version": "1",
        },
        "configuration": {"ProjectName": f"build-{name}"},
        "inputArtifacts": [{"name": "source"}],
    }
    pipeline = {
        "name": f"deploy-{name}",
        "roleArn": company["role:codepipeline-service"],
        "artifactStore": {"type": "S3", "location": company["bucket:ci:artifacts"]},
        "stages": [{"name": "Source", "actions": [fetch]}, {"name": "Build", "actions": [make]}],
    }
    company.at(MAIN)(
        "codepipeline",
        "CreatePipeline",
        pipeline=pipeline,
        tags=lower(tags(f"pipe-{name}", "ci", name)),
    )
