"""What a comparison says of one thing, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from migrate.costs.money import EXACT


class Word(StrEnum):
    """The verdict: what cannot be known yet is never called right."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "cannot know yet"


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of evidence."""

    name: str
    word: Word
    said: str
    then: str = ""
    """What to do, or when it can be known; empty where nothing is left to do."""


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add up exactly."""
    found = Decimal(0)
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found
