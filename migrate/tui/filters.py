"""The last line of defence: no name from AWS reaches the terminal as a control sequence."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from migrate.core.escape import terminal


class Harmless(LineFilter):
    """Replaces what a terminal would obey in every line that is drawn, whoever drew it.

    Widgets show such characters as `·` before they measure; this catches what one forgot, and
    keeps each line as wide as it was measured.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with every obeyed character replaced."""
        del background
        return [_harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    text, style, control = segment
    if control or text.isprintable():
        return segment
    shown = "".join(char if terminal(char) == char else "·" * cell_len(char) for char in text)
    return segment if shown == text else Segment(shown, style, control)


HARMLESS = Harmless()
"""One for the whole app: Textual's caches compare filters by identity."""

_KEYS = re.compile(r"\b(?:A3T|AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b")
_SECRETS = re.compile(r"(?<![A-Za-z0-9+=])[A-Za-z0-9/+=]{32,}(?![A-Za-z0-9+=])")


def redacted(text: str) -> str:
    """Return text without anything that could be a credential; rather too much goes than little."""
    return _SECRETS.sub("[redacted]", _KEYS.sub("[redacted]", text))
