"""What a person does by hand, taken out of the screen: a link, a browser, a file."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from migrate.core.errors import JourneyError
from migrate.core.escape import file_name, shell_word, terminal, terminal_block
from migrate.state.view import StepView
from migrate.tui.words import moment
from migrate.workspace.workspace import Workspace

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


@dataclass(frozen=True, slots=True)
class HandStep:
    """What a step asks of a person now."""

    reason: str = ""
    instruction: str = ""
    link: str = ""
    probe: str = ""
    deadline: str = ""

    @property
    def there(self) -> bool:
        """Whether a person is asked for anything."""
        return bool(self.instruction or self.link)


def of(step: StepView) -> HandStep:
    """Return what a waiting step asks of a person."""
    wait = step.wait
    if wait is None:
        return HandStep()
    deadline = "" if wait.deadline is None else f"{moment(wait.deadline)}, by AWS's clock"
    return HandStep(wait.reason, wait.instruction, wait.link, wait.probe, deadline)


def write(workspace: Workspace, step: StepView) -> Path:
    """Write what a person has to do to a file that only its owner reads, and return its path."""
    asked = of(step)
    workspace.documents.mkdir(mode=0o700, exist_ok=True)
    path = workspace.documents / f"by-hand-{file_name(step.id)}.txt"
    told = [f"{step.title} ({step.id})", "", asked.reason, "", asked.instruction, ""]
    for name, text in (("Where", asked.link), ("Proof", asked.probe), ("Until", asked.deadline)):
        told += [f"{name}: {terminal(text)}"] if text else []
    here = shell_word(str(workspace.directory))
    told.append(f"Then type: migrate --workspace {here} apply {step.id}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(terminal_block("\n".join(told)) + "\n")
    return path


def open_link(link: str) -> None:
    """Open a link in a graphical browser; one that draws in this terminal would destroy it."""
    import webbrowser

    if not link.startswith(("https://", "http://")):
        raise JourneyError("This link does not lead to a web page.")
    try:
        browser = webbrowser.get() if _desktop() else None
    except webbrowser.Error:
        browser = None
    if browser is None or type(browser) is webbrowser.GenericBrowser or not browser.open(link):
        raise JourneyError(
            "There is no graphical browser here.", remedy="Press c to copy the link, w to write it."
        )


def _desktop() -> bool:
    return sys.platform == "darwin" or any(os.environ.get(name) for name in _DISPLAYS)
