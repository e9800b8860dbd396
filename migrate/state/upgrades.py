"""The way from each schema to the next: one row each, applied in one transaction after a backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What brings a file to schema `to` from the one before."""

    to: int
    apply: Callable[[Connection], None]


UPGRADES: tuple[Upgrade, ...] = ()
"""Empty while schema 1 is the only one there ever was."""
