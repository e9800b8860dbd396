"""Follow a JMESPath through botocore's shapes: does what a row names exist in the answer?"""

from __future__ import annotations

from typing import Any

import jmespath
from botocore.model import Shape


class NoSuchMember(Exception):
    """A path names what the shape does not have."""


LISTS = frozenset(
    {"filter_projection", "flatten", "index_expression", "projection", "value_projection"}
)


def follow(path: str, shape: Shape) -> Shape | None:
    """Return the shape at the end of a path; None for a computed value. Refuse an unknown name."""
    return _walk(jmespath.compile(path).parsed, shape, path)


def items_of(path: str, shape: Shape) -> Shape | None:
    """Return the shape of one item of a list path."""
    found = follow(path, shape)
    if found is not None and found.type_name == "list":
        found = found.member
    return found


def _walk(node: dict[str, Any], shape: Shape | None, path: str) -> Shape | None:
    kind, children = node["type"], node["children"]
    if shape is None or kind in {"identity", "current"}:
        return shape
    if kind == "field":
        return _member(shape, node["value"], path)
    if kind in {"subexpression", "pipe"}:
        return _chain(children, shape, path)
    if kind in {
        "projection",
        "flatten",
        "filter_projection",
        "index_expression",
        "value_projection",
    }:
        return _list(kind, children, shape, path)
    if kind == "index":
        return shape.member if shape.type_name == "list" else None
    for child in (c for c in children if isinstance(c, dict)):
        _walk(child, shape, path)
    return None


def _chain(children: list[Any], shape: Shape | None, path: str) -> Shape | None:
    for child in children:
        shape = _walk(child, shape, path)
    return shape


def _member(shape: Shape, name: str, path: str) -> Shape:
    if shape.type_name == "structure" and name in shape.members:
        found: Shape = shape.members[name]
        return found
    if shape.type_name == "map":
        return shape.value
    raise NoSuchMember(f"{path}: {shape.name} ({shape.type_name}) has no {name}")


def _list(kind: str, children: list[Any], shape: Shape, path: str) -> Shape | None:
    inner = _walk(children[0], shape, path)
    if inner is None:
        return None
    if kind == "flatten":
        if inner.type_name != "list":
            raise NoSuchMember(f"{path}: {inner.name} is no list")
        return inner.member if inner.member.type_name == "list" else inner
    if kind == "index_expression":
        return _walk(children[1], inner, path)
    if kind == "value_projection":
        item = inner.value if inner.type_name == "map" else None
    else:
        item = inner.member if inner.type_name == "list" else inner
    if kind == "filter_projection" and item is not None:
        _walk(children[2], item, path)
    return _walk(children[1], item, path) if len(children) > 1 else item
