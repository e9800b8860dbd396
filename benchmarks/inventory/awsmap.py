"""awsmap's types mapped to ours: mechanically by service and noun, else by `awsmap.yaml`.

    python -m benchmarks.inventory.awsmap SITE_PACKAGES/aws_inventory/collectors

prints which of the types in its source have a row in our catalogue, and why the others have none.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from migrate.inventory.catalogue import read_rows
from migrate.workspace.yaml import load

TABLE = Path(__file__).with_name("awsmap.yaml")


@cache
def _table() -> Mapping[str, Any]:
    found: Mapping[str, Any] = load(TABLE.read_text(encoding="utf-8"), TABLE.name)
    return found


def explained() -> Mapping[str, str]:
    """Return awsmap's type to the reason for which ours does not list it, or not as its own."""
    reasons: dict[str, str] = dict(_table()["explained"])
    return reasons


@cache
def rows() -> Mapping[str, frozenset[str]]:
    """Return every type that has a row to the services that are called for it."""
    return {name: frozenset(kind.service for kind in kinds) for name, kinds in read_rows().items()}


@cache
def _by_words() -> Mapping[tuple[str, str], frozenset[str]]:
    """Return (service, noun), without case and hyphens, to our types."""
    found: dict[tuple[str, str], set[str]] = {}
    for name, services in rows().items():
        _, service, noun = name.split("::")[:3]
        for word in {service, *services}:
            found.setdefault((_flat(word), _flat(noun)), set()).add(name)
    return {words: frozenset(types) for words, types in found.items()}


def reason(name: str) -> str:
    """Return why ours did not find what awsmap did, as the table says it."""
    return explained().get(name, "UNEXPLAINED")


def _flat(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.lower())


def ours_of(name: str) -> frozenset[str]:
    """Return our types for one of awsmap's; none if the catalogue has no row."""
    said = next((to for word, to in _table()["ours"].items() if fnmatchcase(name, word)), None)
    if said is not None:
        wanted = {said} if isinstance(said, str) else set(said)
        return frozenset(wanted & set(rows()))
    service, _, noun = name.partition(":")
    return _by_words().get((_flat(service), _flat(noun)), frozenset())


def types_in(collectors: Path) -> Iterator[str]:
    """Yield `service:type` of every resource that the source builds; `*` is put together late."""
    for file in sorted(collectors.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                words = {k.value: v for k, v in zip(node.keys, node.values, strict=True)
                         if isinstance(k, ast.Constant)}  # fmt: skip
                if {"service", "type"} <= set(words):
                    yield f"{_word(words['service'])}:{_word(words['type'])}"


def _word(node: ast.expr) -> str:
    """Return a text; what is computed stands as `*`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_word(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _word(node.left) + _word(node.right)
    return "*"


def main() -> None:
    """Tell which types have a row."""
    types = sorted(set(types_in(Path(sys.argv[1]))))
    without = [name for name in types if not ours_of(name)]
    services = {name.partition(":")[0] for name in types}
    print(f"awsmap: {len(types)} types of {len(services)} services; ours: ", end="")
    print(f"{len(rows())} types have rows; ", end="")
    print(f"{len(types) - len(without)} of theirs have a row")
    for name in without:
        print(f"- {name}: {reason(name)}")
    for name in sorted({*explained(), *_table()["ours"]} - set(types)):
        print(f"! {name} is in {TABLE.name} and not in its source")


if __name__ == "__main__":
    main()
