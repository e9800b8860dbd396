"""What the archive holds, and the verdict of each check: nothing is called proven that was not."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from migrate.core.plan import Severity
from migrate.tui.costs import Reading, open_lacks, spoken
from migrate.tui.prose import Row
from migrate.tui.words import MUTED, SEVERITIES, SIGNS, fact, hanging, heading, line, moment
from migrate.workspace.archive.contents import Contents
from migrate.workspace.archive.outlook import Checked, Outlook

NOT_PROVEN = "These very files were not proven yet: v proves them, as `migrate costs verify` does."
HOW = (
    "Allow it for the legacy profile, or waive it under choices in migrate.yaml, then type "
    "`migrate plan archive-costs`; while it is missing the account may not join."
)
_WIDE = 12


def holdings(reading: Reading, kept: str) -> Iterator[Content | Row]:
    """Yield the page; `kept` is the manifest's hash as state.db has it, empty for none."""
    found = reading.contents
    if found is None:
        return
    yield from _head(found, kept)
    yield line("")
    yield from _checks(reading.known)
    yield line("")
    yield from _missing(found)
    yield line("")
    yield from _tables(found)


def _head(found: Contents, kept: str) -> Iterator[Content | Row]:
    yield heading(f"Cost history of {found.account}", f"  level {found.level}")
    yield fact("Captured", moment(found.captured_at), ", by AWS's clock", width=_WIDE)
    for granularity, (first, end) in sorted(found.reach.items(), reverse=True):
        yield fact(granularity.title(), f"from {first} to before {end}", width=_WIDE)
    for folder, (files, size) in sorted(found.sizes.items()):
        if files > 1:
            yield fact(f"{folder}/", f"{files:,} files, {_size(size)}", width=_WIDE)
    yield fact("Where", str(found.directory), width=_WIDE)
    yield fact("Manifest", f"sha256 {found.sha256}", width=_WIDE)
    if kept == found.sha256:
        yield fact("", "state.db keeps the same hash", width=_WIDE)
    else:
        told = f"state.db keeps {kept}" if kept else "state.db keeps no hash of it"
        yield fact("", (told, "$warning"), width=_WIDE)


def _checks(known: Outlook | None) -> Iterator[Content | Row]:
    if known is None:
        yield heading("Not proven")
        yield line((NOT_PROVEN, "$warning"))
        return
    good = sum(check.ok for check in known.checks)
    word = "Proven" if known.ok else "NOT proven"
    yield heading(
        f"{word}: {good} of {len(known.checks)} checks hold", f"  {moment(known.proven_at)}"
    )
    for check in known.checks:
        yield from _check(check)


def _check(check: Checked) -> Iterator[Content | Row]:
    sign = SIGNS["done" if check.ok else "failed"]
    yield hanging((f"{sign.mark} ", sign.style), check.promise)
    yield fact("", (check.said, MUTED if check.ok else sign.style), width=2)
    for text in (*check.wrong[1:], *check.notes):
        yield fact("", text, width=4)


def _missing(found: Contents) -> Iterator[Content | Row]:
    yield heading("What is missing")
    if not found.missing:
        yield line("Nothing that this level wants.")
    stand = open_lacks(found)
    for lack in found.missing:
        sign = SEVERITIES[Severity.WARNING if lack in stand else Severity.INFO]
        yield hanging((f"{sign.mark} ", sign.style), f"{lack.name}: {lack.why}")
        if lack.waived:
            over = " (this is over)" if lack in stand else ""
            yield fact("", (f"{lack.waived}{over}", MUTED), width=2)
    if stand:
        yield fact("Next", HOW, width=_WIDE)
    yield line(("The one or two days before joining are on the last invoice alone.", MUTED))


def _tables(found: Contents) -> Iterator[Content | Row]:
    yield heading("Tables")
    for table in found.tables:
        keys = ", ".join(spoken(name) for name in table.columns)
        when = "months" if table.monthly else ""
        days = f"days of {len(table.daily)} months" if table.daily else ""
        told = " and ".join(part for part in (when, days) if part) or "nothing in it"
        yield hanging("  ", f"{keys}: ", (told, MUTED))


def _size(count: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:,} {unit}"
        count //= 1000
    return f"{count:,} GB"
