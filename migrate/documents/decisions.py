"""What people decided: approvals, skips, and their word on calls that nobody else could settle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from migrate.documents.material import Material, moment
from migrate.documents.values import Document, Table

COLUMNS = ("event", "at", "who", "step", "what")

DID: Mapping[str, str] = {"approve": "approved", "skip": "left the step out:"}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision."""

    event: int
    at: str
    who: str
    step: str
    what: str


def document(material: Material) -> Document:
    """Return every decision in the order in which it was made."""
    rows = tuple((str(d.event), d.at, d.who, d.step, d.what) for d in decided(material))
    return Document("decisions", "Decisions", (Table(COLUMNS, rows),))


def decided(material: Material) -> Iterator[Decision]:
    """Return the events that have a person's name."""
    for event in material.events:
        body = event["body"]
        who = str(body.get("who") or "")
        if who:
            signal = str(body.get("signal") or "")
            did = DID.get(signal, signal or "decided:")
            what = f"{did} {body.get('text') or ''}".strip()
            at = moment(datetime.fromisoformat(event["at"]))
            yield Decision(int(event["n"]), at, who, str(event["step"]), what)
