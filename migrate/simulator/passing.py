"""What happens by itself as time passes: looked after before each request is answered."""

from __future__ import annotations

from collections.abc import Callable

_WATCHED: list[Callable[[], None]] = []


def as_time_passes(function: Callable[[], None]) -> Callable[[], None]:
    """Register what brings a part of the world up to the simulated time; it has to be quick."""
    if function not in _WATCHED:
        _WATCHED.append(function)
    return function


def settle() -> None:
    """Bring the world up to the simulated time."""
    for function in _WATCHED:
        function()
