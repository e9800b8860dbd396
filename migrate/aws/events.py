"""botocore's events with a memory: what a name of an event means is looked up once.

botocore compares every name of an event with 65 old names of services, 50 µs each time, and again
for every client: six names to make it, some ten for each operation.  Its memory is a private name
of botocore: without it, names are looked up as before and nothing else changes.
"""

from __future__ import annotations

from typing import Any, ClassVar

from botocore.hooks import EventAliaser
from botocore.session import Session


class Events(EventAliaser):  # type: ignore[misc]
    """The events of a session and of the clients that it makes."""

    names: ClassVar[dict[str, str]] = {}
    """Each name of this process and what it means; a name never changes its meaning."""

    def __init__(self, emitter: Any, aliases: Any = None) -> None:
        super().__init__(emitter, aliases)
        self._alias_name_cache = self.names


def remember_names(session: Session) -> None:
    """Let the clients of a session know what others looked up; its handlers stay where they are."""
    events = session.get_component("event_emitter")
    session.register_component("event_emitter", Events(events._emitter))  # noqa: SLF001
