"""botocore's service models without what only people read in them: half the memory, half the time.

A scan loads the models of some 300 services; their documentation is more than half of the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from botocore.loaders import JSONFileLoader, Loader, create_loader
from botocore.session import Session


class LeanFileLoader(JSONFileLoader):  # type: ignore[misc]
    """Reads a model and leaves out its documentation."""

    def _load_file(self, full_path: str, open_method: Callable[..., Any]) -> Any:
        if not Path(full_path).is_file():
            return None
        with open_method(full_path, "rb") as file:
            return json.loads(file.read().decode("utf-8"), object_hook=_undocumented)


def _undocumented(part: dict[str, Any]) -> dict[str, Any]:
    if isinstance(part.get("documentation"), str):
        part["documentation"] = ""  # botocore wants the key
    return part


def lean_loader(session: Session) -> Loader:
    """Return the loader of the places that a session's configuration names; it reads each once."""
    return _loader_of(session.get_config_variable("data_path"))


def forget_models(session: Session, service: str) -> None:
    """Let go of what was read of a service, which is read again where it is asked for again.

    The loader's memory is a private name of botocore: without it, everything is kept.
    """
    read = getattr(lean_loader(session), "_cache", {})
    for key in list(read):  # at once: other threads read models meanwhile
        if _is_of(key, service):
            read.pop(key, None)


def _is_of(key: tuple[Any, ...], service: str) -> bool:
    """Whether what a loader remembers under a key is of a service: `(method, name, …)`."""
    name = str(key[1]) if len(key) > 1 else ""
    return name == service or name.startswith(f"{service}/")


@cache
def _loader_of(data_path: str | None) -> Loader:
    loader = create_loader(data_path)
    loader.file_loader = LeanFileLoader()
    return loader
