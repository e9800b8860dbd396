"""Capture what billing knows besides sums; what may not be read is a lack, never an empty list."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jmespath  # type: ignore[import-untyped]

from migrate.aws.account import Account
from migrate.aws.permissions import action_of
from migrate.aws.reading import following, read_page
from migrate.aws.regions import in_each, offered, regions_by_state
from migrate.core.errors import GatewayError
from migrate.core.plan import canonical
from migrate.costs import files
from migrate.costs.archive import Archive
from migrate.costs.extras_table import REGIONS, RESERVED, Extra, extras_of
from migrate.costs.holdings import Holdings
from migrate.costs.lacking import PASSING, why
from migrate.costs.manifest import Lack
from migrate.costs.periods import MONTHLY
from migrate.costs.purse import Purse
from migrate.costs.sums import rows_held
from migrate.costs.wants import RECORD_TYPE

LISTS = "lists"
RESERVED_TYPES = frozenset({"RIFee", "DiscountedUsage"})
"""Record types by which a service's bill shows reservations."""
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extras:
    """Asks for the lists of one account."""

    archive: Archive
    account: Account
    purse: Purse
    recent: timedelta
    tell: Callable[[str], None]

    def capture(self, level: str) -> tuple[Lack, ...]:
        """Ask for every list that is not minutes old; return what could not be had."""
        lacks = []
        for extra in extras_of(level):
            path = self.archive.directory / LISTS / f"{extra.name}.json"
            now = self.account.clock.now()
            if path.exists() and now - _asked(files.load(path)) < self.recent:
                continue
            self.tell(extra.name)
            try:
                answers = self._answers(extra)
            except PASSING:
                raise
            except GatewayError as error:
                lacks.append(Lack(extra.name, why(error)))
                continue
            body = {
                "list": extra.name,
                "call": extra.call,
                "what": extra.what,
                "asked_at": now.astimezone(UTC).isoformat(),
                "answers": answers,
            }
            files.write(path, files.dumped(body))
        return tuple(lacks)

    def _answers(self, extra: Extra) -> list[Answer]:
        items = self._items(extra)
        if extra.each == REGIONS:
            by_region = in_each(items, lambda region: self._ask(extra, region))
            return [by_region[region] for region in items]
        return [self._ask(extra, item) for item in items]

    def _items(self, extra: Extra) -> Sequence[str]:
        """Return what a list is asked for, one by one; one empty item where it is asked once."""
        if not extra.each:
            return ("",)
        if extra.each == REGIONS:
            enabled = sorted(r for found in regions_by_state(self.account).values() for r in found)
            return offered(self.account, extra.service, enabled)
        if extra.each == RESERVED:
            return reserved_services(self.archive.holdings())
        name, _, path = extra.each.partition("/")
        return self._of_earlier(name, path)

    def _of_earlier(self, name: str, path: str) -> Sequence[str]:
        file = self.archive.directory / LISTS / f"{name}.json"
        if not file.exists():
            raise GatewayError(f"{name} could not be read, so neither can this", operation=name)
        pages = [page for answer in files.load(file)["answers"] for page in answer["pages"]]
        found = {str(item) for page in pages for item in jmespath.search(path, page) or ()}
        return sorted(found)

    def _ask(self, extra: Extra, item: str) -> Answer:
        region = item if extra.each == REGIONS else ""
        today = self.account.clock.now().date()
        request = extra.request(self.account.id, today, item)
        try:
            pages = list(self._pages(extra, request, region))
        except GatewayError as error:
            if error.code not in extra.none:
                raise
            return {"request": request, "region": region, "pages": [], "nothing": error.code}
        return {"request": request, "region": region, "pages": pages}

    def _pages(self, extra: Extra, request: Mapping[str, Any], region: str) -> Iterable[Any]:
        token: Mapping[str, Any] = {}
        while True:
            body = self._page(extra, {**request, **token}, region)
            yield body
            token = following(body)
            if not token:
                return

    def _page(self, extra: Extra, request: Mapping[str, Any], region: str) -> Any:
        """Ask for one page; one that was paid for minutes ago is not paid for again."""
        asked = canonical([extra.call, request, region])
        note = f"{extra.name}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"
        now = self.account.clock.now()
        known = self.archive.notes.get(note, now, self.recent) if extra.paid else None
        if known is not None:
            return known
        if extra.paid:
            self.purse.take(extra.name)
        answer = read_page(self.account, extra.call, request, region)
        if extra.paid:
            self.purse.repeated(extra.name, answer.attempts)
            self.archive.notes.put(note, now, answer.body)
        return answer.body


def permissions(level: str) -> tuple[str, ...]:
    """Return the IAM actions that a level's lists take."""
    return tuple(sorted({action_of(extra.call) for extra in extras_of(level)}))


def reserved_services(holdings: Holdings) -> Sequence[str]:
    """Return the services whose bills show reservations."""
    rows = rows_held(holdings, (RECORD_TYPE.name, MONTHLY))
    return sorted({row.keys[0] for row in rows if row.keys[1] in RESERVED_TYPES})


def _asked(body: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(body["asked_at"])
