"""The door for changes: shut, unless a change of an approved plan is being applied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from migrate.core.errors import CallRefused
from migrate.core.ports import Permit


class Door:
    """Holds the permit of the running change."""

    def __init__(self) -> None:
        self._permit: Permit | None = None

    @contextmanager
    def permitted(self, permit: Permit) -> Iterator[None]:
        """Open the door for exactly the calls of one change."""
        self._permit = permit
        try:
            yield
        finally:
            self._permit = None

    @property
    def current(self) -> Permit | None:
        """The permit of the running change; None while the door is shut."""
        return self._permit

    def permit_for(self, operation: str) -> Permit:
        """Return the permit that lists `operation`, or refuse the call."""
        permit = self._permit
        if permit is None:
            raise CallRefused(
                f"{operation} changes AWS, and no approved plan is being applied",
                operation=operation,
            )
        if operation not in permit.calls:
            raise CallRefused(
                f"{operation} is not on the approved plan of {permit.step} ({permit.change})",
                operation=operation,
                remedy=f"Type `migrate plan {permit.step}` and review it.",
            )
        return permit
