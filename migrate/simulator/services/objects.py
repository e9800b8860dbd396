"""What S3 refuses and moto lets through: another owner's bucket, and content with another hash."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from moto.s3.exceptions import S3ClientError
from moto.s3.models import s3_backends
from moto.s3.responses import S3Response

OWNER = "x-amz-expected-bucket-owner"
SHA256 = "x-amz-checksum-sha256"

_bucket_response = S3Response._bucket_response  # noqa: SLF001
_key_response = S3Response._key_response  # noqa: SLF001
_put_object = S3Response.put_object


class Refused(S3ClientError):
    """An answer with a status of its own."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(code, message)
        self.code, self.status = code, status


def owner_of(bucket: str) -> str:
    """Return the account that owns a bucket; empty where nobody does."""
    for account, backends in s3_backends.items():
        if any(bucket in backend.buckets for backend in backends.values()):
            return str(account)
    return ""


def _owned(answer: Callable[[Any, Any, str], Any]) -> Callable[[Any, Any, str], Any]:
    """Refuse a bucket of another owner than was expected (botocore s3 ExpectedBucketOwner)."""

    def checked(self: Any, request: Any, full_url: str) -> Any:
        expected = request.headers.get(OWNER, "")
        owner = owner_of(self.parse_bucket_name_from_url(request, full_url)) if expected else ""
        if owner not in {"", expected}:
            if request.method == "HEAD":
                return 403, {}, ""
            raise Refused("AccessDenied", "Access Denied", 403)
        return answer(self, request, full_url)

    return checked


def put_object(self: Any) -> Any:
    """Take content only under its own hash (botocore s3 ChecksumSHA256, BadDigest)."""
    told = self.headers.get(SHA256)
    if told and told != b64encode(hashlib.sha256(self.body or b"").digest()).decode():
        raise Refused("BadDigest", "The SHA256 you specified did not match the calculated one", 400)
    return _put_object(self)


S3Response._bucket_response = _owned(_bucket_response)  # noqa: SLF001
S3Response._key_response = _owned(_key_response)  # noqa: SLF001
S3Response.put_object = put_object
