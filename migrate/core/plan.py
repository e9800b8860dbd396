"""What is about to happen, as values: printed, stored, approved by digest, then executed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Facts = Mapping[str, Any]
"""What a plan depends on and nothing that wanders (no timestamps of the look, no counters)."""


class Severity(StrEnum):
    """How much a finding weighs."""

    INFO = "info"
    WARNING = "warning"
    BLOCK = "block"
    """Forbids approval.  A check that could not be made (UNKNOWN) is a block."""


class Undo(StrEnum):
    """What it takes to take a change back."""

    NOTHING = "nothing-to-undo"
    REVERSIBLE = "reversible"
    UNTIL_DEADLINE = "until-deadline"
    ONE_WAY = "one-way"


class Action(StrEnum):
    """What a change does to its target."""

    CREATE = "create"
    UPDATE = "update"
    MOVE = "move"
    ADOPT = "adopt"
    READ = "read"
    """Reads AWS and writes to this workspace only."""
    BY_HAND = "by-hand"
    """Done by a person; applying it means probing that it was done."""


class Hand(StrEnum):
    """Whose credentials, or whose hands, a change needs."""

    LEGACY = "legacy"
    MANAGEMENT = "management"
    LOG_ARCHIVE = "log-archive"
    """Of the account that keeps logs and copies, where nobody works."""
    PERSON = "person"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Target:
    """What a change touches."""

    name: str
    """ARN or name, as AWS writes it: hostile text, escaped at every exit."""
    account: str = ""
    region: str = ""
    """Empty for what has no region."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a step will do, small enough to be looked up again after a crash."""

    key: str
    action: Action
    summary: str
    target: Target
    hand: Hand = Hand.NOBODY
    calls: tuple[str, ...] = ()
    """Every mutating API call it may make, as `service:Operation`; reads are not listed."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """What `apply` needs; JSON values only."""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    undo: Undo = Undo.NOTHING
    undo_how: str = ""
    cost: str = ""
    """In words and money where it is known, such as `$0.62 (62 requests)`; empty when free."""
    evidence: tuple[str, ...] = ()
    instruction: str = ""
    """For BY_HAND: what the person does, step by step."""
    link: str = ""
    """For BY_HAND: deep link to the page where it is done."""
    probe: str = ""
    """For BY_HAND: the read that proves it was done."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the operator should read before going on."""

    severity: Severity
    summary: str
    """What was seen."""
    why: str = ""
    remedy: str = ""
    """The exact next action."""
    source: str = ""
    """Where the rule comes from: documentation, service model, or our own reasoning."""
    key: str = ""
    """Names the rule, such as `g01-not-in-organization`; empty for one of a kind."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a change happened, as stored in state.db."""

    key: str
    result: Mapping[str, Any] = field(default_factory=dict)
    """JSON values that later steps read."""
    adopted: bool = False
    """True when the effect was found, not caused now."""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes one step proposes, bound to the facts they were drawn from."""

    step: str
    facts: Facts
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Role (`legacy`, `management` …) to the account id it was bound to when the plan was drawn."""

    @property
    def digest(self) -> str:
        """Identify exactly this plan; an approval is given to a digest."""
        return hashlib.sha256(canonical(asdict(self)).encode()).hexdigest()[:16]

    @property
    def blocked(self) -> bool:
        """Whether a finding forbids approval."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)

    @property
    def calls(self) -> frozenset[str]:
        """Every mutating call that applying this plan may make."""
        return frozenset(call for change in self.changes for call in change.calls)

    @property
    def one_way(self) -> bool:
        """Whether a change in it can never be undone."""
        return any(change.undo is Undo.ONE_WAY for change in self.changes)


def canonical(value: Any) -> str:
    """Write `value` as the one JSON text that equal values share."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def _plain(value: object) -> object:
    """Turn what JSON lacks into what it has, refusing anything that has no one spelling."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be part of a plan")


def plan_from_json(body: Mapping[str, Any]) -> Plan:
    """Read back what `canonical(asdict(plan))` wrote; the digest comes out the same."""
    return Plan(
        step=body["step"],
        facts=body["facts"],
        changes=tuple(_change(c) for c in body["changes"]),
        findings=tuple(
            Finding(**{**f, "severity": Severity(f["severity"])}) for f in body["findings"]
        ),
        accounts=body["accounts"],
    )


def _change(body: Mapping[str, Any]) -> Change:
    return Change(
        **{
            **body,
            "action": Action(body["action"]),
            "target": Target(**body["target"]),
            "hand": Hand(body["hand"]),
            "undo": Undo(body["undo"]),
            "calls": tuple(body["calls"]),
            "evidence": tuple(body["evidence"]),
        }
    )
