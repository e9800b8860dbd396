"""Links: what is meant is found, what only looks like it is not, and each says how sure it is."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from migrate.inventory.links.agreeing import agrees, names
from migrate.inventory.links.finding import Finder
from migrate.inventory.links.index import index_of
from migrate.inventory.links.owners import managed, owners
from migrate.inventory.links.policies import outsiders
from migrate.state.database import Database
from migrate.state.inventory import InventoryStore
from migrate.state.links import LinkStore
from tests.inventory.conftest import Place

ACCOUNT, OTHER = "111122223333", "999988887777"
HOME = "eu-west-1"


def _row(number: int, kind: str, identifier: str, properties: Any = None, **more: Any) -> dict:
    return {
        "id": number,
        "type": kind,
        "identifier": identifier,
        "region": HOME,
        "arn": "",
        "name": identifier,
        "tags": {},
        "properties": properties or {},
        "listing": "",
        "asked_in": HOME,
        "parent": "",
        **more,
    }


BUCKET = _row(
    1, "AWS::S3::Bucket", "media-1", arn="arn:aws:s3:::media-1", region="global", name="media-1"
)
VPC = _row(2, "AWS::EC2::VPC", "vpc-0a1b2c3d4e5f60718")
ROLE = _row(
    3, "AWS::IAM::Role", "app-role", arn=f"arn:aws:iam::{ACCOUNT}:role/app-role", region="global"
)
TABLE = _row(
    4, "AWS::DynamoDB::Table", "orders", arn=f"arn:aws:dynamodb:{HOME}:{ACCOUNT}:table/orders"
)
DATABASE = _row(
    5,
    "AWS::RDS::DBInstance",
    "shop",
    {"Endpoint": {"Address": "shop.abc123.eu-west-1.rds.amazonaws.com"}},
)
KEY = _row(6, "AWS::EC2::KeyPair", "legacy")
GROUP = _row(7, "AWS::RDS::DBSubnetGroup", "legacy")


def _links(row: dict, *others: dict, parents=None) -> dict[tuple[int | str, str], tuple[str, str]]:
    finder = Finder(index_of([*others, row]), ACCOUNT, parents or {})
    return {
        (x.target if x.target is not None else x.outside, x.place): (str(x.kind), str(x.confidence))
        for x in finder.links(row)
    }


@pytest.mark.parametrize(
    ("properties", "target", "place", "kind", "confidence"),
    [
        ({"VpcId": VPC["identifier"]}, VPC, "VpcId", "typed", "certain"),
        ({"Network": VPC["identifier"]}, VPC, "Network", "opaque", "strong"),
        ({"Role": ROLE["arn"]}, ROLE, "Role", "typed", "certain"),
        ({"Destination": TABLE["arn"]}, TABLE, "Destination", "arn", "strong"),
        ({"Environment": {"T": TABLE["arn"]}}, TABLE, "Environment.T", "document", "strong"),
        (
            {"Policy": json.dumps({"Statement": [{"Resource": "arn:aws:s3:::media-1/*"}]})},
            BUCKET,
            "Policy.Statement.Resource",
            "document",
            "likely",
        ),
        (
            {"Note": "reads shop.abc123.eu-west-1.rds.amazonaws.com:5432 at night"},
            DATABASE,
            "Note",
            "document",
            "likely",
        ),
        ({"KeyName": "legacy"}, KEY, "KeyName", "name", "likely"),
        ({"TableName": "orders"}, TABLE, "TableName", "name", "likely"),
    ],
)
def test_a_reference_is_found_with_its_kind_and_confidence(
    properties, target, place, kind, confidence
):
    others = (BUCKET, VPC, ROLE, TABLE, DATABASE, KEY, GROUP)
    found = _links(_row(9, "AWS::Lambda::Function", "worker", properties), *others)

    assert found == {(target["id"], place): (kind, confidence)}


@pytest.mark.parametrize(
    "properties",
    [
        {"State": "legacy"},
        {"CatalogId": ACCOUNT},
        {"Region": HOME, "Zone": f"{HOME}a", "Kind": "default"},
        {"Name": "vpc-0a1b2c3d4e5f60718x"},
    ],
)
def test_what_only_looks_like_a_reference_is_none(properties):
    others = (KEY, GROUP, VPC, _row(8, "AWS::EC2::SecurityGroup", "default"))

    assert _links(_row(9, "AWS::Lambda::Function", "worker", properties), *others) == {}


def test_an_identifier_of_another_region_is_not_meant_but_an_arn_is():
    far = _row(8, "AWS::EC2::VPC", "vpc-0a1b2c3d4e5f60718", region="us-east-1")
    arn = f"arn:aws:sns:us-east-1:{ACCOUNT}:news"
    topic = _row(10, "AWS::SNS::Topic", "x", arn=arn, region="us-east-1")
    row = _row(9, "AWS::Lambda::Function", "w", {"VpcId": far["identifier"], "To": topic["arn"]})

    assert _links(row, far, topic) == {(10, "To"): ("arn", "strong")}


def test_a_name_adds_nothing_to_what_a_surer_link_says():
    group = _row(8, "AWS::EC2::SecurityGroup", "sg-0a1b2c3d4e5f60718", name="web-servers")
    pair = {"GroupId": group["identifier"], "GroupName": "web-servers"}

    assert _links(_row(9, "AWS::EC2::Instance", "i-1", {"SecurityGroups": [pair]}), group) == {
        (8, "SecurityGroups.GroupId"): ("typed", "certain")
    }


def test_a_child_is_linked_to_the_parent_that_its_list_was_asked_of():
    child = _row(9, "AWS::IAM::RolePolicy", "inline|app-role", parent="app-role", listing="l")
    other = _row(8, "AWS::IAM::User", "app-role", region="global")

    assert _links(child, ROLE, other, parents={"l": "AWS::IAM::Role"}) == {}
    child = {**child, "asked_in": "global"}
    assert _links(child, ROLE, other, parents={"l": "AWS::IAM::Role"}) == {
        (3, ""): ("parent", "certain")
    }


def test_an_arn_of_another_account_points_outside():
    layer = f"arn:aws:lambda:{HOME}:{OTHER}:layer:agent:3"

    assert _links(_row(9, "AWS::Lambda::Function", "w", {"Layers": [{"Arn": layer}]})) == {
        (layer, "Layers.Arn"): ("arn", "strong")
    }


POLICY = {
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:aws:iam::{OTHER}:root", f"arn:aws:iam::{ACCOUNT}:role/x"]},
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-abc1234567"]}},
        },
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"},
        {"Effect": "Allow", "Principal": {"AWS": "222233334444"}},
        {"Effect": "Deny", "Principal": {"AWS": "555566667777"}},
        {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Condition": {"StringEquals": {"AWS:SourceAccount": OTHER}},
        },
    ]
}


@pytest.mark.parametrize("policy", [POLICY, json.dumps(POLICY)])
def test_a_policy_says_whom_it_lets_in_from_outside(policy):
    said = {(str(kind), who) for kind, who, _ in outsiders({"Policy": policy}, ACCOUNT)}

    assert said == {
        ("principal", f"arn:aws:iam::{OTHER}:root"),
        ("principal", "*"),
        ("principal", "222233334444"),
        ("principal", OTHER),
        ("organization", "aws:PrincipalOrgID=o-abc1234567"),
    }


def test_names_of_properties_agree_with_types():
    assert agrees(("VpcConfig", "SubnetIds"), "AWS::EC2::Subnet")
    assert agrees(("SecurityGroups", "GroupId"), "AWS::EC2::SecurityGroup")
    assert agrees(("KmsKeyId",), "AWS::KMS::Key")
    assert not agrees(("VpcId",), "AWS::EC2::Subnet")
    assert not names(("SourceKeyName",), "AWS::S3::Bucket")


@pytest.mark.parametrize(
    ("row", "by", "what"),
    [
        ({"tags": {"aws:cloudformation:stack-name": "network"}}, "cloudformation", "network"),
        ({"tags": {"ManagedBy": "Terraform"}}, "terraform", "Terraform"),
        ({"tags": {"kubernetes.io/cluster/ml": "owned"}}, "eks", "ml"),
        (
            {
                "type": "AWS::IAM::Role",
                "properties": {"Path": "/aws-service-role/ecs.amazonaws.com/"},
            },
            "service-linked",
            "ecs.amazonaws.com",
        ),
        (
            {"type": "AWS::EC2::NetworkInterface", "properties": {"RequesterManaged": True}},
            "aws",
            "True",
        ),
    ],
)
def test_who_else_manages_a_resource_is_told(row, by, what):
    found = list(managed(_row(1, "AWS::EC2::Instance", "i-1") | row))

    assert [(one["by"], one["what"]) for one in found] == [(by, what)]


@pytest.mark.parametrize("tags", [{"ManagedBy": "ops"}, {"kubernetes.io/cluster/ml": "shared"}, {}])
def test_a_tag_that_says_something_else_is_no_management(tags):
    assert not list(managed(_row(1, "AWS::EC2::Subnet", "subnet-1", tags=tags)))
    assert all(owner.source for owner in owners())


def test_documents_that_are_hostile_are_read_to_their_end():
    deep: Any = VPC["identifier"]
    for _ in range(300):
        deep = {"a": deep}
    text = json.dumps({"Statement": "{" * 50 + "}" * 50})
    row = _row(
        9, "AWS::Lambda::Function", "w", {"A": text, "B": "{" * 30_000 + "}" * 30_000, "C": deep}
    )

    assert _links(row, VPC) == {(2, "C" + ".a" * 300): ("opaque", "strong")}


def test_links_of_the_small_account_stand_in_the_state_and_are_built_anew(place: Place):
    place.scan()
    from migrate.inventory.catalogue import load_catalogue
    from migrate.inventory.links.building import build

    with place.running() as (made, context):
        store, links = InventoryStore(made.database), LinkStore(made.database)
        account = context.account("legacy").id
        first = build(store, account, load_catalogue())
        counts = links.counts(account)
        second = build(store, account, load_catalogue())
        (worker,) = [
            row["id"]
            for row in store.resources(account, where={"type": "AWS::Lambda::Function"})
            if row["region"] == "us-east-1"
        ]
        mine = [x for x in links.touching([worker], 50) if x["source"] == worker]

    assert first == second == sum(counts.values())
    assert [(x["place"], x["kind"], x["confidence"]) for x in mine] == [
        ("Role", "typed", "certain")
    ]


def test_building_grows_with_the_number_of_resources_and_not_faster():
    def seconds(count: int) -> float:
        rows = [
            _row(n, "AWS::EC2::Instance", f"i-{n:017x}", {"VpcId": f"vpc-{n % 50:017x}"})
            for n in range(count)
        ] + [_row(count + n, "AWS::EC2::VPC", f"vpc-{n:017x}") for n in range(50)]
        started = time.process_time()
        finder = Finder(index_of(rows), ACCOUNT, {})
        assert sum(len(finder.links(row)) for row in rows) == count
        return time.process_time() - started

    seconds(500)
    assert seconds(8000) < 12 * seconds(1000)


def test_a_database_of_links_is_whole_or_as_before(tmp_path):
    database = Database.create(tmp_path / "state.db")
    links = LinkStore(database)

    def broken():
        yield [], []
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        links.replace(ACCOUNT, broken())
    assert links.counts(ACCOUNT) == {}
    database.close()
