"""Find resources in a thread of its own, one search at a time: a newer one overtakes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from migrate.core.errors import MigrateError
from migrate.core.resource_filter import Term
from migrate.state.view_facets import Counts, counts_of
from migrate.state.view_filter import GROUPED, Group, Known
from migrate.state.view_plain import Overtaken
from migrate.state.view_resources import Search
from migrate.state.view_scan import ScanView

Groups = Mapping[Group, int]
Mark = tuple[object, ...]
"""Of the inventory as it was read; another mark means that there is news."""


@dataclass
class Began(Message):
    """A search has an order and its first rows come next."""

    number: int
    known: Known


@dataclass
class Found(Message):
    """More rows of a search, in its order."""

    number: int
    ids: array[int]


@dataclass
class Complete(Message):
    """All rows of a search are there."""

    number: int
    mark: Mark


@dataclass
class Counted(Message):
    """How many there are, by facet."""

    number: int
    counts: Counts


@dataclass
class NotFound(Message):
    """A search could not be made."""

    number: int
    error: MigrateError


class Finder:
    """Reads for one screen; what it finds is posted, and never shown by itself."""

    def __init__(self, path: Path, account: str, post: Callable[[Message], object]) -> None:
        self._path, self._account, self._post = path, account, post
        self.number = 0
        """Of the newest search; what belongs to another is out of date."""
        self._reading: ScanView | None = None
        self._groups: dict[tuple[tuple[Term, ...], Mark], Groups] = {}

    def next(self) -> int:
        """Give up what is being read, and return the number of the search that follows."""
        self.number += 1
        if self._reading is not None:
            self._reading.interrupt()
        return self.number

    def find(self, number: int, search: Search) -> None:
        """Make a search to its end, all from one moment; runs in a worker thread.

        A newer search overtakes it.
        """
        try:
            view = ScanView(self._path, self._account)
        except MigrateError as error:
            self._tell(number, NotFound(number, error))
            return
        self._reading = view
        try:
            self._find(view, number, search)
        except Overtaken:
            return
        except MigrateError as error:
            self._tell(number, NotFound(number, error))
        finally:
            if self._reading is view:
                self._reading = None
            view.close()

    def _find(self, view: ScanView, number: int, search: Search) -> None:
        view.hold()
        known = view.known()
        terms = search.filter.without(*GROUPED)
        groups = self._counted(view, terms)
        self._tell(number, Began(number, known))
        for ids in view.ids(search, known, groups):
            self._tell(number, Found(number, ids))
        mark = view.mark()
        self._tell(number, Complete(number, mark))
        if groups is None:
            groups = view.groups(search.filter, known)
        self._groups = {(terms, mark): groups}
        self._tell(number, Counted(number, counts_of(search.filter, groups, known)))

    def _counted(self, view: ScanView, terms: tuple[Term, ...]) -> Groups | None:
        """Return what was counted for the same terms, unless there was news since."""
        counted = next((key for key in self._groups if key[0] == terms), None)
        return self._groups.get((terms, view.mark())) if counted else None

    def _tell(self, number: int, message: Message) -> None:
        if number != self.number:
            raise Overtaken
        self._post(message)
