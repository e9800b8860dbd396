"""The gate before joining: what once is joined, Cost Explorer shows no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from migrate.core.plan import Receipt
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.manifest import Manifest, Waiver
from migrate.costs.merge import JoinDay, MergeEstimate, estimate_merge_month
from migrate.costs.prove import Verdict, prove

__all__ = [
    "FRESH",
    "ArchiveVerdict",
    "JoinDay",
    "MergeEstimate",
    "archive_verdict",
    "estimate_merge_month",
    "expected_manifest",
]

FRESH = timedelta(minutes=60)
"""How old the last capture may be when the account joins, by AWS's clock."""
MANIFEST_KEY, CAPTURED_KEY = "manifest_sha256", "captured_at"
"""Names in the receipt of every capture, whichever step made it."""


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


def expected_manifest(recorded: Mapping[str, Mapping[str, Receipt]]) -> str:
    """Return the manifest's hash of the newest capture in state.db; empty for none.

    `recorded` is `Store.recorded()`: the capture may have been made by archive-costs or, the
    last one before joining, by join-legacy.
    """
    found = [
        (datetime.fromisoformat(r.result[CAPTURED_KEY]), str(r.result[MANIFEST_KEY]))
        for step in recorded.values()
        for r in step.values()
        if MANIFEST_KEY in r.result and CAPTURED_KEY in r.result
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else ""


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
