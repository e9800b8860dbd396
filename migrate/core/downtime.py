"""How long something stands still while it gets to another account, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "0": "none",
    "S": "seconds to minutes",
    "M": "minutes to hours",
    "H": "hours or longer",
    "X": "not moved, made anew",
}
"""By the playbook's letter."""


def downtime(letters: str) -> str:
    """Return what a letter, or a range of them, stands for; empty for nothing."""
    marks = re.split(r"\s*[-–/]\s*", letters) if letters else []
    return ", or ".join(WORDS.get(mark, mark) for mark in marks)
