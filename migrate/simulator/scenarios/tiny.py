"""`tiny`: one account with a handful of resources and three months of small bills."""

from __future__ import annotations

from datetime import date, timedelta

from migrate.simulator import clock
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.keys import admit_user, new_key
from migrate.simulator.organization.store import STORE
from migrate.simulator.scenarios.seeding import Seeds
from migrate.simulator.scenarios.tiny_bills import book
from migrate.simulator.world import LEGACY, LOG_ARCHIVE, MANAGEMENT, Prepared, World

LEGACY_ID, MANAGEMENT_ID, LOG_ARCHIVE_ID = "111122223333", "444455556666", "777788889999"
COPIES = "tiny-log-archive"
"""The bucket of the log archive account."""


def build(world: World) -> None:
    """Let the old account exist; nobody signed up for the new one yet."""
    STORE.settings.finalizing = timedelta()
    world.roles |= {LEGACY: LEGACY_ID, MANAGEMENT: MANAGEMENT_ID, LOG_ARCHIVE: LOG_ARCHIVE_ID}
    world.profiles |= {LEGACY: new_key(), MANAGEMENT: new_key(), LOG_ARCHIVE: new_key()}
    _legacy(world)
    _log_archive(world)
    world.prepared[MANAGEMENT_ID] = Prepared(
        MANAGEMENT_ID, "Tiny Management", "aws-management@tiny.example", world.profiles[MANAGEMENT]
    )


def _legacy(world: World) -> None:
    account = world.add(LEGACY_ID, "Tiny", "aws@tiny.example", root_mfa=True)
    account.created = clock.now().replace(year=clock.now().year - 3)
    admit_user(LEGACY_ID, "operator", world.profiles[LEGACY])
    seeds = Seeds(LEGACY_ID)
    seeds("s3", "CreateBucket", Bucket="tiny-data")
    seeds("sqs", "CreateQueue", QueueName="jobs")
    seeds("dynamodb", "CreateTable", TableName="orders", BillingMode="PAY_PER_REQUEST",
          AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
          KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])  # fmt: skip
    LEDGER.books[LEGACY_ID] = book(LEGACY_ID, _months_back(3), seed=1)
    LEDGER.of(LEGACY_ID).enabled = account.created


def _log_archive(world: World) -> None:
    """Let there be an account with nothing but a bucket that keeps what is put there."""
    world.add(LOG_ARCHIVE_ID, "Tiny Log Archive", "aws-logs@tiny.example", root_mfa=True)
    admit_user(LOG_ARCHIVE_ID, "archivist", world.profiles[LOG_ARCHIVE])
    seeds = Seeds(LOG_ARCHIVE_ID)
    seeds("s3", "CreateBucket", Bucket=COPIES, ObjectLockEnabledForBucket=True)
    seeds("s3", "PutObjectLockConfiguration", Bucket=COPIES, ObjectLockConfiguration={
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 365}},
    })  # fmt: skip
    seeds("s3", "PutPublicAccessBlock", Bucket=COPIES, PublicAccessBlockConfiguration={
        "BlockPublicAcls": True, "IgnorePublicAcls": True,
        "BlockPublicPolicy": True, "RestrictPublicBuckets": True,
    })  # fmt: skip
    seeds("s3", "PutBucketEncryption", Bucket=COPIES, ServerSideEncryptionConfiguration={
        "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}],
    })  # fmt: skip


def _months_back(count: int) -> date:
    today = clock.now().date()
    months = today.year * 12 + today.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
