"""The line on top of every screen: which accounts, what may happen, how far, who works."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from migrate.core.status import SATISFIED, Status
from migrate.tui.desk import Scene
from migrate.tui.places import PLACES
from migrate.tui.words import MUTED, line, paragraph, word

ORDER = ("applying", "waiting", "approved", "planned", "failed", "drifted", "skipped")
CHANGING = frozenset({Status.APPROVED, Status.APPLYING, Status.WAITING})
"""What was approved may be called on; also when a wait is over."""
GAP = 3

Part = tuple[str, str]
NOBODY: Part = ("no runner", MUTED)
OTHERS: Part = ("  ".join(f"{place.key} {place.title}" for place in PLACES), MUTED)
SPARE = frozenset({NOBODY, OTHERS})
"""Worth no third row."""


class Header(Static):
    """As many rows as it takes; an endpoint that is not AWS's is never left out."""

    DEFAULT_CSS = """
    Header { dock: top; height: auto; padding: 0 1; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._scene: Scene | None = None

    def show(self, scene: Scene) -> None:
        """Show the journey's state."""
        self._scene = scene
        self.update(header(scene, self.app.size.width - 2))

    def on_resize(self) -> None:
        """Break the line anew."""
        if self._scene is not None:
            self.show(self._scene)


def header(scene: Scene, width: int) -> Content:
    """Return the header in rows of at most this width, as far as its parts allow."""
    parts = [_accounts(scene), _mode(scene), *_endpoint(scene), _counts(scene), _runner(scene)]
    parts.append(OTHERS)
    rows: list[list[Part]] = [[]]
    for part in parts:
        room = width - sum(cell_len(text) + GAP for text, _ in rows[-1])
        if rows[-1] and cell_len(part[0]) > room:
            if part in SPARE and len(rows) > 1:
                continue
            rows.append([])
        rows[-1].append(part)
    return paragraph([_row(row) for row in rows])


def _row(parts: list[Part]) -> Content:
    joined: list[str | Part] = []
    for part in parts:
        joined += [" " * GAP, part] if joined else [part]
    return line(*joined)


def _accounts(scene: Scene) -> Part:
    legacy = scene.accounts.get("legacy")
    if legacy is None:
        return "no account connected yet", MUTED
    return f"{legacy} → {scene.accounts.get('management', 'not opened yet')}", "bold"


def _mode(scene: Scene) -> Part:
    """Say in words whether a runner that is started now could change AWS."""
    allowed = [step.id for step in scene.steps if step.status in CHANGING]
    if not allowed:
        return "READ-ONLY", "bold $success"
    return f"APPROVED: {', '.join(allowed)}", "bold $warning"


def _endpoint(scene: Scene) -> list[Part]:
    shown = [(f"NOT AWS: {', '.join(scene.endpoints)}", "bold $warning")]
    return shown if scene.endpoints else []


def _counts(scene: Scene) -> Part:
    counts = Counter(word(step) for step in scene.steps)
    done = sum(step.status in SATISFIED for step in scene.steps)
    told = [f"{counts[name]} {name}" for name in ORDER if counts[name]]
    return " · ".join([f"{done} of {len(scene.steps)} done", *told]), ""


def _runner(scene: Scene) -> Part:
    works = scene.holder
    if works is None:
        return (f"runner: {scene.spawned}", "bold $primary") if scene.spawned else NOBODY
    return f"runner: {works.command} ({works.who}, process {works.pid})", "bold $primary"
