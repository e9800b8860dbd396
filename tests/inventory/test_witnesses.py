"""Other witnesses: what they know and we do not is a gap, and silence is no agreement."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from migrate.aws.guard import allowed_reads
from migrate.inventory.witnesses import hearing, resource_explorer
from migrate.inventory.witnesses.arns import kind_of, tails_of
from migrate.inventory.witnesses.claims import Absent, Asking, Claim, method_of
from migrate.inventory.witnesses.explaining import left_out, on_purpose
from migrate.state.witnesses import WitnessStore
from tests.inventory.conftest import Place

ACCOUNT = "111122223333"


def test_an_arn_gives_its_kind_and_everything_it_may_end_with():
    arn = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/app/front/50dc6c49"

    assert kind_of(arn) == "elasticloadbalancing:loadbalancer"
    assert tails_of(arn)[1] == "app/front/50dc6c49"
    assert tails_of(f"arn:aws:sqs:eu-west-1:{ACCOUNT}:queue-1") == ("queue-1",)
    assert tails_of("no arn") == ()


def test_what_is_left_out_on_purpose_has_a_reason_and_a_source():
    assert on_purpose(Claim("iam:policy", "arn:aws:iam::aws:policy/ReadOnlyAccess"))
    assert on_purpose(Claim("AWS::Config::ResourceCompliance", "", ("x",)))
    assert not on_purpose(Claim("iam:policy", f"arn:aws:iam::{ACCOUNT}:policy/mine"))
    for row in left_out():
        assert len(row.why) > 10
        assert len(row.source) > 5
        assert row.arn or row.type


def test_every_call_of_a_witness_is_a_read_and_boto3_knows_its_method():
    import boto3

    session = boto3.Session(region_name="us-east-1")
    for call in hearing.calls():
        service, _, operation = call.partition(":")
        assert call in allowed_reads(), call
        assert hasattr(session.client(service), method_of(operation)), call
        assert re.match("(Get|List|Describe|Select)", operation)


def _asking(**answers):
    def call(service, method, region="", **params):
        found = answers[method]
        return found(params) if callable(found) else found

    return Asking(SimpleNamespace(call=call, id=ACCOUNT, region="us-east-1"), "us-east-1", ())


def test_resource_explorer_is_never_asked_for_a_page_that_hides_the_rest():
    sizes = []

    def listed(params):
        sizes.append(params["MaxResults"])
        row = {
            "ResourceType": "sqs:queue",
            "Arn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q",
            "Region": "eu-west-1",
        }
        return {"Resources": [row], **({} if "NextToken" in params else {"NextToken": "more"})}

    asking = _asking(
        list_indexes={
            "Indexes": [{"Region": "eu-west-1", "Type": "AGGREGATOR"}, {"Region": "us-east-1"}]
        },
        get_default_view={"ViewArn": "view"},
        list_resources=listed,
    )

    assert len(list(resource_explorer.claims(asking))) == 2
    assert sizes == [500, 500]
    assert asking.calls == 4


@pytest.mark.parametrize("answers", [{"Indexes": []}, {"Indexes": [{"Region": "us-east-1"}]}])
def test_resource_explorer_without_an_index_or_a_view_is_absent(answers):
    with pytest.raises(Absent):
        list(resource_explorer.claims(_asking(list_indexes=answers, get_default_view={})))


@pytest.fixture
def heard(place: Place):
    """The witnesses of a small account in which things are tagged and Config records."""
    tag = {"Key": "team", "Value": "a"}
    ec2 = place.simulator.client("ec2", region_name="eu-central-1")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    ec2.create_tags(Resources=[vpc], Tags=[tag])
    sqs = place.simulator.client("sqs", region_name="eu-central-1")
    sqs.tag_queue(QueueUrl=sqs.get_queue_url(QueueName="queue-1")["QueueUrl"], Tags={"team": "a"})
    place.scan()

    def hear() -> tuple[dict, list]:
        with place.running() as (made, context):
            step = made.step("take-inventory")
            plan = step.plan(context, made.store.accounts())
            (change,) = [one for one in plan.changes if one.key == "witnesses"]
            step.apply(change, context)
            store = WitnessStore(made.database)
            rows = store.heard(context.account("legacy").id)
            gaps = store.gaps(context.account("legacy").id)
            return {(row["name"], row["region"]): row for row in rows}, gaps

    return SimpleNamespace(hear=hear, place=place, vpc=vpc)


def test_what_a_witness_knows_and_the_inventory_does_not_is_a_gap(heard):
    rows, gaps = heard.hear()
    tagging = rows["tagging", "eu-central-1"]

    assert tagging["state"] == "heard"
    assert (tagging["known"], tagging["agreed"]) == (2, 1)
    assert [gap["arn"].rpartition("/")[2] for gap in gaps] == [heard.vpc]
    report = heard.place.coverage()
    (told,) = [one for one in report["witnesses"] if one["name"] == "tagging"]
    assert [gap["arn"] for gap in told["unexplained"]] == [gaps[0]["arn"]]


def test_who_is_absent_silent_or_denied_agrees_to_nothing(heard):
    config = heard.place.simulator.client("config", region_name="eu-central-1")
    role = f"arn:aws:iam::{heard.place.simulator.accounts['legacy']}:role/app"
    config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": role})
    heard.place.simulator.client("s3").create_bucket(Bucket="trail-of-config")
    config.put_delivery_channel(DeliveryChannel={"name": "x", "s3BucketName": "trail-of-config"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    heard.place.simulator.fault(operation="GetResources", kind="deny")
    rows, _ = heard.hear()

    assert rows["resource-explorer", "global"]["state"] == "absent"
    assert rows["config", "us-east-1"]["state"] == "absent"
    assert rows["config", "eu-central-1"]["state"] == "partly"
    assert rows["iac-generator", "eu-central-1"]["state"] == "absent"
    assert rows["tagging", "eu-central-1"]["state"] == "denied"
    assert "tag:GetResources" in rows["tagging", "eu-central-1"]["why"]
    assert sum(row["agreed"] for row in rows.values()) == 0
