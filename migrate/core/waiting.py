"""What a step waits for, so that a wait can be stored, shown and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WaitFor(StrEnum):
    """Whose move it is."""

    PERSON = "person"
    AWS = "aws"


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a step stands still, and what ends the wait."""

    waiting_for: WaitFor
    reason: str
    """One sentence for the operator, names escaped by whoever prints it."""
    probe: str = ""
    """What is looked at to see whether the wait is over."""
    instruction: str = ""
    """What a person has to do, step by step; empty when AWS has to move."""
    link: str = ""
    """Deep link to the page on which a person does it; empty when there is none."""
    next_look: datetime | None = None
    """By AWS's clock; None means that a look is worth it at any time."""
    deadline: datetime | None = None
    """By AWS's clock; None means that the wait cannot expire."""
