"""How far the newest scan is, by region, and what keeps it from seeing more, with the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from migrate.state.view_scan import Problem, RegionProgress, ScanProgress
from migrate.tui import places
from migrate.tui.prose import Prose, Row
from migrate.tui.screens.scanning import ScanningScreen
from migrate.tui.words import MUTED, UNICODE, hanging, heading, line

_WIDTH = 16
_FULL, _REST = ("━", "─") if UNICODE else ("#", "-")
NAMED = 6
"""Regions of a problem that are named; the rest is counted."""
AGAIN = "`migrate inventory scan` asks again"
REMEDIES: Mapping[str, str] = {
    "denied": "Allow {what} to the legacy profile; then " + AGAIN + ".",
    "throttled": "Nothing to do but time: " + AGAIN + ", slower.",
    "error": AGAIN + "; if it stays, take-inventory takes it as an accepted gap.",
    "capped": "There are more than it counts by itself; the plan of take-inventory asks about it.",
    "skipped": "It was left out on purpose.",
}
"""By the state of a cell."""
FINAL = "Asking again brings the same: it stays a gap that every document names."


class ScanScreen(ScanningScreen):
    """Follows the scan while it runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,b", "dismiss", "Back", key_display="esc"),
        Binding("q", "app.quit", "Quit"),
        *places.KEYS,
    ]
    AUTO_FOCUS = "#scan"
    DEFAULT_CSS = """
    ScanScreen VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    """

    def body(self) -> ComposeResult:
        """Place the text."""
        with VerticalScroll(id="scan"):
            yield Prose(id="told")

    def follow(self, progress: ScanProgress | None, mark: tuple[object, ...]) -> None:
        """Write the regions and the problems."""
        del mark
        works = self.scene is not None and self.scene.holder is not None
        if progress is None:
            self.query_one(Prose).tell([line("Nothing was scanned yet.")])
        else:
            self.query_one(Prose).tell(told(progress, works=works))


def told(progress: ScanProgress, *, works: bool) -> list[Content | Row]:
    """Return the lines about a scan."""
    state = "over" if progress.finished_at else "under way" if works else "stopped; r goes on"
    share = 100 * progress.resolved / max(1, progress.cells)
    lines: list[Content | Row] = [
        heading(
            f"Scan {progress.id}",
            (f"  {state}, begun {progress.started_at[:16].replace('T', ' ')} UTC", MUTED),
        ),
        line(
            f"{progress.resolved:,} of {progress.cells:,} cells resolved ({share:.1f} %), "
            f"{progress.found:,} resources in them"
        ),
        line(""),
        line((f"{'region':<16}{'':<{_WIDTH}}  {'asked':>13}{'found':>11}{'not seen':>10}", MUTED)),
        *(_region(region) for region in progress.regions),
    ]
    if progress.problems:
        lines += [line(""), heading("Not seen")]
    for problem in progress.problems:
        lines += _problem(problem)
    if any(problem.state == "denied" for problem in progress.problems):
        lines.append(line("`migrate inventory coverage` prints the policies that allow it."))
    return lines


def _region(one: RegionProgress) -> Content:
    asked = one.cells - one.waiting
    full = int(asked / max(1, one.cells) * _WIDTH)
    seen = f"{one.problems:,}" if one.problems else ""
    return line(
        f"{one.region:<16}",
        (_FULL * full, "$primary"),
        (_REST * (_WIDTH - full), "$rule"),
        f"  {f'{asked:,}/{one.cells:,}':>13}{one.found:>11,}",
        (f"{seen:>10}", "bold $warning"),
    )


def _problem(problem: Problem) -> Iterator[Content | Row]:
    regions = ", ".join(problem.regions[:NAMED])
    more = f" and {len(problem.regions) - NAMED} more" if len(problem.regions) > NAMED else ""
    style = MUTED if problem.final else "bold $warning"
    cells = f"{problem.cells:,} cell{'s' if problem.cells > 1 else ''}"
    yield hanging((f"{problem.state:<10} ", style), (problem.what, "bold"))
    yield hanging(" " * 11, (f"{cells} in {regions}{more}", MUTED))
    if problem.why:
        yield hanging(" " * 11, (f"AWS: {problem.why[:300]}", MUTED))
    remedy = FINAL if problem.final else REMEDIES.get(problem.state, AGAIN + ".")
    yield hanging(" " * 11, remedy.format(what=problem.what or "the action"))
