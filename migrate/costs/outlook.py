"""Keep what was proven of an archive, and what joining would cost, for faces to show at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from migrate.core.errors import StateFull
from migrate.costs import files
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.merge import MergeEstimate, estimate_merge_month
from migrate.costs.prove import Check, Verdict, prove
from migrate.workspace.archive import contents, outlook
from migrate.workspace.archive.outlook import Checked, JoinDay, Merge, Outlook


def keep_outlook(archive: Archive, now: datetime, verdict: Verdict | None = None) -> None:
    """Write down what the files of an archive are worth now, and what each day of joining costs.

    It is worked out from the archive alone and can be made again at any time, so a disk without
    room for it spoils nothing.
    """
    if not archive.exists():
        return
    found = verdict or prove(archive)
    known = Outlook(
        manifest=files.digest(archive.manifest),
        proven_at=now.astimezone(UTC),
        checks=tuple(map(_checked, found.checks)),
    )
    try:
        known = replace(known, merge=_merge(_estimate(archive)))
    except (ArchiveMissing, ArchiveSpoiled) as error:
        known = replace(known, no_merge=str(error))
    try:
        files.write(archive.directory / contents.OUTLOOK, outlook.written(known))
    except StateFull:
        return


def _estimate(archive: Archive) -> MergeEstimate:
    captured = listing.read(archive).captured_at
    return estimate_merge_month(archive.directory, captured.astimezone(UTC).date())


def _checked(check: Check) -> Checked:
    return Checked(check.name, check.promise, check.ok, check.said, check.wrong, check.notes)


def _merge(found: MergeEstimate) -> Merge:
    days = tuple(JoinDay(d.day, d.old_bill, d.new_bill) for d in found.days)
    return Merge(found.currency, days, found.recommended.day, found.why)
