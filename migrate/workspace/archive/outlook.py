"""What was proven of an archive and what joining would cost, as the runner worked it out.

A file beside the archive that belongs to one manifest: of another one it says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from migrate.core.amounts import exact
from migrate.core.plan import canonical
from migrate.workspace.archive.contents import OUTLOOK, Contents, CostsUnreadable

FORMAT = "migrate-cost-outlook/1"


@dataclass(frozen=True, slots=True)
class Checked:
    """One proof and what it said."""

    name: str
    promise: str
    ok: bool
    said: str
    wrong: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinDay:
    """The two bills of the month in which the account joins on this day."""

    day: date
    old_bill: Decimal
    new_bill: Decimal


@dataclass(frozen=True, slots=True)
class Merge:
    """Both bills for each possible day, and the better day."""

    currency: str
    days: tuple[JoinDay, ...]
    better: date
    why: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known about the files of one manifest."""

    manifest: str
    """SHA-256 of the manifest that it is about."""
    proven_at: datetime
    checks: tuple[Checked, ...]
    merge: Merge | None = None
    no_merge: str = ""
    """Why there is no estimate."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return bool(self.checks) and all(check.ok for check in self.checks)


def outlook(found: Contents) -> Outlook | None:
    """Read what is known of an archive; None where nobody proved these very files yet."""
    try:
        raw = (found.directory / OUTLOOK).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CostsUnreadable(f"{OUTLOOK} cannot be read: {error.strerror}.") from error
    try:
        known = _outlook(json.loads(raw))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CostsUnreadable(f"{OUTLOOK} cannot be understood: {error}.") from error
    return known if known.manifest == found.sha256 else None


def written(known: Outlook) -> bytes:
    """Return the bytes of the file."""
    merge = known.merge
    body = {
        "format": FORMAT,
        "manifest": known.manifest,
        "proven_at": known.proven_at.isoformat(),
        "checks": [asdict(check) for check in known.checks],
        "merge": None if merge is None else _merge_body(merge),
        "no_merge": known.no_merge,
    }
    return (canonical(body) + "\n").encode("utf-8", "surrogatepass")


def _merge_body(merge: Merge) -> dict[str, Any]:
    days = [[d.day.isoformat(), str(d.old_bill), str(d.new_bill)] for d in merge.days]
    better = merge.better.isoformat()
    return {"currency": merge.currency, "days": days, "better": better, "why": merge.why}


def _outlook(body: Mapping[str, Any]) -> Outlook:
    if body["format"] != FORMAT:
        raise ValueError(f"its format is {body['format']!r}")
    return Outlook(
        manifest=str(body["manifest"]),
        proven_at=datetime.fromisoformat(body["proven_at"]),
        checks=tuple(
            Checked(**{**c, "wrong": tuple(c["wrong"]), "notes": tuple(c["notes"])})
            for c in body["checks"]
        ),
        merge=None if body["merge"] is None else _merge(body["merge"]),
        no_merge=str(body["no_merge"]),
    )


def _merge(body: Mapping[str, Any]) -> Merge:
    days = tuple(
        JoinDay(date.fromisoformat(day), exact(old), exact(new)) for day, old, new in body["days"]
    )
    return Merge(str(body["currency"]), days, date.fromisoformat(body["better"]), str(body["why"]))
