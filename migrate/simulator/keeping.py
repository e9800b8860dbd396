"""What has to be saved besides moto's backends: each module that holds state says so here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kept:
    """How the state of one module is taken and put back; it has to be picklable."""

    take: Callable[[], Any]
    put: Callable[[Any], None]
    heavy: bool


KEPT: dict[str, Kept] = {}


def keep(
    name: str, take: Callable[[], Any], put: Callable[[Any], None], *, heavy: bool = False
) -> None:
    """Save what `take` returns under a name, and give it to `put` when it is loaded.

    It is saved at every change of the world; what is `heavy` only now and then and at the end.
    """
    KEPT[name] = Kept(take, put, heavy)
