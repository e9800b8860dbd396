"""Write and read the state of moto's backends: objects as they are, backends by their place.

A backend is filled in place when it is loaded, so that whatever refers to it, within its
service or from another one, refers to the one that serves.
"""

from __future__ import annotations

import _thread
import importlib
import io
import marshal
import pickle
import threading
import types
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from moto.core.base_backend import AccountSpecificBackend, BackendDict, BaseBackend

from migrate.simulator import managed_policies
from migrate.simulator import pickled_keys as keys
from migrate.simulator.touching import Place, places

_LOCKS: Mapping[type, Callable[[], Any]] = {
    _thread.LockType: threading.Lock,
    type(threading.RLock()): threading.RLock,
}
_SHARED = frozenset({"core", "utilities", "moto_api"})
"""Packages of moto that are no service."""


class Index:
    """Where each backend is, by identity, at one moment."""

    def __init__(self) -> None:
        self.accounts: dict[int, Place] = {}
        self.backends: dict[int, tuple[Place, str]] = {}
        self.dicts: dict[int, tuple[str, str]] = {}
        for place, found in places():
            self.accounts[id(found)] = place
            for region, backend in found.items():
                self.backends[id(backend)] = (place, region)
        for backends in BackendDict._instances:  # noqa: SLF001
            for found in backends.values():
                place = self.accounts[id(found)]
                self.dicts[id(backends)] = (place.module, place.name)


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, index: Index) -> None:
        super().__init__(file, protocol=5)
        self._index = index
        self.services: set[str] = set()

    def reducer_override(self, item: Any) -> Any:
        kind = type(item)
        if kind in _LOCKS:
            return _LOCKS[kind], ()
        if kind is managed_policies.AWSManagedPolicy:
            return managed_policies.reduced(item)
        if isinstance(item, BaseBackend | dict):
            found = self._placed(item)
            if found is not None:
                return found
        if kind is not type:
            self._note(kind.__module__)
        return _unusual(item, kind)

    def _placed(self, item: Any) -> Any:
        """Write a backend, or a dictionary of backends, as the place where it is found."""
        if isinstance(item, BaseBackend) and id(item) in self._index.backends:
            place, region = self._index.backends[id(item)]
            return _backend, (*place, region)
        if isinstance(item, AccountSpecificBackend):
            return _account, tuple(self._index.accounts[id(item)])
        if isinstance(item, BackendDict):
            return _dict, self._index.dicts[id(item)]
        return None

    def _note(self, module: str) -> None:
        if module.startswith("moto."):
            self.services.add(module.split(".")[1])


def _unusual(item: Any, kind: type) -> Any:
    """Write what pickle itself refuses, or could not read back."""
    if kind is types.FunctionType and "<" in item.__qualname__:
        return _function, _parts(item)
    if kind is weakref.WeakValueDictionary:
        return _weak, (dict(item),)
    if isinstance(item, defaultdict) and kind is not defaultdict:
        return _bare, (kind, item.default_factory), vars(item), None, iter(item.items())
    if kind.__module__.startswith("cryptography."):
        return keys.reduced(item)
    return NotImplemented


def _parts(function: types.FunctionType) -> tuple[Any, ...]:
    """Return what a lambda or an inner function consists of; pickle knows only named ones."""
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    code = marshal.dumps(function.__code__)
    return function.__module__, code, function.__defaults__, cells


def _function(module: str, code: bytes, defaults: Any, cells: list[Any]) -> types.FunctionType:
    closure = tuple(types.CellType(value) for value in cells)
    space = vars(importlib.import_module(module))
    return types.FunctionType(marshal.loads(code), space, None, defaults, closure)  # noqa: S302


def _bare(kind: Any, factory: Any) -> Any:
    """Make a dictionary of a kind of its own without what its maker would be told."""
    made = kind.__new__(kind)
    made.default_factory = factory
    return made


def _weak(items: dict[Any, Any]) -> Any:
    return weakref.WeakValueDictionary(items)


def _backend(module: str, name: str, account: str, region: str) -> Any:
    return Place(module, name, account).backends()[region]


def _account(module: str, name: str, account: str) -> Any:
    return Place(module, name, account).backends()


def _dict(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)


def dumped(value: Any, index: Index) -> bytes:
    """Return any state as bytes."""
    return _written(value, index)[0]


def dumped_places(group: Iterable[Place], index: Index) -> tuple[bytes, set[str]]:
    """Return the state of some places as bytes, and the services whose objects are in it."""
    state = {
        place: {region: vars(backend) for region, backend in place.backends().items()}
        for place in sorted(group)
    }
    content, services = _written(state, index)
    return content, services - _SHARED


def _written(value: Any, index: Index) -> tuple[bytes, set[str]]:
    file = io.BytesIO()
    pickler = _Pickler(file, index)
    pickler.dump(value)
    return file.getvalue(), pickler.services


def loaded_places(content: bytes) -> dict[Place, dict[str, dict[str, Any]]]:
    """Return the saved states of backends by place and region."""
    found: dict[Place, dict[str, dict[str, Any]]] = pickle.loads(content)  # noqa: S301  # our own
    return found


def put_places(state: Mapping[Place, Mapping[str, Mapping[str, Any]]]) -> None:
    """Fill the backends with saved states."""
    for place, regions in state.items():
        backends = place.backends()
        for region, values in regions.items():
            held = vars(backends[region])
            held.clear()
            held.update(values)
