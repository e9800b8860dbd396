"""The costs: what each month cost and why, how far that is proven, and what joining would cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from migrate.core.status import Status
from migrate.state.captures import expected_manifest
from migrate.tui.costs import Choice, Reading, picture, read
from migrate.tui.desk import Desk, Scene
from migrate.tui.prose import Prose, Row
from migrate.tui.screens.costs_choosing import PAGES, ChoosingScreen
from migrate.tui.widgets.bars import StackedBars, room_of
from migrate.tui.widgets.costs_title import here, title, trouble
from migrate.tui.widgets.holdings import holdings
from migrate.tui.widgets.legend import Legend
from migrate.tui.widgets.sheet import Sheet
from migrate.tui.widgets.standing import Standing
from migrate.tui.widgets.two_bills import two_bills
from migrate.workspace.archive.contents import stamp

FEW, MANY = 6, 9
"""Names with a colour of their own, below and from 100 columns."""
WIDE = 100
SIDE = 50
"""Columns of the legend where it stands beside the bars."""
_COLUMNS = [(0, "-tiny"), (60, "-narrow"), (WIDE, "-wide")]
_ROWS = [(0, "-short"), (16, "-tall")]


@dataclass
class Answered(Message):
    """The archive was read."""

    reading: Reading


class CostsScreen(ChoosingScreen):
    """Draws what the archive's own tables say; follows it while it is captured or proven."""

    HORIZONTAL_BREAKPOINTS = _COLUMNS
    VERTICAL_BREAKPOINTS = _ROWS
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    CostsScreen {
        #title, #here { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #main { height: 1fr; }
        #bars { layout: horizontal; height: 1fr; }
        Legend { width: 50; }
        &.-below #bars { layout: vertical; }
        &.-below Legend { width: 1fr; max-width: 100; }
        .page { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
        #small { display: none; }
        &.-tiny #main, &.-short #main { display: none; }
        &.-tiny #small, &.-short #small { display: block; height: 1fr; padding: 0 1; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked: tuple[Choice, object] | None = None
        self._kept = ""
        """The manifest's hash as state.db has it."""

    def body(self) -> ComposeResult:
        """Place every page; one of them is seen."""
        yield Static("", id="title", markup=False)
        yield Static("", id="here", markup=False)
        with Container(id="main"):
            with Container(id="bars"):
                yield StackedBars(FEW)
                yield Legend(FEW)
            yield Sheet()
            for name in _WRITTEN:
                with VerticalScroll(id=name, classes="page"):
                    yield Prose()
        yield Static(
            "This terminal is too small: make it 60x16 or larger.", id="small", markup=False
        )
        yield Standing()

    def on_mount(self) -> None:
        """Ask the archive at once."""
        self.turn()
        self.follow()

    def on_resize(self) -> None:
        """Give as many names a colour as there is room for."""
        self.query_one(StackedBars).top = self.query_one(Legend).top = self._top
        self.set_class(self.size.width < WIDE, "-below")
        self.draw()

    @property
    def _top(self) -> int:
        return MANY if self.size.width >= WIDE else FEW

    def show(self, scene: Scene) -> None:
        """Say how the archive stands now."""
        view = self.desk.view
        self._kept = expected_manifest({step.id: view.receipts(step.id) for step in scene.steps})
        self.turn()

    def _tick(self) -> None:
        super()._tick()
        if self.is_current:
            self.follow()

    def follow(self) -> None:
        """Read the archive when it is another, or another choice was made."""
        wanted = self.choice, stamp(self.desk.workspace.archive)
        if wanted != self._asked:
            self._asked = wanted
            self._read(self.choice)

    @work(thread=True, exclusive=True, group="costs")
    def _read(self, choice: Choice) -> None:
        reading = read(self.desk.workspace.archive, choice)
        if not get_current_worker().is_cancelled:
            self.post_message(Answered(reading))

    @on(Answered)
    def take(self, answered: Answered) -> None:
        """Show what was read."""
        self.reading = answered.reading
        self.draw()

    def draw(self) -> None:
        """Draw what was read."""
        if self.reading is None:
            return
        self.picture = drawn = picture(self.reading, self.day)
        if drawn is not None:
            beside = self.size.width - SIDE >= room_of(len(drawn.totals))
            self.set_class(not beside, "-below")
            self.query_one(StackedBars).show(drawn)
            self.query_one(Legend).show(drawn)
            self.query_one(Sheet).show(drawn)
        self.turn()

    def turn(self) -> None:
        """Show one page and hide the others; where nothing can be drawn, why."""
        drawn, page = self.picture, self._shown
        for name in (*_WRITTEN, "bars"):
            self.query_one(f"#{name}").display = name == page
        self.query_one(Sheet).display = page == "table"
        lines = {"#title": title, "#here": here}
        for name, told in lines.items():
            line = self.query_one(name, Static)
            line.display = drawn is not None and page in PAGES[:2]
            if drawn is not None:
                line.update(told(drawn), layout=False)
        if self.scene is not None:
            if self.reading is not None and page in _WRITTEN:
                rows = _WRITTEN[page](self.reading, self.scene, self._kept)
                self.query_one(f"#{page}").query_one(Prose).tell(rows)
            self.query_one(Standing).show(self.reading, self.scene, self._kept)
        self.offer_keys()

    @property
    def _shown(self) -> str:
        """The page that can be shown."""
        if self.reading is None:
            return self.page
        nothing = self.picture is None and self.page in PAGES[:2]
        return "trouble" if nothing or self.reading.contents is None else self.page


def _joined(scene: Scene) -> bool:
    step = scene.step("join-legacy")
    return step is not None and step.status in {Status.DONE, Status.DRIFTED}


_WRITTEN: Mapping[str, Callable[[Reading, Scene, str], Iterable[Content | Row]]] = {
    "archive": lambda reading, _scene, kept: holdings(reading, kept),
    "bills": lambda reading, scene, _kept: two_bills(reading, joined=_joined(scene)),
    "trouble": lambda reading, scene, _kept: trouble(reading, scene),
}
"""The pages in words."""
