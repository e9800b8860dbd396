"""A person's word that a part of the archive may be missing: who, why, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from migrate.core.errors import OperatorError
from migrate.costs.manifest import Waiver

PREFIX = "archive-costs.waive."
HOW = '`archive-costs.waive.NAME: "Who | reason | 2026-12-31"` under choices in migrate.yaml'


def waivers_of(choices: Mapping[str, str]) -> tuple[Waiver, ...]:
    """Read the waivers among the choices of migrate.yaml; half a waiver is refused."""
    return tuple(
        _waiver(key.removeprefix(PREFIX), text)
        for key, text in sorted(choices.items())
        if key.startswith(PREFIX)
    )


def _waiver(name: str, text: str) -> Waiver:
    parts = [part.strip() for part in text.split("|")]
    try:
        who, reason, until = parts
        day = date.fromisoformat(until)
    except ValueError:
        raise OperatorError(
            f"The waiver of {name} has to be a name, a reason and a day, not {text!r}",
            remedy=f"Write it as {HOW}.",
        ) from None
    if not who or not reason:
        raise OperatorError(f"The waiver of {name} lacks a name or a reason", remedy=HOW)
    return Waiver(name, who, reason, day)
