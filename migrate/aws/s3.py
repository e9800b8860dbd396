"""A bucket that keeps a copy: what protects it, what lies in it, and one object more.

Every call names the account that has to own the bucket: S3 refuses it where another one does
(botocore s3 ExpectedBucketOwner), so that a name that somebody else took first gets nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from migrate.aws.account import Account
from migrate.aws.effects import perform
from migrate.aws.mutation import Absent, Class, Found, Look, Mutation, Params
from migrate.aws.permissions import action_of
from migrate.core.errors import GatewayError, NotFound, NotPermitted
from migrate.core.plan import Hand

LARGEST = 5 * 1000**3
"""Bytes that one PutObject takes (S3 User Guide, "Uploading objects"); more would need parts."""
NO_LOCK = "ObjectLockConfigurationNotFoundError"
NO_BLOCK = "NoSuchPublicAccessBlockConfiguration"
NO_ENCRYPTION = "ServerSideEncryptionConfigurationNotFoundError"
BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


@dataclass(frozen=True, slots=True)
class Stored:
    """What S3 tells of one object."""

    sha256: str
    """In base64; empty, or with `-N` at its end, where S3 keeps no hash of the whole."""
    until: datetime | None
    """When its retention ends; None where it has none, or s3:GetObjectRetention is missing."""

    @property
    def proven(self) -> bool:
        """Whether it is a hash of the whole (S3 User Guide, "Checking object integrity")."""
        return bool(self.sha256) and "-" not in self.sha256


@dataclass(frozen=True, slots=True)
class Protection:
    """What keeps the objects of a bucket from being changed, deleted or seen."""

    versioned: bool
    mode: str
    """`GOVERNANCE`, `COMPLIANCE`, or empty where new objects get no retention by default."""
    retention: str
    """Such as `365 days`; empty as above."""
    private: bool
    """Whether all four settings that block public access are on."""
    encryption: str
    """Algorithm of the bucket's default encryption, such as `AES256`; empty where none is set."""


def _object(account: Account, params: Params) -> Look:
    """Ours when it is the same content: nothing else is promised of an object."""
    wanted = str(params["ChecksumSHA256"])
    found = Bucket(account, str(params["Bucket"])).stored(str(params["Key"]))
    if found is None:
        return Absent("HeadObject: no such key")
    told = f"HeadObject: ChecksumSHA256 {found.sha256 or '(none)'}"
    return Found({"ChecksumSHA256": found.sha256}, ours=found.sha256 == wanted, evidence=told)


PUT_OBJECT = Mutation(
    operation="s3:PutObject",
    method="put_object",
    klass=Class.UNIQUE,
    hand=Hand.LOG_ARCHIVE,
    natural_key=lambda p: f"{p['Bucket']}/{p['Key']} {p['ChecksumSHA256']}",
    look=_object,
    pick=lambda answer: {"ChecksumSHA256": answer["ChecksumSHA256"], "ETag": answer["ETag"]},
    duplicates=frozenset({"PreconditionFailed"}),
)
MUTATIONS = (PUT_OBJECT,)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket of an account, in whatever region it is: botocore follows S3 there."""

    account: Account
    name: str

    def region(self) -> str:
        """Return where it is; `NotFound` where nobody has one of that name."""
        try:
            return str(self._head("head_bucket")["BucketRegion"])
        except NotPermitted as error:
            error.remedy = (
                f"Allow s3:ListBucket on {self.name} for this principal, or correct the name: "
                f"another account than {self.account.id} may own that bucket."
            )
            raise

    def protection(self) -> Protection:
        """Read what keeps its objects."""
        lock = self._setting("get_object_lock_configuration", NO_LOCK)
        kept = lock.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
        public = self._setting("get_public_access_block", NO_BLOCK)
        blocked = public.get("PublicAccessBlockConfiguration", {})
        encryption = self._setting("get_bucket_encryption", NO_ENCRYPTION)
        rules = encryption.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
        default = rules[0].get("ApplyServerSideEncryptionByDefault", {}) if rules else {}
        return Protection(
            versioned=self._call("get_bucket_versioning").get("Status") == "Enabled",
            mode=str(kept.get("Mode", "")),
            retention=_retention(kept),
            private=all(blocked.get(block) for block in BLOCKS),
            encryption=str(default.get("SSEAlgorithm", "")),
        )

    def keys(self, prefix: str) -> frozenset[str]:
        """Return the keys below a prefix."""
        objects = self.account.pages(
            "s3",
            "list_objects_v2",
            "Contents",
            Bucket=self.name,
            Prefix=prefix,
            ExpectedBucketOwner=self.account.id,
        )
        return frozenset(str(one["Key"]) for one in objects)

    def stored(self, key: str) -> Stored | None:
        """Return what S3 keeps of an object; None without such a key."""
        try:
            answer = self._head("head_object", Key=key, ChecksumMode="ENABLED")
        except NotFound:
            return None
        return Stored(
            str(answer.get("ChecksumSHA256", "")), answer.get("ObjectLockRetainUntilDate")
        )

    def put(self, key: str, sha256: str, region: str, content: Callable[[], bytes]) -> None:
        """Put an object there, unless it is there already; S3 refuses it if the hash is another.

        `sha256` is in hex.  Another object under the key is `AlreadyThere`, and is left alone.
        """
        perform(
            self.account,
            PUT_OBJECT,
            {
                "Bucket": self.name,
                "Key": key,
                "ChecksumAlgorithm": "SHA256",
                "ChecksumSHA256": base64_of(sha256),
                "IfNoneMatch": "*",
                "ExpectedBucketOwner": self.account.id,
            },
            region=region,
            content=lambda: {"Body": content()},
        )

    def _head(self, operation: str, **params: Any) -> Any:
        """Ask for headers alone; an error of it is a status without a word (s3 HeadObject).

        So expired credentials are a bare 400: what a refusal means is asked with a list, whose
        answer has a body.
        """
        try:
            return self._call(operation, **params)
        except GatewayError as error:
            if error.code == "404":
                raise _named(error, NotFound) from error
            if error.code not in {"400", "403"}:
                raise
            self._call("list_objects_v2", MaxKeys=1)
            if error.code == "400":
                raise
            raise _named(error, NotPermitted) from error

    def _call(self, operation: str, **params: Any) -> Any:
        return self.account.call(
            "s3", operation, Bucket=self.name, ExpectedBucketOwner=self.account.id, **params
        )

    def _setting(self, operation: str, unset: str) -> Any:
        """Return a part of the bucket's configuration; empty where AWS says that it is not set."""
        try:
            return self._call(operation)
        except GatewayError as error:
            if error.code != unset:
                raise
            return {}


def _named(error: GatewayError, leaf: type[GatewayError]) -> GatewayError:
    """Return the same error under the name of what it says."""
    remedy = (
        f"Allow {action_of(error.operation)} for this principal, and kms:Decrypt where the object "
        "is encrypted by a key of KMS."
    )
    return leaf(
        str(error),
        operation=error.operation,
        code=error.code,
        request_id=error.request_id,
        remedy=remedy if leaf is NotPermitted else error.remedy,
    )


def base64_of(sha256: str) -> str:
    """Write a hash as S3 does."""
    return b64encode(bytes.fromhex(sha256)).decode()


def _retention(kept: Any) -> str:
    """Say for how long; S3 has days or years, never both (botocore s3 DefaultRetention)."""
    for unit in ("Days", "Years"):
        if kept.get(unit):
            return f"{kept[unit]} {unit.lower()}"
    return ""
