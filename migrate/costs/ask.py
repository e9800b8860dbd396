"""Get one cell: resume it from its last page, pay each page once, keep each page at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from migrate.aws.cost_explorer import Answer, TokenLost
from migrate.costs.archive import Archive
from migrate.costs.cells import Cell, Growing
from migrate.costs.cubes import Question
from migrate.costs.errors import ArchiveSpoiled
from migrate.costs.purse import Purse
from migrate.costs.vanished import refuse_vanished

RESTARTS = 3
"""How often a cell whose token AWS voids is asked from its beginning."""


class Asks(Protocol):
    """What answers a question with one page."""

    def cost_and_usage(self, request: Mapping[str, Any]) -> Answer:
        """Return one page of GetCostAndUsage."""

    def page(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """Return one page of another read, named as the client's method."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Fills cells, within a budget."""

    archive: Archive
    explorer: Asks
    purse: Purse
    tell: Callable[[str], None]
    """Told what is asked next; raises where the operator wants to stop."""

    def cell(self, question: Question) -> Cell:
        """Return the complete cell of a question, asking only for the pages that are missing."""
        growing = self.archive.growing(question)
        for attempt in range(RESTARTS + 1):
            try:
                self._grow(growing)
            except TokenLost:
                if attempt == RESTARTS:
                    raise
                growing.drop()
            else:
                break
        if not question.cube.groups:
            refuse_vanished(self.archive.holdings(), question, growing.pages())
        return growing.finish(self.archive.cells)

    def listed(self, operation: str, key: str, request: Mapping[str, Any]) -> list[Any]:
        """Return the items of a list, paying for each of its pages."""
        found: list[Any] = []
        token: dict[str, Any] = {}
        while True:
            self.tell(operation)
            self.purse.take(operation)
            answer = self.explorer.page(operation, {**request, **token})
            self.purse.repeated(operation, answer.attempts)
            found += answer.body.get(key, [])
            if not answer.body.get("NextToken"):
                return found
            token = {"NextToken": answer.body["NextToken"]}

    def _grow(self, growing: Growing) -> None:
        number, token, seen = 0, None, set()
        for page in growing.pages():
            number, token = number + 1, page["answer"].get("NextPageToken")
            seen.add(page["request"].get("NextPageToken"))
        while number == 0 or token:
            what = _label(growing.question, number)
            self.tell(what)
            request = growing.question.request() | ({"NextPageToken": token} if token else {})
            if number and token in seen:
                raise ArchiveSpoiled(f"{what}: AWS gave the same page token twice")
            seen.add(token)
            self.purse.take(what)
            answer = self.explorer.cost_and_usage(request)
            self.purse.repeated(what, answer.attempts)
            number += 1
            growing.add(number, request, answer)
            token = answer.body.get("NextPageToken")


def _label(question: Question, pages: int) -> str:
    page = f", page {pages + 1}" if pages else ""
    return f"{question.cube.name} {question.granularity.lower()} from {question.start}{page}"
