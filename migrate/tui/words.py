"""The words and glyphs of the screens; never colour alone, never a word that the CLI lacks."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from rich.cells import cell_len
from textual.content import Content

from migrate.core.escape import terminal
from migrate.core.plan import Action, Severity, Undo
from migrate.core.status import Status
from migrate.state.view import StepView
from migrate.tui.prose import Row

MUTED = "$muted"


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state is shown: a glyph, its ASCII stand-in, and a colour that only repeats them."""

    glyph: str
    ascii: str
    style: str

    @property
    def mark(self) -> str:
        """The glyph, as far as the terminal can show it."""
        return self.glyph if UNICODE else self.ascii


def _unicode() -> bool:
    encoding = (sys.stderr.encoding if sys.stderr else "") or ""
    plain = os.environ.get("TERM", "") in {"linux", "vt100", "vt220", "dumb"}
    return encoding.lower().startswith("utf") and not plain


UNICODE = _unicode()

SIGNS: Mapping[str, Sign] = MappingProxyType(
    {
        "ready": Sign("○", "o", ""),
        "blocked": Sign("·", ".", MUTED),
        Status.PLANNED: Sign("◇", "?", "$accent"),
        Status.APPROVED: Sign("◆", "=", "$accent"),
        Status.APPLYING: Sign("▶", ">", "$primary"),
        Status.WAITING: Sign("◷", "w", "$warning"),
        Status.DONE: Sign("✔", "+", "$success"),
        Status.FAILED: Sign("✖", "x", "$error"),
        Status.SKIPPED: Sign("–", "-", MUTED),
        Status.DRIFTED: Sign("!", "!", "$warning"),
    }
)
SEVERITIES: Mapping[Severity, Sign] = MappingProxyType(
    {
        Severity.BLOCK: Sign("✖", "x", "$error"),
        Severity.WARNING: Sign("!", "!", "$warning"),
        Severity.INFO: Sign("·", ".", MUTED),
    }
)
"""The heaviest first."""
ACTIONS: Mapping[Action, tuple[str, str]] = MappingProxyType(
    {
        Action.CREATE: ("+", "create"),
        Action.UPDATE: ("~", "change"),
        Action.MOVE: (">", "move"),
        Action.ADOPT: ("=", "adopt"),
        Action.READ: ("?", "read"),
        Action.BY_HAND: ("!", "by hand"),
    }
)
UNDO: Mapping[str, str] = MappingProxyType(
    {
        Undo.NOTHING: "nothing to undo",
        Undo.REVERSIBLE: "can be undone",
        Undo.UNTIL_DEADLINE: "can be undone until a deadline",
        Undo.ONE_WAY: "cannot be undone",
    }
)


def word(step: StepView) -> str:
    """Return where a step stands, in the word that `migrate status` prints."""
    if step.status is Status.PENDING:
        return "ready" if step.ready else "blocked"
    return str(step.status)


def sign(step: StepView) -> Sign:
    """Return the sign of a step's word."""
    return SIGNS[word(step)]


def moment(at: datetime) -> str:
    """Return a point in time, in UTC, to the minute."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def line(*parts: str | tuple[str, str]) -> Content:
    """Return one line; text of any origin is shown as it is and never obeyed."""
    return Content.assemble(
        *(
            terminal(part) if isinstance(part, str) else (terminal(part[0]), part[1])
            for part in parts
        )
    )


def fact(name: str, *parts: str | tuple[str, str], width: int = 12) -> Row:
    """Return a line with its name in front; it wraps beside the name."""
    return Row(line((f"{name:<{width}}", MUTED), *parts), width)


def linked(name: str, link: str, width: int = 12) -> Row:
    """Return a link with its name in front; where it wraps it stays whole for who copies it."""
    return Row(line((f"{name:<{width}}", MUTED), (link, "underline")))


def hanging(mark: str | tuple[str, str], *parts: str | tuple[str, str]) -> Row:
    """Return a line that wraps beside its mark."""
    shown = mark if isinstance(mark, str) else mark[0]
    return Row(line(mark, *parts), cell_len(terminal(shown)))


def heading(text: str, *parts: str | tuple[str, str]) -> Content:
    """Return the title of a part."""
    return line((text, "bold $accent"), *parts)


def paragraph(lines: Sequence[Content]) -> Content:
    """Return lines below each other."""
    return Content("\n").join(lines)
