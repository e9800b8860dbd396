"""Make a check of a YAML row: list some things, and say what it means that there are any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from migrate.aws.account import Account
from migrate.aws.listing import Listing, names
from migrate.core.errors import GatewayError
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.checks.everywhere import READS, everywhere

SHOWN = 8
"""How many names a sentence takes."""
_KEYS = frozenset({"title", "severity", "found", "why", "remedy", "source", "lists"})
_LIST_KEYS = frozenset({"call", "items", "params", "nothing", "everywhere"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what is listed in the old account, and the finding if there is any."""

    key: str
    severity: Severity
    found: str
    """Sentence with `{names}`."""
    why: str
    remedy: str
    source: str
    lists: tuple[Listing, ...]


def check_from_row(key: str, body: Mapping[str, Any], file: str) -> Check:
    """Return the check that a row describes, or say what is wrong with the row."""
    if set(body) != _KEYS:
        raise AssertionError(f"{file}: keys {sorted(set(body) ^ _KEYS)}")
    row = Row(
        key=key,
        severity=Severity(body["severity"]),
        found=str(body["found"]),
        why=str(body["why"]),
        remedy=str(body["remedy"]),
        source=str(body["source"]),
        lists=tuple(_listing(entry, file) for entry in body["lists"]),
    )
    return Check(
        key=key,
        title=str(body["title"]),
        side=Side.LEGACY,
        weight=row.severity,
        reads={"legacy": _reads(row)},
        source=row.source,
        look=partial(_look, row),
        judge=partial(_judge, row),
    )


def _reads(row: Row) -> tuple[str, ...]:
    regional = READS if any(each.everywhere for each in row.lists) else ()
    return (*regional, *dict.fromkeys(listing.call for listing in row.lists))


def _listing(body: Mapping[str, Any], file: str) -> Listing:
    if not {"call", "items"} <= set(body) <= _LIST_KEYS:
        raise AssertionError(f"{file}: keys of a list {sorted(set(body) - _LIST_KEYS)}")
    return Listing(
        call=str(body["call"]),
        items=str(body["items"]),
        params=body.get("params", {}),
        nothing=tuple(body.get("nothing", ())),
        everywhere=body.get("everywhere", "no") == "yes",
    )


def _look(row: Row, look: Look) -> Seen:
    found: set[str] = set()
    for listing in row.lists:
        if listing.everywhere:
            asked = everywhere(look, "legacy", listing.service, partial(_names, listing))
            found |= {placed(n, region) for region, seen in asked.items() for n in seen}
        else:
            found |= set(look.ask("legacy", partial(_names, listing)) or ())
    return {"names": sorted(found)}


def _names(listing: Listing, account: Account, region: str = "") -> tuple[str, ...]:
    try:
        return names(account, listing, region)
    except GatewayError as error:
        if error.code in listing.nothing:
            return ()
        raise


def placed(name: str, region: str) -> str:
    """Return a name with its region, unless it is an ARN, which says it itself."""
    return name if name.startswith("arn:") else f"{name} ({region})"


def _judge(row: Row, seen: Seen) -> Iterator[Finding]:
    if seen["names"]:
        yield Finding(
            row.severity,
            row.found.format(names=some(seen["names"])),
            why=row.why,
            remedy=row.remedy,
            source=row.source,
            key=row.key,
        )


def some(found: Sequence[str]) -> str:
    """Return a few names, and how many more there are."""
    more = len(found) - SHOWN
    return ", ".join(found[:SHOWN]) + (f" and {more} more" if more > 0 else "")
