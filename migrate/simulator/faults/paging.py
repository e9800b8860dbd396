"""Lists that come in small pages, some of them empty: legal in AWS, and rare in moto.

An answer is read by botocore's model, its list is cut, and the rest is kept under a token of
our own.  What botocore has no paginator for, or one of several lists, passes as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import botocore.parsers
from botocore.exceptions import DataNotFoundError
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_pagination_model

from migrate.simulator.asked import Asked
from migrate.simulator.faults.book import FAULTS
from migrate.simulator.faults.rules import Rule
from migrate.simulator.refusals import Answer

_MORE = ("IsTruncated", "Truncated", "HasMoreResults", "hasMore")


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be told of one list."""

    members: Mapping[str, Any]
    items: Sequence[Any]
    page: int


@dataclass(frozen=True, slots=True)
class Paginator:
    """How one operation is paged."""

    token_in: str
    token_out: str
    items: str


RESTS: dict[str, Rest] = {}


def paged(asked: Asked, account: str, act: Callable[[], Answer]) -> Answer:
    """Return the next small page of a list, or whatever else the answer is."""
    rules = FAULTS.of("pages")
    how = _paginator(asked) if rules and not asked.mutating else None
    if how is None:
        return act()
    rest = RESTS.get(str(asked.params().get(how.token_in)))
    rule = next((r for r in rules if r.matches(asked.service, asked.operation, account)), None)
    if rest is not None and rule is not None:
        return _page(asked, how, rule, rest)
    answer = act()
    rest = _whole(asked, how, answer)
    if rule is None or rest is None or len(rest.items) <= rule.size or not rule.fires():
        return answer
    return _page(asked, how, rule, rest)


def _paginator(asked: Asked) -> Paginator | None:
    if asked.model is None:
        return None
    try:
        row = get_pagination_model(asked.service).get(asked.operation)
    except DataNotFoundError:
        return None
    if row is None:
        return None
    names = [_one(row[key]) for key in ("input_token", "output_token", "result_key")]
    if not all(name.isidentifier() for name in names):
        return None
    return Paginator(*names)


def _one(name: str | list[str]) -> str:
    """Return a single name; several lists in one answer are not cut."""
    return name if isinstance(name, str) else name[0] if len(name) == 1 else ""


def _whole(asked: Asked, how: Paginator, answer: Answer) -> Rest | None:
    """Return all of a list that came in one page."""
    status, headers, body = answer
    if status != 200:
        return None
    lowered = {name.lower(): value for name, value in headers.items()}
    parser = botocore.parsers.create_parser(asked.protocol)
    written = {"status_code": status, "headers": lowered, "body": body}
    members = parser.parse(written, asked.model.output_shape)
    members.pop("ResponseMetadata", None)
    items = members.get(how.items)
    return Rest(members, items, 1) if isinstance(items, list) else None


def _page(asked: Asked, how: Paginator, rule: Rule, rest: Rest) -> Answer:
    taken = 0 if rule.empty and rest.page % rule.empty == 0 else rule.size
    left = rest.items[taken:]
    members = {**rest.members, how.items: rest.items[:taken]}
    for name in _MORE:
        if name in asked.model.output_shape.members:
            members[name] = bool(left)
    if left:
        token = f"page-{uuid4().hex}"
        RESTS[token] = replace(rest, items=left, page=rest.page + 1)
        members[how.token_out] = token
    serializer = get_serializer_class(asked.service, asked.protocol)(asked.model)
    written = serializer.serialize(members)
    body = written["body"]
    content = body.encode() if isinstance(body, str) else body
    return 200, {str(k): str(v) for k, v in dict(written["headers"]).items()}, content
