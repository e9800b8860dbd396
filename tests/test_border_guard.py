"""The guard on every client: each check has its negative, and a refused call never leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError

from migrate.aws.decide import mutations
from migrate.aws.endpoints import check_endpoint
from migrate.aws.guard import OLDEST_INTENT, Guard, Identity, Sending, allowed_reads
from migrate.core.errors import CallRefused, EndpointRefused, RootRefused, WrongAccount
from migrate.core.intent import Intent, IntentKey

LEGACY, OTHER = "111122223333", "444455556666"
CLOSED = "http://127.0.0.1:1"
"""Nothing listens there: a call that is let through fails to connect, which proves it left."""
ADMIN = Identity(LEGACY, f"arn:aws:iam::{LEGACY}:user/admin")


class Held:
    """A workspace lock that a test lets go."""

    def __init__(self) -> None:
        self.holds = True

    def held(self) -> bool:
        return self.holds


class Border:
    """A guarded client of one account, whose credentials AWS takes for `identity`."""

    def __init__(self, identity: Identity = ADMIN, endpoint: str = CLOSED) -> None:
        self.identity = identity
        self.asked = 0
        self.lock = Held()
        self.time = 100.0
        self.endpoint = endpoint
        self.guard = Guard(
            LEGACY,
            "aws",
            (CLOSED,),
            self.lock,
            identify=self._identify,
            monotonic=lambda: self.time,
        )

    def _identify(self, _credentials: Any) -> Identity:
        self.asked += 1
        return self.identity

    def client(self, service: str, sending: Sending | None = None, key: str = "AKIA1") -> Any:
        session = boto3.Session(aws_access_key_id=key, aws_secret_access_key="s")
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=2)
        client = session.client(
            service, region_name="us-east-1", endpoint_url=self.endpoint, config=config
        )
        self.guard.attach(client, sending)
        return client

    def sending(self, operation: str = "organizations:CreateOrganization") -> Sending:
        key = IntentKey(LEGACY, operation, "organization")
        intent = Intent("01J", key, 1, "found-organization", "create", "us-east-1", {})
        return Sending(intent, self.time)


def leaves(call: Callable[..., Any], **params: Any) -> bool:
    """Whether a call got through to the network."""
    with pytest.raises(EndpointConnectionError):
        call(**params)
    return True


def test_a_listed_read_of_the_bound_account_leaves_and_is_proven_once_per_key() -> None:
    border = Border()
    client = border.client("organizations")

    assert leaves(client.describe_organization)
    assert leaves(client.describe_organization)
    assert border.asked == 1
    assert leaves(border.client("organizations", key="AKIA2").describe_organization)
    assert border.asked == 2


@pytest.mark.parametrize(
    ("identity", "refusal"),
    [
        (Identity(OTHER, f"arn:aws:iam::{OTHER}:user/admin"), WrongAccount),
        (Identity(LEGACY, f"arn:aws:iam::{LEGACY}:root"), RootRefused),
        (Identity(LEGACY, f"arn:aws-cn:iam::{LEGACY}:user/admin"), WrongAccount),
        (Identity(LEGACY, f"arn:aws-us-gov:sts::{LEGACY}:assumed-role/a/b"), WrongAccount),
    ],
)
def test_no_call_leaves_for_another_identity(
    identity: Identity, refusal: type[CallRefused]
) -> None:
    border = Border(identity)
    with pytest.raises(refusal):
        border.client("organizations").describe_organization()
    with pytest.raises(refusal):
        border.client("organizations", border.sending()).create_organization(FeatureSet="ALL")


def test_a_write_is_refused_on_a_client_for_reads() -> None:
    client = Border().client("organizations")
    with pytest.raises(CallRefused, match="not on the list of reads"):
        client.create_organization(FeatureSet="ALL")


def test_a_read_that_nobody_listed_is_refused_whatever_its_verb() -> None:
    with pytest.raises(CallRefused, match="not on the list of reads"):
        Border().client("iam").get_credential_report()


def test_a_client_for_one_write_makes_no_other_call() -> None:
    border = Border()
    client = border.client("organizations", border.sending())
    for call, params in (
        (client.create_organizational_unit, {"ParentId": "r-abcd", "Name": "x"}),
        (client.describe_organization, {}),
    ):
        with pytest.raises(CallRefused, match="was opened for"):
            call(**params)
    assert leaves(client.create_organization, FeatureSet="ALL")


def test_a_write_does_not_leave_when_the_lock_is_gone() -> None:
    border = Border()
    client = border.client("organizations", border.sending())
    border.lock.holds = False
    with pytest.raises(CallRefused, match="no longer holds"):
        client.create_organization(FeatureSet="ALL")


def test_a_write_does_not_leave_with_an_old_intent() -> None:
    """A laptop that slept between the commit and the signature looks again first."""
    border = Border()
    client = border.client("organizations", border.sending())
    border.time += OLDEST_INTENT + 1
    with pytest.raises(CallRefused, match="older than"):
        client.create_organization(FeatureSet="ALL")


def test_no_call_leaves_for_an_endpoint_that_is_not_allowed() -> None:
    border = Border(endpoint="http://127.0.0.1:2")
    with pytest.raises(EndpointRefused, match=r"127\.0\.0\.1:2"):
        border.client("organizations").describe_organization()
    assert border.asked == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://organizations.us-east-1.amazonaws.com/",
        "https://sts.amazonaws.com/",
        "https://iam.cn-north-1.amazonaws.com.cn/",
        "https://invoicing.us-east-1.api.aws/",
        "https://my-bucket.s3.eu-west-1.amazonaws.com/key?x=1",
        "https://sts.eusc-de-east-1.amazonaws.eu:443/",
        "http://127.0.0.1:1/x",
    ],
)
def test_a_good_endpoint(url: str) -> None:
    check_endpoint(url, frozenset({CLOSED}), "x:Y")


@pytest.mark.parametrize(
    "url",
    [
        "http://organizations.us-east-1.amazonaws.com/",
        "https://organizations.us-east-1.amazonaws.com.evil.example/",
        "https://evilamazonaws.com/",
        "https://amazonaws.com@evil.example/",
        "https://user@sts.amazonaws.com/",
        "https://sts.amazonaws.com:8443/",
        "https://ec2-192-0-2-1.compute-1.amazonaws.com/",
        "https://abc.execute-api.us-east-1.amazonaws.com/",
        "https://lb-1.us-east-1.elb.amazonaws.com/",
        "http://127.0.0.1:10/",
        "https://127.0.0.1:1/",
        "http://127.0.0.1/",
        "http://localhost:1/",
        "http://[::1]:1/",
        "ftp://sts.amazonaws.com/",
        "https://sts.amazonaws.com.\n.evil.example/",
    ],
)
def test_a_bad_endpoint(url: str) -> None:
    with pytest.raises(EndpointRefused):
        check_endpoint(url, frozenset({CLOSED}), "x:Y")


def models() -> Callable[[str], Any]:
    return botocore.session.get_session().get_service_model


def test_every_read_on_the_list_is_an_operation_of_botocore() -> None:
    model = models()
    for name in allowed_reads():
        service, _, operation = name.partition(":")
        assert operation in model(service).operation_names, name


def test_no_mutation_is_on_the_list_of_reads_and_each_can_be_looked_up() -> None:
    model = models()
    found: Mapping[str, Any] = mutations()
    assert len(found) >= 7
    for name, mutation in found.items():
        service, _, operation = name.partition(":")
        shape = model(service).operation_model(operation).input_shape
        assert name not in allowed_reads()
        assert not mutation.tags or mutation.tags in shape.members, name
        assert callable(mutation.look)
        assert not shape or not [
            m for m in shape.members.values() if m.metadata.get("idempotencyToken")
        ]
