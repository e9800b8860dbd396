"""How far the runner is: a bar that moves only when there is news."""

from __future__ import annotations

from textual.content import Content

from migrate.core.ports import Progress
from migrate.tui.desk import Page
from migrate.tui.prose import Row
from migrate.tui.widgets.section import Section
from migrate.tui.words import MUTED, UNICODE, line

_WIDTH = 32
_FULL, _REST = ("━", "─") if UNICODE else ("#", "-")


class ProgressBar(Section):
    """Shows the running work of this step: determinate, and what the runner said last."""

    DEFAULT_CSS = """
    ProgressBar { border-left: thick $primary; padding-left: 1; }
    """

    def lines(self, page: Page) -> list[Content | Row]:
        """Return the bar, the label and the runner's last sentence."""
        works = page.scene.holder
        if works is None:
            return []
        progress = page.scene.progress
        mine = progress is not None and progress.step == page.step.id
        told = list(bar(progress)) if progress is not None and mine else []
        last = page.scene.last
        if last is not None and last.command == works.command and last.lines and not mine:
            name = f"{page.step.id}: "
            told += [line(text.removeprefix(name)) for text in last.lines[-1:] if name in text]
        if told or page.step.id in works.command.split():
            told.insert(0, line(("Working ", "bold $primary"), f"migrate {works.command}"))
            told.append(line((f"{works.who}, process {works.pid}; x stops it", MUTED)))
        return list(told)


def bar(progress: Progress) -> list[Content]:
    """Return a bar and its label; work of unknown size is counted, not guessed."""
    label = line(progress.label)
    if progress.total <= 0:
        return [line(f"{progress.done:,} so far"), label] if progress.done else [label]
    share = min(1.0, progress.done / progress.total)
    full = int(share * _WIDTH)
    drawn = line(
        (_FULL * full, "$primary"),
        (_REST * (_WIDTH - full), "$rule"),
        f"  {share:.0%}  {progress.done:,} of {progress.total:,}",
    )
    return [drawn, label]
