"""The simulated time: the real time, moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_ahead = timedelta()


def now() -> datetime:
    """Return the simulated time, aware and in UTC."""
    return datetime.now(UTC) + _ahead


def ahead() -> timedelta:
    """Return how far the simulated time is ahead of the real one; negative when it is behind."""
    return _ahead


def advance(by: timedelta) -> None:
    """Let time pass at once."""
    global _ahead  # noqa: PLW0603
    _ahead += by


def set_now(moment: datetime) -> None:
    """Make it that moment now; it runs on from there."""
    global _ahead  # noqa: PLW0603
    _ahead = moment.astimezone(UTC) - datetime.now(UTC)


def reset() -> None:
    """Go back to the real time."""
    global _ahead  # noqa: PLW0603
    _ahead = timedelta()
