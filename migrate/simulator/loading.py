"""Look up botocore's data once per process: moto asks a fresh loader for every service.

Imported before moto, which asks while it is imported.  The answers are the same ones, but
for the documentation, which is half of the models (of 230 MB, and of the time they take).
"""

from __future__ import annotations

import functools
import json
import types
from typing import Any

import boto3.session
import botocore.loaders
from botocore.loaders import JSONFileLoader, Loader

_KNOWN: dict[tuple[str, ...], Any] = {}
"""The first loader of each search path; it remembers what it found."""
_services = Loader.list_available_services
_load = JSONFileLoader.load_file
_regions = boto3.session.Session.get_available_regions


@functools.cache
def _session() -> boto3.session.Session:
    return boto3.session.Session()


@functools.cache
def known_regions(service: str, partition: str, everywhere: bool = False) -> tuple[str, ...]:
    """Return the regions in which botocore's tables have a service."""
    return tuple(_regions(_session(), service, partition, everywhere))


def _list_available_services(loader: Any, type_name: str) -> list[str]:
    """Scan the data directories (400 of them) once for all loaders that search the same."""
    first = _KNOWN.setdefault(tuple(loader.search_paths), loader)
    return list(_services(first, type_name))


def _get_available_regions(
    _: Any, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
) -> list[str]:
    """Read endpoints.json once for all sessions."""
    return list(known_regions(service_name, partition_name, allow_non_regional))


def _undocumented(part: dict[str, Any]) -> dict[str, Any]:
    if isinstance(part.get("documentation"), str):
        part["documentation"] = ""
    return part


def _loads(content: str, **_: Any) -> Any:
    """Read a model without what only people read in it."""
    return json.loads(content, object_hook=_undocumented)


@functools.cache
def _file(path: str) -> Any:
    return _load(JSONFileLoader(), path)


def _load_file(_: Any, file_path: str) -> Any:
    """Read a file once for all loaders: boto3's looks into every model for its regions."""
    return _file(file_path)


def install_loading() -> None:
    """Put all of it in place."""
    botocore.loaders.json = types.SimpleNamespace(loads=_loads)
    JSONFileLoader.load_file = _load_file
    Loader.list_available_services = _list_available_services
    boto3.session.Session.get_available_regions = _get_available_regions


install_loading()
