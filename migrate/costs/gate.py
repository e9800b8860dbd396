"""The gate before joining: what once is joined, Cost Explorer shows no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.manifest import Manifest, Waiver
from migrate.costs.merge import JoinDay, MergeEstimate, estimate_merge_month
from migrate.costs.prove import Verdict, prove
from migrate.state.captures import CAPTURED_KEY, MANIFEST_KEY, expected_manifest

__all__ = [
    "CAPTURED_KEY",
    "FRESH",
    "MANIFEST_KEY",
    "ArchiveVerdict",
    "JoinDay",
    "MergeEstimate",
    "archive_verdict",
    "estimate_merge_month",
    "expected_manifest",
]

FRESH = timedelta(minutes=60)
"""How old the last capture may be when the account joins, by AWS's clock."""


@dataclass(frozen=True, slots=True)
class ArchiveVerdict:
    """Whether the archive lets the account join."""

    ok: bool
    why: tuple[str, ...]
    """What stands against it, in sentences; empty when ok."""
    age: timedelta | None
    """Of the last capture; None while nothing was captured to the end."""
    captured_at: datetime | None
    missing: tuple[str, ...]
    """What the archive lacks and nobody waived."""
    waivers: tuple[Waiver, ...]
    """Waivers that hold now."""
    proof: Verdict


def archive_verdict(
    archive_dir: Path, expected_manifest_sha256: str, now: datetime, *, fresh: timedelta = FRESH
) -> ArchiveVerdict:
    """Prove the archive from its files, against the hash in state.db and AWS's clock."""
    archive = Archive(archive_dir)
    proof = prove(archive, expected_manifest_sha256)
    why = list(proof.wrong)
    if not expected_manifest_sha256:
        why.append("state.db knows of no capture")
    manifest = _manifest(archive)
    missing = unwaived(manifest, now) if manifest else ("everything",)
    why += [f"missing: {name}" for name in missing]
    captured = manifest.captured_at if manifest else None
    age = now - captured if captured else None
    if age is None or age >= fresh:
        said = "never" if age is None else f"{int(age.total_seconds() // 60)} minutes ago"
        limit = int(fresh.total_seconds() // 60)
        why.append(f"the last capture was {said}; it has to be under {limit} minutes old")
    if age is not None and age < -timedelta(minutes=5):
        why.append(f"the last capture lies in the future ({captured})")
    waivers = manifest.heading.waivers if manifest else ()
    held = tuple(waiver for waiver in waivers if waiver.holds(now.astimezone(UTC).date()))
    return ArchiveVerdict(not why, tuple(why), age, captured, missing, held, proof)


def unwaived(manifest: Manifest, now: datetime) -> tuple[str, ...]:
    """Return what is missing and not waived, or no longer."""
    day = now.astimezone(UTC).date()
    held = {waiver.name for waiver in manifest.heading.waivers if waiver.holds(day)}
    return tuple(f"{m.name} ({m.why})" for m in manifest.heading.missing if m.name not in held)


def _manifest(archive: Archive) -> Manifest | None:
    try:
        return listing.read(archive)
    except (ArchiveMissing, ArchiveSpoiled):
        return None
