"""Keep a copy of the cost history where nobody works: in a versioned and locked bucket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any, ClassVar

from migrate.aws.s3 import LARGEST, Bucket, base64_of
from migrate.core.errors import (
    AlreadyThere,
    GatewayError,
    NotFound,
    OperatorError,
    WrongAccount,
)
from migrate.core.plan import (
    Action,
    Change,
    Facts,
    Finding,
    Hand,
    Receipt,
    Severity,
    Target,
    Undo,
)
from migrate.core.step import Question, Step
from migrate.costs.archive import MANIFEST, Archive
from migrate.costs.copying import Packing, content_of, cost_of, packing
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.gate import expected_manifest
from migrate.steps.context import Context
from migrate.steps.copy_faults import faults
from migrate.steps.copy_place import LEFT_OUT, PREFIX, elsewhere, place_of

ROLE = "log-archive"
COPY = "copy"


class CopyArchive(Step[Context]):
    """Put each file of the archive under its hash, and compare what S3 keeps with the manifest."""

    id = "copy-archive"
    title = "Copy the cost history"
    phase = "Join"
    purpose = (
        "What Cost Explorer has forgotten is on one disk until it is copied. Every file of the "
        "archive is put into a bucket of the log archive account, versioned and locked, and S3 "
        "proves each by its SHA-256. Without a bucket in migrate.yaml the step is left out."
    )
    needs = ("place-prod",)
    undo = Undo.REVERSIBLE
    undo_how = "Delete the versions of the objects, as far as their retention allows it."
    skippable = True
    asks = (
        Question("bucket", "Bucket for the copy, in the log archive account"),
        Question("prefix", "Folder in the bucket", PREFIX),
    )
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        ROLE: (
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "s3:GetBucketObjectLockConfiguration",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
            "s3:GetObject",
            "s3:GetObjectRetention",
            "s3:ListBucket",
            "s3:PutObject",
        ),
    }

    def places(self, choices: Mapping[str, str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Return the bucket for what is asked of it, and the folder for what is put there."""
        if self.left_out(choices):
            return {}
        bucket, prefix = place_of(choices)
        whole = f"arn:*:s3:::{bucket}"
        folder = f"{whole}/{prefix}/*" if prefix else f"{whole}/*"
        return {
            ROLE: {
                action: (folder if "Object" in action and "Bucket" not in action else whole,)
                for action in self.permissions[ROLE]
                if action.startswith("s3:")
            }
        }

    def left_out(self, choices: Mapping[str, str]) -> str:
        """Return why there is no copy, where no bucket is named."""
        return "" if choices.get("copy-archive.bucket") else LEFT_OUT

    def observe(self, context: Context) -> Facts:
        """Read what protects the bucket, and what lies in it of the archive's present state."""
        return self._looked(*place_of(context.workspace.settings.choices), context)

    @staticmethod
    def _looked(name: str, prefix: str, context: Context) -> Facts:
        account, bound = context.account(ROLE), context.store.accounts()
        facts: dict[str, Any] = {
            "account": account.id,
            "partition": account.partition,
            "bucket": name,
            "prefix": prefix,
            "workplaces": sorted(r for r, a in bound.items() if a == account.id and r != ROLE),
        }
        try:
            packed = packing(
                Archive(context.workspace.archive), expected_manifest(context.store.recorded())
            )
        except (ArchiveMissing, ArchiveSpoiled) as error:
            return {**facts, "archive": str(error)}
        bucket = Bucket(account, name)
        try:
            region = bucket.region()
        except NotFound:
            return {**facts, "region": ""}
        folder = packed.folder(prefix, bound["legacy"])
        compared = _compared(bucket, folder, packed, context)
        return {
            **facts,
            "region": region,
            "protection": asdict(bucket.protection()),
            "manifest": packed.manifest,
            "folder": folder,
            "files": len(packed.files),
            "bytes": sum(packed.sizes[path] for path in compared["missing"]),
            "largest": max(packed.sizes.values()),
            **compared,
        }

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Copy what is not there yet into a bucket that keeps it."""
        del context
        found = tuple(faults(facts, LARGEST))
        yield from found
        if any(fault.severity is Severity.BLOCK for fault in found):
            return
        if facts["missing"]:
            yield _copy(facts)
        yield Finding(
            Severity.INFO,
            f"s3://{facts['bucket']}/{facts['folder']} has {facts['files'] - _left(facts):,} of "
            f"{facts['files']:,} files.",
            why="The folder is named after the hash of the manifest: a later state of the archive "
            "gets a folder of its own, and nothing is ever put over anything.",
            remedy="To prove the copy anywhere, copy the folder down and type `migrate costs "
            f"verify FOLDER --manifest {facts['manifest']}`.",
            key="copy-place",
        )

    def apply(self, change: Change, context: Context) -> Receipt:
        """Put each file there, the manifest last; S3 refuses what has another hash."""
        params, account = change.params, context.account(ROLE)
        if account.id != change.target.account:
            raise WrongAccount(
                f"The approved plan copies into {change.target.account}; migrate.yaml names "
                f"{account.id} now. Nothing was sent",
                operation="s3:PutObject",
                remedy=f"Write {change.target.account} and its profile back into migrate.yaml, "
                "then type `migrate run`: it goes on, or plans it anew.",
            )
        bucket = Bucket(account, str(params["bucket"]))
        archive = Archive(context.workspace.archive)
        paths = sorted(params["missing"], key=lambda path: (path == MANIFEST, path))
        for done, path in enumerate(paths):
            context.progress(done, len(paths), path)
            key, sha256 = f"{params['folder']}{path}", str(params["missing"][path])
            with _blaming(path):
                bucket.put(key, sha256, str(params["region"]), partial(_content, archive, path))
        context.progress(len(paths), len(paths), "copied")
        told = f"PutObject: {len(paths)} objects, each with the SHA-256 of the manifest"
        kept = {name: params[name] for name in ("bucket", "folder", "manifest")}
        return Receipt(change.key, {**kept, "objects": len(paths)}, evidence=(told,))

    def verify(self, context: Context) -> Iterable[Finding]:
        """Compare what S3 keeps with the manifest, where the approved plan said that it is put."""
        saved = context.store.plan(self.id)
        place = saved.plan.facts if saved is not None else self.observe(context)
        moved = tuple(elsewhere(place, context))
        yield from moved
        if moved:
            return
        facts = self._looked(str(place["bucket"]), str(place["prefix"]), context)
        yield from faults(facts, LARGEST)
        if facts.get("missing"):
            yield Finding(
                Severity.WARNING,
                f"{_left(facts):,} of {facts['files']:,} files of the archive are not in "
                f"s3://{facts['bucket']}/{facts['folder']}.",
                why="Somebody deleted them; with versioning they can be brought back.",
                remedy="Type `migrate plan copy-archive`.",
                key="copy-incomplete",
            )


def _left(facts: Facts) -> int:
    return len(facts["missing"])


def _compared(bucket: Bucket, folder: str, packed: Packing, context: Context) -> dict[str, Any]:
    """Return what is missing with its hash, what is another, not to be proven, or not locked."""
    there, now = bucket.keys(folder), bucket.account.clock.now()
    missing: dict[str, str] = {}
    other: list[str] = []
    unproven: list[str] = []
    unlocked = 0
    for done, (path, sha256) in enumerate(sorted(packed.files.items())):
        context.progress(done, len(packed.files), f"comparing {path}")
        found = bucket.stored(f"{folder}{path}") if f"{folder}{path}" in there else None
        if found is None:
            missing[path] = sha256
            continue
        if found.sha256 != base64_of(sha256):
            (other if found.proven else unproven).append(path)
        unlocked += found.until is None or found.until <= now
    return {"missing": missing, "other": other, "unproven": unproven, "unlocked": unlocked}


@contextmanager
def _blaming(path: str) -> Iterator[None]:
    """Say whose fault it is that S3 took a file for another one."""
    try:
        yield
    except GatewayError as error:
        if error.code == "BadDigest":
            error.remedy = (
                f"{path} is not what the manifest listed: type `migrate costs verify`, restore the "
                "file if it says so, and then type `migrate plan copy-archive`."
            )
        if isinstance(error, AlreadyThere):
            error.remedy = "Type `migrate plan copy-archive`: it says what to do with it."
        raise


def _content(archive: Archive, path: str) -> bytes:
    """Read a file right before it is sent; what cannot be read refuses the call."""
    try:
        return content_of(archive, path)
    except OperatorError as error:
        raise GatewayError(str(error), operation="s3:PutObject", remedy=error.remedy) from error


def _copy(facts: Facts) -> Change:
    count, kept = _left(facts), facts["protection"]
    one_way = kept["mode"] == "COMPLIANCE"
    place = f"{facts['bucket']}/{facts['folder']}"
    return Change(
        key=COPY,
        action=Action.CREATE,
        summary=f"Copy {count:,} files of the archive to {facts['bucket']}, locked for "
        f"{kept['retention']} ({kept['mode']})",
        target=Target(
            f"arn:{facts['partition']}:s3:::{place}",
            account=facts["account"],
            region=facts["region"],
        ),
        hand=Hand.LOG_ARCHIVE,
        calls=("s3:PutObject",),
        params={k: facts[k] for k in ("bucket", "region", "folder", "manifest", "missing")},
        before={"objects": facts["files"] - count},
        after={
            "objects": facts["files"],
            "locked": f"{kept['mode']}, {kept['retention']}",
            "encrypted": kept["encryption"],
        },
        undo=Undo.ONE_WAY if one_way else Undo.REVERSIBLE,
        undo_how=f"Nobody can delete them for {kept['retention']}, not even root."
        if one_way
        else f"Delete their versions after {kept['retention']}, or sooner with "
        "s3:BypassGovernanceRetention.",
        cost=cost_of(count, facts["bytes"]),
    )


STEP = CopyArchive()
