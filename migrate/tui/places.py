"""The screens that a digit opens from the journey and from each other; each is a row here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from textual.app import App
from textual.binding import Binding, BindingType

from migrate.core.errors import MigrateError
from migrate.tui.desk import Desk


@dataclass(frozen=True, slots=True)
class Place:
    """A screen beside the journey, loaded when it is first opened."""

    key: str
    title: str
    module: str
    """Of `migrate.tui.screens`; empty for the journey, which is always below."""
    screen: str


PLACES: tuple[Place, ...] = (
    Place("1", "Journey", "", ""),
    Place("2", "Resources", "resources", "ResourcesScreen"),
    Place("3", "Costs", "costs", "CostsScreen"),
)
KEYS: tuple[BindingType, ...] = tuple(
    Binding(place.key, f"go('{place.key}')", place.title, show=False) for place in PLACES
)
"""Not in the footer, which is full: the header names them where it has room."""


def preload() -> None:
    """Load the screens behind the digits; called when the first frame stands."""
    for place in PLACES:
        if place.module:
            import_module(f"migrate.tui.screens.{place.module}")


def go(app: App[MigrateError], desk: Desk, key: str) -> None:
    """Put a place in front, on the journey and nothing else; stay when it is in front already."""
    place = next(place for place in PLACES if place.key == key)
    if place.screen and type(app.screen).__name__ == place.screen:
        return
    while len(app.screen_stack) > 1:
        app.pop_screen()
    if place.screen:
        module = import_module(f"migrate.tui.screens.{place.module}")
        app.push_screen(getattr(module, place.screen)(desk))
