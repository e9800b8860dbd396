"""Whether the name of a property agrees with a type: `SubnetIds` with `AWS::EC2::Subnet`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from migrate.workspace.yaml import load_own

PATHS = 50_000
"""Paths that are remembered: keys that people choose stand in them."""
_ENDING = re.compile(r"(ids?|arns?|names?|identifiers?|urls?|uris?|s)$")


@cache
def words_of(type_name: str) -> tuple[str, ...]:
    """Return what properties call a type."""
    return (_plain(type_name.rpartition("::")[2]), *_aliases().get(type_name, ()))


@lru_cache(maxsize=PATHS)
def agrees(path: tuple[str, ...], type_name: str) -> bool:
    """Whether one of the last two names of a path ends as the type is called."""
    return any(
        bare.endswith(word) for bare in map(bare_of, path[-2:]) for word in words_of(type_name)
    )


@lru_cache(maxsize=PATHS)
def names(path: tuple[str, ...], type_name: str) -> bool:
    """Whether the last name of a path is exactly what the type is called."""
    return bool(path) and bare_of(path[-1]) in words_of(type_name)


@lru_cache(maxsize=PATHS)
def bare_of(name: str) -> str:
    """Return a property's name without the ending that says what of the thing it holds."""
    plain = _plain(name)
    shorter = _ENDING.sub("", plain)
    return _ENDING.sub("", shorter) or shorter or plain


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


@cache
def _aliases() -> Mapping[str, tuple[str, ...]]:
    file = resources.files("migrate.inventory.links") / "aliases.yaml"
    found = load_own(file.read_text(encoding="utf-8"), "aliases.yaml")
    return {name: tuple(words) for name, words in found.items()}
