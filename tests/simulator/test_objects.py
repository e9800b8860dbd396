"""S3 as a careful client meets it: whose bucket, which hash, and nothing over anything."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

import pytest
from botocore.exceptions import ClientError

from migrate.simulator.scenarios.tiny import COPIES
from tests.simulators import Simulator


def refusal(call: Any, **params: Any) -> tuple[str, int]:
    """Return code and status of the error that a call gets."""
    with pytest.raises(ClientError) as refused:
        call(**params)
    answer = refused.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_content_is_taken_under_its_own_hash_only(simulator: Simulator) -> None:
    """As botocore's s3 ChecksumSHA256 and the error list of S3 (BadDigest) have it."""
    s3 = simulator.client("s3", "log-archive")
    told = b64encode(hashlib.sha256(b"right").digest()).decode()
    params = {"Bucket": COPIES, "ChecksumAlgorithm": "SHA256", "ChecksumSHA256": told}

    assert refusal(s3.put_object, Key="a", Body=b"wrong", **params) == ("BadDigest", 400)
    assert refusal(s3.head_object, Bucket=COPIES, Key="a") == ("404", 404)
    assert s3.put_object(Key="a", Body=b"right", **params)["ChecksumSHA256"] == told
    found = s3.head_object(Bucket=COPIES, Key="a", ChecksumMode="ENABLED")
    assert found["ChecksumSHA256"] == told


def test_nothing_is_put_over_anything_that_was_to_be_new(simulator: Simulator) -> None:
    s3 = simulator.client("s3", "log-archive")
    s3.put_object(Bucket=COPIES, Key="a", Body=b"first")
    code = refusal(s3.put_object, Bucket=COPIES, Key="a", Body=b"second", IfNoneMatch="*")

    assert code == ("PreconditionFailed", 412)
    assert s3.get_object(Bucket=COPIES, Key="a")["Body"].read() == b"first"


@pytest.mark.parametrize("operation", ["list_objects_v2", "get_bucket_versioning", "put_object"])
def test_a_bucket_of_another_owner_is_refused(operation: str, simulator: Simulator) -> None:
    """Whoever asks: the owner is wrong, not the caller (botocore s3 ExpectedBucketOwner)."""
    more = {"Key": "a", "Body": b""} if operation == "put_object" else {}
    call = getattr(simulator.client("s3", "log-archive"), operation)
    mine, other = simulator.accounts["log-archive"], simulator.accounts["legacy"]

    assert refusal(call, Bucket=COPIES, ExpectedBucketOwner=other, **more) == ("AccessDenied", 403)
    assert call(Bucket=COPIES, ExpectedBucketOwner=mine, **more)


def test_a_head_tells_its_refusal_by_the_status_alone(simulator: Simulator) -> None:
    s3 = simulator.client("s3", "log-archive")
    other = simulator.accounts["legacy"]

    assert refusal(s3.head_bucket, Bucket=COPIES, ExpectedBucketOwner=other) == ("403", 403)
    assert refusal(s3.head_bucket, Bucket="nobody-has-this") == ("404", 404)


def test_the_summary_has_every_version_of_an_object(simulator: Simulator) -> None:
    """And a look changes nothing: an account without a bucket has none afterwards."""
    before = simulator.state()
    s3 = simulator.client("s3", "log-archive")
    for content in (b"first", b"second"):
        s3.put_object(Bucket=COPIES, Key="a", Body=content, ChecksumAlgorithm="SHA256")

    hashes = [b64encode(hashlib.sha256(c).digest()).decode() for c in (b"second", b"first")]
    account = simulator.accounts["log-archive"]
    after = simulator.state()
    assert sorted(after["objects"][account][COPIES]["a"]) == sorted(hashes)
    assert {**after, "objects": {}} == {**before, "objects": {}}
