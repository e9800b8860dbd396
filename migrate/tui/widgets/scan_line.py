"""One line about the scan that is under way, or that left something unseen."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from migrate.state.view_scan import ScanProgress
from migrate.tui.words import MUTED, UNICODE, line

_WIDTH = 20
_FULL, _REST = ("━", "─") if UNICODE else ("#", "-")


class ScanLine(Static):
    """Takes no room while there is nothing to say."""

    DEFAULT_CSS = """
    ScanLine { height: 1; padding: 0 1; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.display = False

    def show(self, progress: ScanProgress | None, *, works: bool) -> None:
        """Show how far a scan is."""
        self.display = progress is not None and not _well(progress)
        if progress is not None:
            self.update(told(progress, works=works))


def _well(progress: ScanProgress) -> bool:
    return bool(progress.finished_at) and not any(not p.final for p in progress.problems)


def told(progress: ScanProgress, *, works: bool) -> Content:
    """Return a bar while it is under way, and what could not be seen."""
    problems = sum(p.cells for p in progress.problems if not p.final)
    unseen = (f"  {problems:,} cells not seen", "bold $warning" if problems else MUTED)
    more = ("  b says where", MUTED)
    if progress.finished_at:
        return line(f"Scan {progress.id} is over:", unseen if problems else "", more)
    full = int(progress.asked / max(1, progress.cells) * _WIDTH)
    state = ("Scanning ", "bold $primary") if works else ("Stopped ", "bold $warning")
    count = f" {progress.asked:,} of {progress.cells:,} cells"
    bar = (_FULL * full, "$primary"), (_REST * (_WIDTH - full), "$rule")
    return line(state, *bar, count, unseen if problems else "", more)
