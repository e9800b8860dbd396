"""The worlds that the simulated AWS can start from: one module, or package, per scenario.

A scenario is found by its file's name and has `build(world) -> None`, which lets accounts
exist, gives profiles their credentials, seeds resources and opens the books.
"""

from __future__ import annotations

import importlib
import pkgutil

from moto.moto_api._internal import mock_random

from migrate.simulator.scenarios.quick_keys import quick_keys
from migrate.simulator.world import WORLD


class UnknownScenario(ValueError):
    """There is no scenario of that name."""


def names() -> list[str]:
    """Return the scenarios there are."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(loaded, "build"):
            found.append(module.name)
    return sorted(found)


def build(name: str) -> None:
    """Make the world of a scenario; the same names and ids every time."""
    if name not in names():
        raise UnknownScenario(f"There is no scenario {name!r}; there are: {', '.join(names())}")
    mock_random.seed(name)
    WORLD.scenario = name
    with quick_keys():
        importlib.import_module(f"{__name__}.{name}").build(WORLD)
