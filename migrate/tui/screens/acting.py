"""The keys that move the journey, the same on every screen that shows a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message

from migrate.core.errors import JourneyError, MigrateError
from migrate.core.status import Status
from migrate.state.view import StepView
from migrate.tui import flow, hand, places, runs
from migrate.tui.desk import Scene
from migrate.tui.screens.watching import RunnerEnded, WatchingScreen
from migrate.tui.words import word


@dataclass
class RunnerStarted(Message):
    """A runner was started; it goes on when the screen is closed."""

    command: str


class ActingScreen(WatchingScreen):
    """Turns keys into runners and decisions; none of them changes AWS without a typed word."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run_on", "Run"),
        Binding("a", "review", "Review"),
        Binding("p", "plan", "Plan"),
        Binding("v", "look_again", "Look"),
        Binding("o", "open_link", "Open"),
        Binding("c", "copy", "Copy"),
        Binding("w", "write", "Write"),
        Binding("s", "skip", "Skip"),
        Binding("e", "answer", "Answers"),
        Binding("x", "stop", "Stop"),
        Binding("l", "log", "Log"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q", "app.quit", "Quit"),
        *places.KEYS,
    ]

    _offered: tuple[str, ...] = ()

    @property
    def chosen(self) -> StepView | None:
        """The step that the keys are about."""
        raise NotImplementedError

    def choose(self, step: str) -> None:
        """Go to a step."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the keys that fit the step and the runner."""
        del parameters
        if action not in _OFFERED or self.scene is None:
            return True
        return self.chosen is not None and _OFFERED[action](self.chosen, self.scene)

    def offer_keys(self) -> None:
        """Draw the keys anew, if others are offered than before."""
        offered = tuple(action for action in _OFFERED if self.check_action(action, ()))
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def action_plan(self) -> None:
        """Draw up the plan of the step and show it; planning only reads."""
        self.desk.running_on = False
        if self.chosen is not None:
            self._start("plan", self.chosen.id)

    def action_run_on(self) -> None:
        """Bring the step on, or the one that is next; stop where a person has to decide."""
        step = self.chosen
        if (step is None or flow.move_of(step) is None) and self.scene is not None:
            step = self.scene.step(self.scene.next.step)
        if step is None:
            self.tell("The journey is done. v looks again at the step under the cursor.")
            return
        self.desk.running_on = True
        self._move(step)

    def action_look_again(self) -> None:
        """Look whether a wait is over, or whether what is done still stands."""
        if self.chosen is not None and (words := flow.look_of(self.chosen)):
            self._start(*words)

    def action_stop(self) -> None:
        """Ask the runner to stop at its next checkpoint; nothing is left half-done."""
        works = self.scene.holder if self.scene is not None else None
        if works is None:
            return
        try:
            runs.stop(works)
        except MigrateError as error:
            self.refuse(error)
        else:
            self.tell("The runner was asked to stop; it stops between two changes.")

    def action_review(self) -> None:
        """Open the plan of the step; it can be approved there."""
        step = self.chosen
        if step is None:
            return
        if self.desk.view.plan(step.id) is None:
            self.refuse(JourneyError(f"{step.id} has no plan yet.", remedy="Press p to plan it."))
            return
        from migrate.tui.screens.review import ReviewScreen

        self.app.push_screen(ReviewScreen(self.desk, step.id), self._reviewed)

    def action_skip(self) -> None:
        """Ask why the step is left out."""
        if self.chosen is not None:
            from migrate.tui.screens.skip import SkipScreen

            self.app.push_screen(SkipScreen(self.desk, self.chosen))

    def action_answer(self) -> None:
        """Ask what the step asks."""
        if self.chosen is not None:
            from migrate.tui.screens.answers import AnswersScreen

            try:
                self.desk.read_answers()
            except MigrateError as error:
                self.refuse(error)
                return
            self.app.push_screen(AnswersScreen(self.desk, self.chosen))

    def action_copy(self) -> None:
        """Put the link on the clipboard, where the terminal lets us."""
        if self.chosen is not None and (link := hand.of(self.chosen).link):
            self.app.copy_to_clipboard(link)
            self.tell("Copied, if this terminal allows it; w writes it to a file.")

    def action_open_link(self) -> None:
        """Open the link in a graphical browser."""
        if self.chosen is None:
            return
        try:
            hand.open_link(hand.of(self.chosen).link)
        except MigrateError as error:
            self.refuse(error)

    def action_write(self) -> None:
        """Write the by-hand steps to a file."""
        if self.chosen is None:
            return
        try:
            path = hand.write(self.desk.workspace, self.chosen)
        except (MigrateError, OSError) as error:
            self.tell(f"Not written: {error}", severe=True)
        else:
            self.tell(f"Written to {path}")

    def action_log(self) -> None:
        """Show what happened."""
        from migrate.tui.screens.log import LogScreen

        self.app.push_screen(LogScreen(self.desk))

    def action_help(self) -> None:
        """Show the keys and the signs."""
        from migrate.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.desk))

    @on(RunnerEnded)
    def go_on(self, ended: RunnerEnded) -> None:
        """Show a plan that was drawn; go to the next step when one is done."""
        if self.scene is None:
            return
        verb, _, name = ended.command.partition(" ")
        step = self.scene.step(name)
        if verb == "plan" and step is not None and step.status is Status.PLANNED:
            self.choose(step.id)
            self.action_review()
        elif verb == "apply" and ended.code == 0:
            after = self.scene.step(self.scene.next.step)
            if after is not None:
                self.choose(after.id)
                if self.desk.running_on and after.status is not Status.WAITING:
                    self._move(after)
        else:
            self.desk.running_on = False

    def _move(self, step: StepView) -> None:
        move = flow.move_of(step)
        self.choose(step.id)
        if move is None:
            self.desk.running_on = False
            self.tell(f"{step.title}: {word(step)}; nothing can be done with it now.")
        elif move.review:
            self.action_review()
        else:
            self._start(*move.words)

    def _reviewed(self, step: str | None) -> None:
        """Apply what was just approved; a plan that was not stops the run."""
        if step:
            self._start("apply", step)
        else:
            self.desk.running_on = False

    def _start(self, *words: str) -> None:
        try:
            self.desk.start(*words)
        except MigrateError as error:
            self.desk.running_on = False
            self.refuse(error)
            return
        self.post_message(RunnerStarted(" ".join(words)))
        self.look()


def _linked(step: StepView, scene: Scene) -> bool:
    del scene
    return bool(hand.of(step).link)


_OFFERED: Mapping[str, Callable[[StepView, Scene], bool]] = {
    "run_on": lambda _step, scene: not scene.busy,
    "review": lambda step, _scene: step.status is not Status.PENDING,
    "plan": lambda step, scene: not scene.busy and flow.may_plan(step),
    "look_again": lambda step, scene: not scene.busy and flow.look_of(step) != (),
    "skip": lambda step, _scene: flow.may_skip(step),
    "answer": lambda step, _scene: bool(step.asks),
    "stop": lambda _step, scene: scene.holder is not None,
    "copy": _linked,
    "open_link": _linked,
    "write": lambda step, _scene: hand.of(step).there,
}
"""When an action is offered, by the step and whether a runner works; others always are."""
