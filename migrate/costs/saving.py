"""Save the cost history of an account: what a step does, whichever step does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from migrate.aws.account import Account
from migrate.aws.cost_explorer import CostExplorer
from migrate.aws.invoicing import Invoicing
from migrate.core.errors import OperatorError
from migrate.costs import capture
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.cubes import cubes_of
from migrate.costs.gate import CAPTURED_KEY, MANIFEST_KEY
from migrate.costs.look import Seen, look
from migrate.costs.manifest import Heading, Manifest, Waiver
from migrate.costs.money import price

REFRESH_BUDGET = 500
"""Requests of one refresh of what is open: $5."""
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, as a receipt keeps it."""

    manifest: Manifest
    spent: int
    total: int

    @property
    def result(self) -> Mapping[str, Any]:
        """Return JSON values; the gate finds the newest archive by them."""
        return {
            MANIFEST_KEY: self.manifest.sha256,
            CAPTURED_KEY: self.manifest.captured_at.astimezone(UTC).isoformat(),
            "requests": self.spent,
            "requests_in_all": self.total,
            "files": len(self.manifest.files),
        }

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return what a person can compare."""
        return (
            f"manifest.json sha256 {self.manifest.sha256}",
            f"ce:GetCostAndUsage: {self.spent} requests, {price(self.spent)}",
        )


def look_at(archive_dir: Path, account: Account) -> Seen:
    """Find out how far back Cost Explorer answers."""
    return look(
        Archive(archive_dir),
        CostExplorer(account),
        Invoicing(account).summaries,
        account.clock.now(),
    )


def save(
    archive_dir: Path,
    account: Account,
    wishes: capture.Wishes,
    *,
    waivers: Sequence[Waiver] = (),
    recent: timedelta = capture.RECENT,
    progress: Progress,
) -> Saved:
    """Capture what is missing or open, write the tables and the manifest."""
    archive = Archive(archive_dir)
    refuse_other_account(archive, account.id)
    explorer = CostExplorer(account)
    if capture.unfinished(archive) is not None:
        capture.run(archive, explorer, wishes, account.clock.now, progress=progress)
        capture.finish(archive)
    captured = capture.run(
        archive, explorer, wishes, account.clock.now, recent=recent, progress=progress
    )
    heading = Heading(
        account=account.id,
        partition=account.partition,
        level=wishes.level,
        keys=tuple((c.name, g) for c in cubes_of(wishes.level) for g in c.granularities),
        waivers=tuple(waivers),
    )
    manifest = listing.publish(archive, heading)
    capture.finish(archive)
    return Saved(manifest, captured.spent, captured.total)


def bring_up_to_date(
    archive_dir: Path,
    account: Account,
    *,
    waivers: Sequence[Waiver] = (),
    recent: timedelta = capture.RECENT,
    progress: Progress,
) -> Saved:
    """Ask again for what AWS had not closed, so that the account may join; cents, and seconds.

    Made for the last minutes before joining: answers that are younger than `recent` are kept.
    """
    archive = Archive(archive_dir)
    level = listing.read(archive).heading.level
    wishes = capture.Wishes(level, REFRESH_BUDGET, *archive.holdings().lengths())
    return save(archive_dir, account, wishes, waivers=waivers, recent=recent, progress=progress)


def refuse_other_account(archive: Archive, account: str) -> None:
    """Refuse to mix the histories of two accounts in one directory."""
    if archive.exists() and listing.read(archive).heading.account != account:
        raise OperatorError(
            f"The archive in {archive.directory} is of account "
            f"{listing.read(archive).heading.account}, not of {account}",
            remedy="Use another workspace for another account.",
        )
