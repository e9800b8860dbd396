"""Which backends of moto a request touched: what a change may have changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from moto.core.base_backend import AccountSpecificBackend, BackendDict


class Place(NamedTuple):
    """Where the state of one service in one account is."""

    module: str
    """Module of moto that holds the service's backends, such as `moto.iam`."""
    name: str
    account: str

    def backends(self) -> Any:
        """Return its backends by region; moto makes them when they are asked for."""
        __import__(self.module)
        return getattr(sys.modules[self.module], self.name)[self.account]


@dataclass(slots=True)
class Touched:
    """What was touched since `clear`; used while the world's lock is held."""

    accounts: dict[int, Any] = field(default_factory=dict)
    created: bool = False
    """Whether a backend came into being."""
    lasting: bool = False
    """Whether one did whose content is made by chance, as the ids of a default VPC are."""
    later: dict[int, Any] = field(default_factory=dict)
    """What came into being empty and is saved with the next change."""

    def clear(self) -> None:
        """Begin anew."""
        self.accounts.clear()
        self.created = self.lasting = False

    def keep_for_later(self) -> None:
        """Let the next change save what was touched."""
        self.later.update(self.accounts)

    def places(self) -> set[Place]:
        """Return the places of what was touched, and forget what was kept for later."""
        known = {id(found): place for place, found in places()}
        touched = self.accounts.keys() | self.later.keys()
        self.later.clear()
        return {known[key] for key in touched if key in known}


TOUCHED = Touched()
BY_CHANCE = frozenset({"ec2", "identitystore", "sso-admin"})
"""Services of which a region, or an account, has something with a random id from the start."""


_NAMES: dict[int, tuple[str, str]] = {}
"""Module and name of moto's dictionaries of backends, by identity; they live as long as we do."""


def places() -> Iterator[tuple[Place, Any]]:
    """Return every place that holds something, with its backends by region."""
    used = list(BackendDict._instances)  # noqa: SLF001
    if any(id(backends) not in _NAMES for backends in used):
        _find_names()
    for backends in used:
        for account, found in list(backends.items()):
            yield Place(*_NAMES[id(backends)], account), found


def _find_names() -> None:
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith("moto."):
            for name, value in list(vars(module).items()):
                if isinstance(value, BackendDict):
                    _NAMES.setdefault(id(value), (module_name, name))


def install_touching() -> None:
    """Note every backend that is asked for."""
    own = AccountSpecificBackend.__getitem__

    def noted(self: Any, region: str) -> Any:
        before = len(self)
        found = own(self, region)
        TOUCHED.accounts[id(self)] = self
        if len(self) != before:
            TOUCHED.created = True
            TOUCHED.lasting = TOUCHED.lasting or self.service_name in BY_CHANCE
        return found

    AccountSpecificBackend.__getitem__ = noted
