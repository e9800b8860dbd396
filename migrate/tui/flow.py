"""What moves a step, and what to say when a runner that was started here has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrate.core.status import TRANSITIONS, Signal, Status
from migrate.core.waiting import WaitFor
from migrate.state.view import StepView
from migrate.tui.desk import Ended, Scene

RESUMABLE = frozenset({Status.APPROVED, Status.APPLYING, Status.WAITING})
PROVABLE = frozenset({Status.DONE, Status.DRIFTED})
PLANNABLE = frozenset(here for here, signal in TRANSITIONS if signal is Signal.PLAN)
SKIPPABLE = frozenset(here for here, signal in TRANSITIONS if signal is Signal.SKIP)
ANEW = frozenset({Status.PENDING, Status.FAILED, Status.DRIFTED})

WAITS, LOCKED = 3, 5
OUTCOMES: Mapping[int, str] = {
    0: "ended well",
    1: "stopped: it is blocked, outdated, failed or drifted",
    2: "was refused: its input is wrong",
    3: "stopped: a person or AWS has to move",
    4: "stopped: AWS refused",
    5: "stopped: state.db cannot be used, or another runner works",
    130: "stopped on request, between two changes",
}
"""By exit code."""


@dataclass(frozen=True, slots=True)
class Move:
    """A runner to start, or a plan to show to the person who decides."""

    words: tuple[str, ...] = ()
    review: bool = False


def move_of(step: StepView) -> Move | None:
    """Return what brings a step on; None where nothing does."""
    if step.status in RESUMABLE:
        return Move(("apply", step.id))
    if step.status is Status.PLANNED and not step.blocks:
        return Move(review=True)
    if may_plan(step) and step.status in ANEW | {Status.PLANNED}:
        return Move(("plan", step.id))
    return None


def look_of(step: StepView) -> tuple[str, ...]:
    """Return the words that look again at a step; none where there is nothing to look at."""
    if step.status is Status.WAITING:
        return ("apply", step.id)
    if step.status in PROVABLE:
        return ("verify", step.id)
    return ()


def may_plan(step: StepView) -> bool:
    """Whether planning a step would not be refused at once."""
    return step.ready and step.status in PLANNABLE


def may_skip(step: StepView) -> bool:
    """Whether a step can be left out."""
    return step.skippable and step.status in SKIPPABLE


def outcome(ended: Ended, scene: Scene) -> tuple[str, bool]:
    """Return how a runner ended, in a sentence, and whether that is bad; empty when it shows."""
    verb, _, name = ended.command.partition(" ")
    step = scene.step(name)
    if step is not None:
        if verb == "plan" and step.status is Status.PLANNED and ended.code in {0, 1}:
            return "", False
        if verb == "apply" and ended.code == 0:
            return f"{step.title}: done.", False
        if verb == "apply" and ended.code == WAITS and step.wait is not None:
            whose = "your move" if step.wait.waiting_for is WaitFor.PERSON else "AWS has to move"
            return f"{step.title}: {whose}.", False
        if verb == "verify" and ended.code == 0:
            return f"{step.title}: AWS still agrees.", False
    said = scene.last if scene.last is not None and scene.last.command == ended.command else None
    if ended.command.startswith("inventory export") and ended.code == 0 and said is not None:
        return "\n".join(said.lines), False
    why = f" {said.trouble[0]}" if step is None and said is not None and said.trouble else ""
    return f"migrate {ended.command} {_told(ended, scene)}.{why}", ended.code not in {0, 3, 130}


def _told(ended: Ended, scene: Scene) -> str:
    if ended.code < 0:
        return f"was killed (signal {-ended.code}); nothing is lost, r goes on"
    if ended.code == LOCKED and scene.holder is not None:
        works = scene.holder
        return f"did nothing: {works.who} works here, process {works.pid}, `{works.command}`"
    return OUTCOMES.get(ended.code, f"left with exit code {ended.code}")
