"""What the papers say of money: read from the archive's own files, exact to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from migrate.core.plan import Receipt
from migrate.costs import manifest as listing
from migrate.costs.after.comparison import Comparison, compared
from migrate.costs.archive import Archive
from migrate.costs.cubes import CONTROL, METRICS
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.gate import expected_manifest
from migrate.costs.holdings import Holdings
from migrate.costs.manifest import Manifest
from migrate.costs.merge import MergeEstimate, estimate_merge_month
from migrate.costs.money import EXACT
from migrate.costs.periods import MONTHLY
from migrate.costs.sums import Totals, rows_held, totals_of

BY_KIND = "service-record-type"
UNBLENDED, AMORTIZED = METRICS.index("UnblendedCost"), METRICS.index("AmortizedCost")


@dataclass(frozen=True, slots=True)
class Month:
    """What one month cost, in one currency."""

    start: date
    currency: str
    billed: Decimal
    amortized: Decimal
    final: bool
    """Whether AWS has closed it."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one service, or one kind of charge, cost in one month."""

    start: date
    name: str
    kind: str
    currency: str
    billed: Decimal


@dataclass(frozen=True, slots=True)
class History:
    """The cost history that is saved."""

    manifest: Manifest
    known: bool
    """Whether the record knows exactly this archive."""
    months: tuple[Month, ...]
    shares: tuple[Share, ...]
    merge: MergeEstimate | None
    why_no_merge: str = ""


@dataclass(frozen=True, slots=True)
class NoHistory:
    """There is none, or it cannot be read."""

    why: str


def history_of(
    directory: Path, recorded: Mapping[str, Mapping[str, Receipt]]
) -> History | NoHistory:
    """Read the archive of a workspace as of its capture, whatever the day is today."""
    archive = Archive(directory)
    try:
        manifest = listing.read(archive)
        holdings = archive.holdings()
        merge, why = _merge(directory, manifest.captured_at)
        return History(
            manifest=manifest,
            known=expected_manifest(recorded) == manifest.sha256,
            months=tuple(_months(holdings)),
            shares=tuple(_shares(holdings)),
            merge=merge,
            why_no_merge=why,
        )
    except ArchiveMissing:
        return NoHistory("The cost history is not archived yet.")
    except ArchiveSpoiled as error:
        return NoHistory(f"The cost archive cannot be read: {error}")


def comparison_of(workspace: Path, archive: Path) -> Comparison | NoHistory:
    """Compare what was saved with what the new payer answered, as far as it was asked."""
    try:
        found = compared(workspace, Archive(archive))
    except (ArchiveMissing, ArchiveSpoiled) as error:
        return NoHistory(f"The costs since the join cannot be compared: {error}")
    if found is None:
        return NoHistory(
            "The costs since the join were not compared yet. From the day after the join on, "
            "`migrate costs compare` does it."
        )
    return found


def _merge(directory: Path, captured: datetime) -> tuple[MergeEstimate | None, str]:
    try:
        return estimate_merge_month(directory, captured.astimezone(UTC).date()), ""
    except ArchiveMissing as error:
        return None, str(error)


def _months(holdings: Holdings) -> Iterable[Month]:
    key = (CONTROL.name, MONTHLY)
    if key not in holdings.all_keys():
        return
    totals: Totals = totals_of(holdings, key)
    still_open = holdings.open_from()
    for (start, currency), sums in sorted(totals.sums.items()):
        final = still_open is None or start < still_open.replace(day=1)
        yield Month(start, currency, sums[UNBLENDED], sums[AMORTIZED], final)


def _shares(holdings: Holdings) -> Iterable[Share]:
    key = (BY_KIND, MONTHLY)
    if key not in holdings.all_keys():
        return
    for row in rows_held(holdings, key):
        yield Share(row.day, row.keys[0], row.keys[1], row.currency, row.amounts[UNBLENDED])


def added(shares: Iterable[Share], since: date) -> list[tuple[str, str, Decimal]]:
    """Return (service, currency, sum) since a day, the largest first."""
    sums: dict[tuple[str, str], Decimal] = {}
    for share in shares:
        if share.start >= since:
            key = share.name, share.currency
            sums[key] = EXACT.add(sums.get(key, Decimal(0)), share.billed)
    return sorted(
        ((name, currency, amount) for (name, currency), amount in sums.items()),
        key=lambda found: (-found[2], found[0]),
    )
