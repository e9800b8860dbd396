"""One read that lists things, described as data: what to call, and what to keep of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jmespath  # type: ignore[import-untyped]
from botocore import xform_name

from migrate.aws.account import Account


@dataclass(frozen=True, slots=True)
class Listing:
    """A list operation, its parameters, and the JMESPath of the names in each page."""

    call: str
    """`service:Operation`."""
    items: str
    params: Mapping[str, Any] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    """Error codes by which AWS says that there is nothing to list."""
    everywhere: bool = False
    """Whether it has to be asked in every region."""

    @property
    def service(self) -> str:
        """Name of the service, as botocore has it."""
        return self.call.partition(":")[0]


def names(account: Account, listing: Listing, region: str = "") -> tuple[str, ...]:
    """Read every page and return the names, in order and once each."""
    method = xform_name(listing.call.partition(":")[2])
    client = account.read(listing.service, region)
    with account.translating(listing.call):
        if client.can_paginate(method):
            pages = list(client.get_paginator(method).paginate(**listing.params))
        else:
            pages = _by_token(client, method, dict(listing.params))
    wanted = jmespath.compile(listing.items)
    return tuple(sorted({str(name) for page in pages for name in wanted.search(page) or ()}))


def _by_token(client: Any, method: str, params: dict[str, Any]) -> list[Mapping[str, Any]]:
    """Follow the token of an operation that botocore has no paginator for."""
    pages = []
    while True:
        page: Mapping[str, Any] = getattr(client, method)(**params)
        pages.append(page)
        name = next((n for n in ("NextToken", "nextToken") if page.get(n)), "")
        if not name:
            return pages
        params[name] = page[name]
