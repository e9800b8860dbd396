"""Choose one of a few: a list over the costs, closed by Enter or Esc."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.words import UNICODE, line

CHOSEN = "●" if UNICODE else "*"


class _Options(OptionList):
    """Shows its key below: an option list keeps it to itself."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Choose")]


class ChoiceScreen(WatchingScreen):
    """Hands the chosen name back; nothing when it is left by Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("j", "move('cursor_down')", show=False),
        Binding("k", "move('cursor_up')", show=False),
    ]
    AUTO_FOCUS = "#options"
    DEFAULT_CSS = """
    ChoiceScreen {
        #question { padding: 1 1 0 1; text-style: bold; height: auto; }
        #options { height: 1fr; border: none; padding: 1; background: $background; }
        #options:focus { border: none; }
        #options > .option-list--option-highlighted { text-style: bold; }
    }
    """

    def __init__(
        self, desk: Desk, question: str, options: Mapping[str, str], chosen: str = ""
    ) -> None:
        super().__init__(desk)
        self._question, self._options, self._chosen = question, options, chosen

    def body(self) -> ComposeResult:
        """Place the question and what there is to choose."""
        yield Static(line(self._question), id="question", markup=False)
        yield _Options(
            *(
                Option(line(f"{CHOSEN if name == self._chosen else ' '} {told}"))
                for name, told in self._options.items()
            ),
            id="options",
            markup=False,
        )

    def on_mount(self) -> None:
        """Put the cursor on what is chosen now."""
        names = list(self._options)
        if self._chosen in names:
            self.query_one(OptionList).highlighted = names.index(self._chosen)

    def show(self, scene: Scene) -> None:
        """Nothing here changes with the journey."""

    def action_move(self, how: str) -> None:
        """Move the cursor."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    @on(OptionList.OptionSelected)
    def choose(self, selected: OptionList.OptionSelected) -> None:
        """Close with what was chosen."""
        self.dismiss(list(self._options)[selected.option_index])
