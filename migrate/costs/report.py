"""The report: one HTML file without scripts or outside addresses, all months at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from decimal import Decimal

from migrate.core.escape import html
from migrate.costs.archive import Archive
from migrate.costs.bars import stacked
from migrate.costs.commitments import commitments
from migrate.costs.cubes import METRICS
from migrate.costs.errors import ArchiveMissing
from migrate.costs.manifest import Manifest, read
from migrate.costs.merge import estimate_merge_month
from migrate.costs.money import shown
from migrate.costs.months import Grid, grid
from migrate.costs.prove import Verdict

STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .7rem;text-align:left;
border-bottom:1px solid #ccc}td.n{text-align:right;font-variant-numeric:tabular-nums}
.bad{color:#a00}.ok{color:#070}svg{max-width:100%;height:auto}.wide{overflow-x:auto}
"""
MOVERS = 10
UNBLENDED = METRICS.index("UnblendedCost")


def report(archive: Archive, verdict: Verdict) -> str:
    """Return the whole page; the same archive and verdict give the same page."""
    manifest, services = read(archive), _by_service(archive)
    parts = [
        *_head(manifest, verdict),
        *_months(services),
        *_movers(services),
        *_commitments(archive),
        *_merge(archive, manifest),
        *_checks(verdict),
    ]
    body = "\n".join(parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>Cost history of {html(manifest.heading.account)}</title>"
        f"<style>{STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _by_service(archive: Archive) -> Grid:
    return grid(archive.holdings(), "service-record-type", 0, UNBLENDED)


def _head(manifest: Manifest, verdict: Verdict) -> Iterator[str]:
    heading = manifest.heading
    word = '<b class="ok">proven</b>' if verdict.ok else '<b class="bad">NOT as captured</b>'
    at = manifest.captured_at.astimezone(UTC)
    yield f"<h1>Cost history of {html(heading.account)}</h1>"
    yield (
        f"<p>The archive is {word}. Captured up to {at:%Y-%m-%d %H:%M} UTC, level "
        f"{html(heading.level)}. Amounts are unblended costs, rounded to cents here and exact in "
        "the tables.</p>"
    )
    for lack in heading.missing:
        yield f'<p class="bad">Missing: {html(lack.name)}: {html(lack.why)}</p>'


def _months(found: Grid) -> Iterator[str]:
    yield f"<h2>{len(found.months)} months by service</h2>"
    yield stacked(found)
    rows = [[name, _money(amounts, found)] for name, amounts in found.rows]
    yield _table(("Service", "All months"), rows)
    months = [
        [f"{month:%Y-%m}", shown(total, found.currency)]
        for month, total in zip(found.months, found.totals, strict=True)
    ]
    yield _table(("Month", "Total"), months)


def _movers(found: Grid) -> Iterator[str]:
    """Compare the last whole month with the one before it."""
    yield "<h2>Top movers</h2>"
    if len(found.months) < 3:
        yield "<p>There are too few whole months to compare.</p>"
        return
    last, before = -2, -3
    moves = sorted(
        ((name, a[before], a[last]) for name, a in found.rows),
        key=lambda move: (-abs(move[2] - move[1]), move[0]),
    )
    rows = [
        [name, *(shown(amount, found.currency) for amount in (old, new, new - old))]
        for name, old, new in moves[:MOVERS]
        if old != new
    ]
    columns = ("Service", f"{found.months[before]:%Y-%m}", f"{found.months[last]:%Y-%m}", "Change")
    yield _table(columns, rows)


def _commitments(archive: Archive) -> Iterator[str]:
    yield "<h2>Commitments and when they end</h2>"
    rows = [[c.end or "unknown", c.kind, c.what, c.state, c.name] for c in commitments(archive)]
    yield _table(("End", "Kind", "What", "State", "Id"), rows) if rows else "<p>None.</p>"


def _merge(archive: Archive, manifest: Manifest) -> Iterator[str]:
    yield "<h2>The month of joining, day by day</h2>"
    try:
        estimate = estimate_merge_month(
            archive.directory, manifest.captured_at.astimezone(UTC).date()
        )
    except ArchiveMissing as error:
        yield f"<p>{html(str(error))}</p>"
        return
    better = estimate.recommended
    yield f"<p>The better day is {better.day}: {html(estimate.why)}</p>"
    rows = [
        [
            f"{one.day}{' (better)' if one == better else ''}",
            shown(one.old_bill, estimate.currency),
            shown(one.new_bill, estimate.currency),
        ]
        for one in estimate.days
    ]
    yield _table(("Joining on", "Old account's last bill", "New payer's bill"), rows)


def _checks(verdict: Verdict) -> Iterator[str]:
    yield "<h2>What was proven</h2>"
    rows = [[c.promise, "yes" if c.ok else "NO", c.said] for c in verdict.checks]
    yield _table(("Promise", "Holds", "Seen"), rows)
    for check in verdict.checks:
        for note in check.notes:
            yield f"<p>{html(note)}</p>"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{html(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _money(amounts: Sequence[Decimal], found: Grid) -> str:
    return shown(sum(amounts, Decimal(0)), found.currency)
