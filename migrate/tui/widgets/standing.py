"""One line: whether the numbers are proven, what is missing, or how far the capture has come."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from migrate.core.ports import Progress
from migrate.tui.costs import Reading, open_lacks
from migrate.tui.desk import Scene
from migrate.tui.widgets.progress import bar
from migrate.tui.words import MUTED, SIGNS, line, moment
from migrate.workspace.archive.contents import Contents
from migrate.workspace.archive.outlook import Outlook

STEP = "archive-costs"


class Standing(Static):
    """Says what a reader of the numbers has to know of them."""

    DEFAULT_CSS = """
    Standing {
        height: 1; padding: 0 1; background: $boost;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, reading: Reading | None, scene: Scene, kept: str) -> None:
        """Show where the archive stands."""
        self.update(standing(reading, scene, kept), layout=False)


def standing(reading: Reading | None, scene: Scene, kept: str) -> Content:
    """Return the line; `kept` is the manifest's hash as state.db has it, empty for none."""
    progress = scene.progress
    if scene.holder is not None and progress is not None and progress.step == STEP:
        return _working(progress)
    if reading is None:
        return line(("Reading the archive…", MUTED))
    found, known = reading.contents, reading.known
    if found is None:
        return line(("Nothing can be shown.", "$warning"))
    bad = SIGNS["failed"]
    if known is not None and not known.ok:
        wrong = next(check.said for check in known.checks if not check.ok)
        return line((f"{bad.mark} NOT proven: {wrong}", bad.style), (" (a: all of it)", MUTED))
    if kept and kept != found.sha256 and scene.holder is None:
        return line((f"{bad.mark} not the archive that state.db knows (a says more)", bad.style))
    return _quiet(found, known, kept)


def _quiet(found: Contents, known: Outlook | None, kept: str) -> Content:
    captured = f" · captured {moment(found.captured_at)}"
    lacking = _lacking(found, kept)
    proven = ("! not proven yet (v proves it)", "$warning")
    if known is not None:
        sign = SIGNS["done"]
        proven = (f"{sign.mark} proven, {len(known.checks)} checks", sign.style)
    return line(proven, (" · ", MUTED), lacking, (captured, MUTED))


def _lacking(found: Contents, kept: str) -> tuple[str, str]:
    """Say how much is missing; state.db keeps no hash of an archive that lacks something."""
    count = len(open_lacks(found))
    if count:
        return f"{count} part{'s' if count > 1 else ''} missing (a)", "$warning"
    return ("nothing missing", MUTED) if kept else ("not finished by the step", "$warning")


def _working(progress: Progress) -> Content:
    drawn, label = bar(progress)
    mark = SIGNS["applying"].mark
    return Content.assemble((f"{mark} {STEP}: ", "bold $primary"), drawn, "  ", label)
