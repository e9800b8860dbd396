"""Comparisons with other tools' tables: they see each difference, and reasons are used."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.inventory.awsmap import explained, ours_of, reason
from benchmarks.inventory.beside import Scanned, compare, our_resource, their_resource
from migrate.inventory.kinds import Kind
from tools.catalogue_compare import Difference, reason_of
from tools.catalogue_compare import compare as compare_tables

VOLUMES = Kind("AWS::EC2::Volume", "ec2:DescribeVolumes", "Volumes[]", ("VolumeId",))
QUEUES = Kind("AWS::SQS::Queue", "sqs:ListQueues", "QueueUrls[]", ("@",))


def _row(call: str, path: str, identifier: str, type_name: str | None = None) -> dict[str, Any]:
    service, _, operation = call.partition(":")
    return {"service": service, "enum_spec": [operation, path, None], "id": identifier,
            "cfn_type": type_name, "config_type": None}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (_row("ec2:describe_images", "Images", "ImageId"), "no row"),
        (_row("ec2:get_volumes", "Volumes", "VolumeId", "AWS::EC2::Volume"), "other call"),
        (_row("ec2:describe_volumes", "Disks", "VolumeId"), "other path"),
        (_row("ec2:describe_volumes", "Volumes", "SnapshotId"), "other id"),
        (_row("sqs:list_queues", "QueueUrls", "QueueUrl"), "names only"),
    ],
)
def test_each_difference_is_seen(row: dict[str, Any], what: str) -> None:
    same, others = compare_tables({"thing": row}, (VOLUMES, QUEUES))
    assert not same
    assert [one.what for one in others] == [what]


def test_what_is_the_same_is_no_difference() -> None:
    row = _row("ec2:describe_volumes", "Volumes[]", "VolumeId", "AWS::EC2::Volume")
    assert compare_tables({"ebs": row}, (VOLUMES,)) == (["ebs"], [])


def test_a_difference_without_a_reason_has_none() -> None:
    difference = Difference("ebs-job", "no row", "ec2:x", "")
    assert reason_of(difference, {"no row": {"*-job": "a run"}}) == "a run"
    assert reason_of(difference, {"other id": {"*": "no"}}) == ""


def test_words_of_awsmap_lead_to_our_types() -> None:
    assert ours_of("sqs:queue") == {"AWS::SQS::Queue"}
    assert ours_of("vpc:vpc") == {"AWS::EC2::VPC"}
    assert ours_of("wafv2:web-acl-regional") == {"AWS::WAFv2::WebACL"}
    assert ours_of("health:event") == frozenset()
    assert reason("health:event") == explained()["health:event"]
    assert reason("sqs:queue") == reason("no:such-thing") == "UNEXPLAINED"


def test_what_only_the_peer_found_is_told() -> None:
    mine = {"type": "AWS::SQS::Queue", "region": "eu-west-1", "identifier": "u/a",
            "arn": "", "name": "a"}  # fmt: skip
    peers = [
        {"service": "sqs", "type": "queue", "id": name, "arn": "", "name": name, "region": ""}
        for name in ("a", "b")
    ]
    ours = Scanned((our_resource(mine),), frozenset(), "", (), 0)
    theirs = Scanned(tuple(map(their_resource, peers)), frozenset(), "", (), 0)
    assert "2 resources: 1 are in ours\n- 1 x sqs:queue: UNEXPLAINED" in compare(ours, theirs)
