"""What a witness says, and how it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from migrate.aws.account import Account


class Absent(Exception):
    """The witness does not exist here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One resource that a witness knows."""

    type: str
    """As the witness calls it: CloudFormation's name, or `ec2:instance`."""
    arn: str = ""
    identifiers: tuple[str, ...] = ()
    """What else it may be known by: its id, its name, its parts in any order."""
    region: str = ""

    @property
    def shown(self) -> str:
        """What names it to people."""
        return self.arn or "|".join(self.identifiers)


@dataclass
class Asking:
    """Asks one witness in one region, page by page, and counts the calls."""

    account: Account
    region: str
    regions: Sequence[str]
    calls: int = 0

    def pages(
        self, call: str, token: str, region: str = "", **params: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield every page of `service:Operation`; `token` names the member that hands it on."""
        service, _, operation = call.partition(":")
        sent = "PaginationToken" if token == "PaginationToken" else "NextToken"  # noqa: S105
        more: dict[str, Any] = {}
        while True:
            self.calls += 1
            page = self.account.call(
                service, method_of(operation), region or self.region, **params, **more
            )
            yield page
            if not page.get(token):
                return
            more = {sent: page[token]}


def method_of(operation: str) -> str:
    """Return the name under which boto3 offers an operation whose name has no abbreviation."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
