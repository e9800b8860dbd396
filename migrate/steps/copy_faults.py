"""What stands against keeping a copy in a bucket, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Facts, Finding, Severity

GUIDE = "aws docs: S3 User Guide, "


def faults(facts: Facts, largest: int) -> Iterator[Finding]:
    """Yield a block for each; `largest` is how many bytes one object can have."""
    for role in facts["workplaces"]:
        yield _block(
            "copy-workplace",
            f"{facts['account']} is the {role} account.",
            "Who works there, or breaks in there, reaches the copy too.",
            "Name the log archive account in migrate.yaml (log_archive_profile, "
            "accounts.log-archive).",
            "AWS prescriptive guidance: Security Reference Architecture, Log Archive account",
        )
    if "archive" in facts:
        yield _block(
            "copy-archive-unproven",
            f"The archive cannot be copied: {facts['archive']}.",
            "A copy of something else would be kept for years.",
            "Type `migrate costs verify`, or `migrate plan archive-costs`.",
            "the archive's own files",
        )
    elif not facts["region"]:
        yield _block(
            "copy-bucket-missing",
            f"{facts['account']} has no bucket {facts['bucket']}.",
            "",
            f"Make it in {facts['account']} with Object Lock and a default retention, or correct "
            "copy-archive.bucket in migrate.yaml.",
            "botocore s3 HeadBucket, ExpectedBucketOwner",
        )
    else:
        yield from _bucket_faults(facts)
        yield from _content_faults(facts, largest)


def _bucket_faults(facts: Facts) -> Iterator[Finding]:
    name, found = facts["bucket"], facts["protection"]
    if not found["versioned"]:
        yield _block(
            "copy-not-versioned",
            f"{name} keeps no versions.",
            "An object that is overwritten or deleted is gone.",
            f"Enable versioning of {name}, then plan again.",
            GUIDE + "Retaining multiple versions of objects",
        )
    if not found["mode"]:
        yield _block(
            "copy-not-locked",
            f"{name} gives new objects no retention.",
            "Whoever gets into the account can delete the copy.",
            f"Enable Object Lock on {name} with a default retention: GOVERNANCE if somebody "
            "should be able to end it, COMPLIANCE if nobody should; then plan again.",
            GUIDE + "Locking objects with Object Lock",
        )
    if not found["private"]:
        yield _block(
            "copy-public",
            f"{name} does not block public access.",
            "The bills of years would be one wrong policy away from everybody.",
            f"Turn on all four settings of Block Public Access of {name}, then plan again.",
            GUIDE + "Blocking public access to your Amazon S3 storage",
        )


def _content_faults(facts: Facts, largest: int) -> Iterator[Finding]:
    if facts["other"]:
        count, first = len(facts["other"]), facts["other"][0]
        yield _block(
            "copy-other-content",
            f"{count:,} objects in s3://{facts['bucket']}/{facts['folder']} are not what the "
            f"manifest lists; the first is {first}.",
            "Somebody put them there: this workspace puts no object over another, and S3 takes "
            "none with a wrong hash.",
            "Find out who did (CloudTrail data events, if they are on), delete these versions, or "
            "choose another copy-archive.prefix; then plan again.",
            "botocore s3 HeadObject, ChecksumSHA256",
        )
    if facts["unproven"]:
        count, first = len(facts["unproven"]), facts["unproven"][0]
        yield _block(
            "copy-unproven",
            f"S3 tells no SHA-256 of {count:,} objects in s3://{facts['bucket']}/"
            f"{facts['folder']}; the first is {first}.",
            "They may be right: a tool that copies by itself leaves another checksum, and without "
            "kms:Decrypt S3 may not tell it.",
            "Copy the folder down and prove it by `migrate costs verify`, then skip this step with "
            "that reason; or choose another copy-archive.prefix and plan again.",
            "botocore s3 HeadObject, ChecksumMode",
        )
    if facts["unlocked"]:
        yield Finding(
            Severity.INFO,
            f"S3 shows no retention of {facts['unlocked']:,} objects of the copy.",
            why="It has ended, they were put there before the bucket had one, or "
            "s3:GetObjectRetention is missing. Until then nobody could delete them; now somebody "
            "could.",
            remedy="Extend their retention in the console of S3, if they should be kept longer.",
            source=GUIDE + "Locking objects with Object Lock",
            key="copy-not-kept",
        )
    if facts["largest"] > largest:
        yield _block(
            "copy-too-large",
            f"A file of the archive has {facts['largest']:,} bytes; one request takes {largest:,}.",
            "",
            "Copy the archive by hand (`aws s3 cp --recursive`), and prove the copy by `migrate "
            "costs verify`.",
            GUIDE + "Uploading objects",
        )


def _block(key: str, summary: str, why: str, remedy: str, source: str) -> Finding:
    return Finding(Severity.BLOCK, summary, why=why, remedy=remedy, source=source, key=key)
