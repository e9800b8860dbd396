"""What an archive holds, from its manifest; no table is opened for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from migrate.core.errors import JourneyError

FORMAT = "migrate-cost-archive/1"
MANIFEST = "manifest.json"
OUTLOOK = ".work/outlook.json"
"""What was proven of the files and is expected of the join: about the archive, not part of it."""
MONTHLY, DAILY = "MONTHLY", "DAILY"


class CostsUnreadable(JourneyError):
    """The archive cannot be shown: it is not there, or it is not what was captured."""

    default_remedy = "Type `migrate costs verify` to see all of it, then restore it from its copy."


class NothingSaved(CostsUnreadable):
    """Nothing was captured to the end yet."""

    default_remedy = "Type `migrate plan archive-costs`: planning says what it would cost."


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest lists it."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Table:
    """Sums by some keys: months in one file, days in one file a month."""

    name: str
    columns: tuple[str, ...]
    """Names of its keys, such as `service` or `tag:team`: hostile text."""
    monthly: Listed | None = None
    daily: Mapping[str, Listed] = field(default_factory=dict)
    """By month, such as `2026-11`."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that should be in the archive and is not."""

    name: str
    why: str
    waived: str = ""
    """Who said that it may be missing, until when and why; empty when nobody did."""
    until: date = date.min
    """The last day of the waiver."""

    def stands(self, day: date) -> bool:
        """Whether nobody waived it, or not until this day."""
        return day > self.until


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive says of itself."""

    directory: Path
    sha256: str
    """Of the manifest: state.db keeps the same."""
    account: str
    level: str
    captured_at: datetime
    """AWS's clock: the oldest of the newest answers."""
    reach: Mapping[str, tuple[date, date]]
    """First day and end (exclusive), by granularity."""
    tables: tuple[Table, ...]
    missing: tuple[Lack, ...]
    sizes: Mapping[str, tuple[int, int]]
    """Files and bytes, by the folder on top."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every key that some table is grouped by, in the order of the tables."""
        return tuple(dict.fromkeys(name for table in self.tables for name in table.columns))

    def table(self, columns: Sequence[str], month: str = "") -> tuple[Table, Listed] | None:
        """Return the smallest table with these keys, by month or by the days of a month."""
        found = [
            (table, listed)
            for table in self.tables
            if set(columns) <= set(table.columns)
            and (listed := table.daily.get(month) if month else table.monthly) is not None
        ]
        return min(found, key=lambda pair: (pair[1].bytes, pair[0].name), default=None)


def stamp(directory: Path) -> tuple[object, ...]:
    """Return what changes when the archive was captured or proven anew."""
    return tuple(_seen(directory / name) for name in (MANIFEST, OUTLOOK))


def _seen(path: Path) -> object:
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        return error.errno
    return about.st_mtime_ns, about.st_size, about.st_ino


def contents(directory: Path) -> Contents:
    """Read the manifest of an archive."""
    try:
        raw = (directory / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise NothingSaved("No cost history was saved here yet.") from None
    except OSError as error:
        raise CostsUnreadable(f"{MANIFEST} cannot be read: {error.strerror}.") from error
    try:
        body = json.loads(raw)
        if body["format"] != FORMAT:
            raise ValueError(f"its format is {body['format']!r}")
        return _contents(directory, hashlib.sha256(raw).hexdigest(), body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        told = f"{MANIFEST} is not the manifest of an archive: {error}."
        raise CostsUnreadable(told) from error


def _contents(directory: Path, sha256: str, body: Mapping[str, Any]) -> Contents:
    listed = {str(e["path"]): Listed(e["path"], e["sha256"], e["bytes"]) for e in body["files"]}
    return Contents(
        directory=directory,
        sha256=sha256,
        account=str(body["account"]),
        level=str(body["level"]),
        captured_at=datetime.fromisoformat(body["captured_at"]),
        reach={str(g): (_day(days[0]), _day(days[1])) for g, days in body["reach"].items()},
        tables=tuple(_table(want, listed) for want in body["wants"]),
        missing=_missing(body),
        sizes=_sizes(listed),
    )


def _table(want: Mapping[str, Any], listed: Mapping[str, Listed]) -> Table:
    name = str(want["name"])
    days = f"tables/daily/{name}/"
    daily = {
        path.removeprefix(days).removesuffix(".csv"): one
        for path, one in listed.items()
        if path.startswith(days)
    }
    columns = tuple(_column(str(kind), str(key)) for kind, key in want["groups"])
    return Table(name, columns, listed.get(f"tables/monthly/{name}.csv"), daily)


def _column(kind: str, key: str) -> str:
    """Name a key as the header of its table does."""
    if kind == "DIMENSION":
        return key.lower()
    return f"{'tag' if kind == 'TAG' else 'category'}:{key}"


def _missing(body: Mapping[str, Any]) -> tuple[Lack, ...]:
    waived = {
        str(w["name"]): (
            f"waived by {w['who']} until {w['until']}: {w['reason']}",
            _day(w["until"]),
        )
        for w in body["waivers"]
    }
    return tuple(
        Lack(str(lack["name"]), str(lack["why"]), *waived.get(str(lack["name"]), ()))
        for lack in body["missing"]
    )


def _sizes(listed: Mapping[str, Listed]) -> Mapping[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for path, one in listed.items():
        folder = path.partition("/")[0]
        files, size = found.get(folder, (0, 0))
        found[folder] = files + 1, size + one.bytes
    return found


def _day(text: str) -> date:
    return date.fromisoformat(text)
