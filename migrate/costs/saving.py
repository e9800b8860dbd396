"""Save the cost history of an account: what a step does, whichever step does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from migrate.aws.account import Account
from migrate.aws.cost_explorer import CostExplorer
from migrate.aws.invoicing import Invoicing
from migrate.core.errors import OperatorError
from migrate.costs import capture
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.extras import Extras
from migrate.costs.gate import CAPTURED_KEY, MANIFEST_KEY
from migrate.costs.invoices import Invoices
from migrate.costs.look import Seen, look
from migrate.costs.manifest import Announce, Heading, Lack, Manifest, Waiver, unannounced
from migrate.costs.money import price
from migrate.costs.outlook import keep_outlook
from migrate.costs.periods import reach_of
from migrate.costs.prove import prove
from migrate.costs.scope import Scope
from migrate.state.captures import SAVED_KEY

KEYS_UNKNOWN = "cubes-by-tag"
"""Name of the lack of everything that is grouped by tag or cost category."""
REFRESH_BUDGET = 500
"""Requests of one refresh of what is open: $5."""
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, as a receipt keeps it."""

    manifest: Manifest
    spent: int
    total: int
    at: datetime

    @property
    def result(self) -> Mapping[str, Any]:
        """Return JSON values; the gate finds the newest archive by them."""
        return {
            MANIFEST_KEY: self.manifest.sha256,
            CAPTURED_KEY: self.manifest.captured_at.astimezone(UTC).isoformat(),
            SAVED_KEY: self.at.astimezone(UTC).isoformat(),
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


def look_at(archive_dir: Path, account: Account, level: str = "", budget: int = 0) -> Seen:
    """Find out how far back Cost Explorer answers, and how much it says for a level.

    `budget` is what the operator allows, in requests: looks may cost that much where it is more
    than they usually may.
    """
    return look(
        Archive(archive_dir),
        CostExplorer(account),
        Invoicing(account).summaries,
        account.clock.now(),
        level,
        budget=budget,
    )


def lacks_of(scope: Scope, seen: Seen) -> tuple[Lack, ...]:
    """Return what a look could not see and the level wants."""
    if seen.keys is None and scope.level != "essential":
        return (Lack(KEYS_UNKNOWN, "no permission to list tags and cost categories"),)
    return ()


def save(
    archive_dir: Path,
    account: Account,
    scope: Scope,
    *,
    months: int,
    missing: Sequence[Lack] = (),
    waivers: Sequence[Waiver] = (),
    recent: timedelta = capture.RECENT,
    announce: Announce = unannounced,
    progress: Progress,
) -> Saved:
    """Capture what is missing or open, write the tables and the manifest, and prove them."""
    archive = Archive(archive_dir)
    refuse_other_account(archive, account.id)
    explorer = CostExplorer(account)
    wishes, clock = scope.wishes(months), account.clock.now
    if capture.unfinished(archive) is not None:
        capture.run(archive, explorer, wishes, clock, progress=progress)
        capture.finish(archive)
    captured = capture.run(archive, explorer, wishes, clock, recent=recent, progress=progress)
    purse = archive.purse(captured.name, wishes.budget)
    extras = Extras(archive, account, purse, recent, lambda what: progress(0, 0, what))
    lacks = (*missing, *extras.capture(scope.level))
    since = reach_of(clock().date(), months)
    bills = Invoices(archive, Invoicing(account), clock, lambda what: progress(0, 0, what))
    lacks = (*lacks, *bills.capture(since))
    heading = Heading(
        account=account.id,
        partition=account.partition,
        level=scope.level,
        wants=scope.wants,
        calls=scope.calls,
        missing=lacks,
        waivers=tuple(waivers),
    )
    manifest = listing.publish(archive, heading, announce)
    capture.finish(archive)
    keep_outlook(archive, clock(), prove(archive, manifest.sha256))
    return Saved(manifest, purse.spent, purse.total, clock())


def bring_up_to_date(
    archive_dir: Path,
    account: Account,
    *,
    waivers: Sequence[Waiver] = (),
    recent: timedelta = capture.RECENT,
    announce: Announce = unannounced,
    progress: Progress,
) -> Saved:
    """Ask again for what AWS had not closed, so that the account may join; cents, and seconds.

    Made for the last minutes before joining: answers that are younger than `recent` are kept.
    """
    archive = Archive(archive_dir)
    heading = listing.read(archive).heading
    months, _ = archive.holdings().lengths()
    scope = Scope(heading.level, heading.wants, heading.calls, months, REFRESH_BUDGET, 0)
    return save(
        archive_dir,
        account,
        scope,
        months=months,
        missing=[lack for lack in heading.missing if lack.name == KEYS_UNKNOWN],
        waivers=waivers,
        recent=recent,
        announce=announce,
        progress=progress,
    )


def refuse_other_account(archive: Archive, account: str) -> None:
    """Refuse to mix the histories of two accounts in one directory."""
    if archive.exists() and listing.read(archive).heading.account != account:
        raise OperatorError(
            f"The archive in {archive.directory} is of account "
            f"{listing.read(archive).heading.account}, not of {account}",
            remedy="Use another workspace for another account.",
        )
