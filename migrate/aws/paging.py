"""How a list goes on: by botocore's paginators, or by a token that both shapes name."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jmespath  # type: ignore[import-untyped]
from botocore import xform_name

TOKENS = ("NextToken", "nextToken", "Marker", "NextMarker", "marker", "nextMarker", "PageToken")
"""Members by which an answer says that there is more, where botocore has no paginator."""
_INPUT_OF = {"NextMarker": ("Marker",), "nextMarker": ("marker",)}


@dataclass(frozen=True, slots=True)
class Paging:
    """The tokens of one operation; none at all for a list in one piece."""

    tokens: tuple[tuple[str, str], ...] = ()
    """(JMESPath in the answer, parameter of the next call)."""
    more: str = ""
    """JMESPath that says whether there is more; empty where the token says it."""
    first: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of every call, below what the row says."""

    def next(self, page: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters of the next page, or nothing at the end."""
        if self.more and not jmespath.search(self.more, page):
            return {}
        found = {name: jmespath.search(path, page) for path, name in self.tokens}
        return {name: value for name, value in found.items() if value}


_known: dict[tuple[str, str], Paging] = {}
_learning = threading.Lock()


def paging_of(session: Any, client: Any, operation: str) -> Paging:
    """Return how an operation of a client pages."""
    key = (client.meta.service_model.service_name, operation)
    with _learning:
        if key not in _known:
            _known[key] = _learn(session, client, operation)
        return _known[key]


def _learn(session: Any, client: Any, operation: str) -> Paging:
    model = client.meta.service_model.operation_model(operation)
    if client.can_paginate(xform_name(operation)):
        service = client.meta.service_model.service_name
        config = session._session.get_paginator_model(service).get_paginator(operation)  # noqa: SLF001
        outputs, inputs = _listed(config["output_token"]), _listed(config["input_token"])
        pairs = tuple(zip(outputs, inputs, strict=True))
        return Paging(pairs, str(config.get("more_results", "")))
    given = set(model.input_shape.members) if model.input_shape else set()
    answered = set(model.output_shape.members) if model.output_shape else set()
    for token in TOKENS:
        for name in (token, *_INPUT_OF.get(token, ())):
            if token in answered and name in given:
                return Paging(((token, name),))
    return Paging()


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
