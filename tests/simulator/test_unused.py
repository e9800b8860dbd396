"""Services that an account never used: empty lists for what was declared, and nothing else."""

from __future__ import annotations

import threading
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError
from moto import backend_index
from moto.backends import list_of_moto_modules

from migrate.simulator.discovery import prepare
from migrate.simulator.scenarios import names
from migrate.simulator.unused import _declared, _lists, empty, moto_first, never_used
from tests.simulators import Simulator


@pytest.mark.parametrize(
    ("service", "operation", "items"),
    [
        ("accessanalyzer", "list_analyzers", "analyzers"),
        ("lightsail", "get_instances", "instances"),
        ("storagegateway", "list_gateways", "Gateways"),
        ("waf", "list_web_acls", "WebACLs"),
        ("autoscaling-plans", "describe_scaling_plans", "ScalingPlans"),
        ("cloudwatchomni", "list_domains", "items"),
        ("iot", "list_authorizers", "authorizers"),
        ("medialive", "list_clusters", "Clusters"),
        ("ec2", "describe_verified_access_instances", "VerifiedAccessInstances"),
        ("sdb", "list_domains", "DomainNames"),
        ("dsql", "list_clusters", "clusters"),
    ],
)
def test_what_was_never_used_is_empty(
    simulator: Simulator, service: str, operation: str, items: str
) -> None:
    client = simulator.client(service, region_name="eu-central-1")
    assert getattr(client, operation)().get(items, []) == []


def test_what_aws_keeps_in_every_account_is_there(simulator: Simulator) -> None:
    providers = simulator.client("ecs").describe_capacity_providers()["capacityProviders"]
    assert [one["name"] for one in providers] == ["FARGATE", "FARGATE_SPOT"]
    queues = simulator.client("mediaconvert").list_queues()["Queues"]
    assert [one["Type"] for one in queues] == ["SYSTEM"]


def test_single_lists_are_reads_of_botocore() -> None:
    session = botocore.session.get_session()
    declared = {**_lists()["lists"], **_lists()["kept_by_aws"]}
    for service, operations in declared.items():
        assert set(operations) <= set(session.get_service_model(service).operation_names), service
        assert all(not name.startswith(("Create", "Put", "Start")) for name in operations)


@pytest.mark.parametrize(
    ("service", "operation", "asked"),
    [
        ("lightsail", "get_blueprints", {}),
        ("accessanalyzer", "get_analyzer", {"analyzerName": "a"}),
        ("accessanalyzer", "create_analyzer", {"analyzerName": "a", "type": "ACCOUNT"}),
        ("ec2", "describe_elastic_gpus", {}),
        ("trustedadvisor", "list_checks", {}),
        ("apigateway", "get_sdk_types", {}),
        ("mediaconvert", "list_versions", {}),
        ("athena", "list_notebook_metadata", {"WorkGroup": "primary"}),
        ("bedrock", "list_foundation_models", {}),
        ("cloudcontrol", "list_resources", {"TypeName": "AWS::EC2::Instance"}),
        ("cloudwatchomni", "get_domain", {"domainId": "a"}),
    ],
)
def test_everything_else_is_still_not_simulated(
    simulator: Simulator, service: str, operation: str, asked: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(simulator.client(service), operation)(**asked)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_cloud_control_has_none_of_a_type_that_was_never_used(simulator: Simulator) -> None:
    cloudcontrol = simulator.client("cloudcontrol")
    found = cloudcontrol.list_resources(TypeName="AWS::Kendra::Index")
    assert found["ResourceDescriptions"] == []


def test_a_service_that_hands_out_its_address_hands_out_this_one(simulator: Simulator) -> None:
    found = simulator.client("timestream-write").describe_endpoints()["Endpoints"]
    assert [one["Address"] for one in found] == [simulator.url]


def test_where_aws_has_no_such_host_the_answer_says_so(simulator: Simulator) -> None:
    for service, operation, region in (
        ("kendra", "list_indices", "sa-east-1"),
        ("iot", "list_things", "ap-northeast-3"),
    ):
        with pytest.raises(ClientError, match="not available in this region"):
            getattr(simulator.client(service, region_name=region), operation)()


def test_declared_are_services_of_botocore_that_nobody_simulates() -> None:
    prepare()
    session = botocore.session.get_session()
    known = set(session.get_available_services())
    ours = {key for key, _ in backend_index.backend_url_patterns if key.startswith("simulated_")}
    motos = set(list_of_moto_modules())
    for scenario in names():
        declared = never_used(scenario)
        assert len(declared) > 150
        assert declared | moto_first(scenario) <= known
        assert not {f"simulated_{name.replace('-', '')}" for name in declared} & ours
        assert not {name.replace("-", "") for name in declared} & motos
        assert not declared & moto_first(scenario)
    for service, operations in _declared()["provided"].items():
        assert set(operations) <= set(session.get_service_model(service).operation_names), service


def test_an_empty_output_has_its_lists_and_no_token() -> None:
    model = botocore.session.get_session().get_service_model("cloudfront")
    found = empty(model.operation_model("ListDistributions").output_shape)
    assert found == {
        "DistributionList": {
            "Marker": "",
            "MaxItems": 0,
            "IsTruncated": False,
            "Quantity": 0,
            "Items": [],
        }
    }


def test_an_empty_answer_costs_next_to_nothing(simulator: Simulator) -> None:
    def spent() -> float:
        with open(f"/proc/{simulator.pid}/stat") as file:
            words = file.read().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / 100

    quick, plain = simulator.client("accessanalyzer"), simulator.client("sqs")
    quick.list_analyzers(), plain.list_queues()
    costs = []
    for ask in (quick.list_analyzers, plain.list_queues):
        before = spent()
        for _ in range(150):
            ask()
        costs.append(spent() - before)
    assert costs[0] < costs[1]


def test_the_first_requests_of_many_threads_find_their_way(simulator: Simulator) -> None:
    failed: list[BaseException] = []
    session: boto3.Session = simulator.session()
    client = session.client("apigateway")

    def ask() -> None:
        try:
            client.get_rest_apis()
        except ClientError as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_lists_heed_what_is_asked_for(simulator: Simulator) -> None:
    ec2 = simulator.client("ec2")
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=1)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume)
    assert len(ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]) == 1
    assert len(ec2.describe_snapshots()["Snapshots"]) > 1
    assert simulator.client("rds").describe_option_groups()["OptionGroupsList"] == []
    s3 = simulator.client("s3")
    for region in ("eu-central-1", "sa-east-1"):
        place = {"LocationConstraint": region}
        s3.create_bucket(Bucket=f"in-{region}", CreateBucketConfiguration=place)
    assert "BucketRegion" not in s3.list_buckets()["Buckets"][0]
    pages = list(s3.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 1}))
    regions = {b["Name"]: b["BucketRegion"] for page in pages for b in page["Buckets"]}
    assert len(pages) == 3
    assert regions["in-eu-central-1"] == "eu-central-1"
    assert regions["in-sa-east-1"] == "sa-east-1"
