"""What the rules and the border to AWS need from outside; `cli` wires it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from migrate.core.call import CallRecord
from migrate.core.intent import Intent, IntentKey, IntentSignal
from migrate.core.plan import Finding, Plan, Receipt
from migrate.core.status import Signal, Status
from migrate.core.waiting import Wait


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come."""

    step: str
    done: int
    total: int
    """0 while it is not known."""
    label: str


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan as state.db keeps it."""

    serial: int
    """Grows by one with each plan drawn; receipts and intents belong to a serial."""
    plan: Plan
    approved_by: str = ""
    """Empty while nobody approved it."""


@dataclass(frozen=True, slots=True)
class Note:
    """Why a step moved, kept with the move."""

    text: str = ""
    who: str = ""
    wait: Wait | None = None
    findings: tuple[Finding, ...] = ()


NOTHING = Note()


@dataclass(frozen=True, slots=True)
class Permit:
    """What the running change may call: the approved plan's word, handed to the border."""

    plan: int
    step: str
    change: str
    calls: frozenset[str]
    """`service:Operation` of the running change."""


class Store(Protocol):
    """The journey's memory.  Every method is one transaction."""

    def status(self, step: str) -> Status:
        """Tell where a step stands."""

    def move(self, step: str, signal: Signal, note: Note = NOTHING) -> Status:
        """Follow one transition of `core.status`, or refuse it, and append it to the events."""

    def save_plan(self, plan: Plan) -> SavedPlan:
        """Keep a plan and signal PLAN; earlier plans of the step stay readable."""

    def plan(self, step: str) -> SavedPlan | None:
        """Return the newest plan of a step."""

    def save_approval(self, step: str, serial: int, digest: str, who: str) -> None:
        """Keep who accepted exactly this plan, and signal APPROVE."""

    def save_receipt(self, serial: int, receipt: Receipt) -> None:
        """Keep the proof of one change; the same (serial, key) twice is refused."""

    def receipts(self, serial: int) -> Mapping[str, Receipt]:
        """Return the receipts of one plan by change key."""

    def recorded(self) -> Mapping[str, Mapping[str, Receipt]]:
        """Return for each step the newest receipt of every change key, of any plan."""

    def unsettled(self, step: str) -> Sequence[Intent]:
        """Return the step's intents that are neither settled nor merely planned."""

    def accounts(self) -> Mapping[str, str]:
        """Return role to account id, as bound by connect-accounts."""

    def bind(self, role: str, account: str, principal: str) -> None:
        """Bind a role to an account id for good; another id for a bound role is refused."""

    def progress(self, progress: Progress) -> None:
        """Show how far long work has come (overwrites; not an event)."""


class Journal(Protocol):
    """The memory of mutating calls.  Every method is one fully synced transaction."""

    def live(self, key: IntentKey) -> Intent | None:
        """Return the one intent of that key that is in `core.intent.LIVE`."""

    def done(self, plan: int, change: str, key: IntentKey) -> Intent | None:
        """Return the finished intent of exactly this change of this plan."""

    def open(
        self, permit: Permit, key: IntentKey, region: str, params: Mapping[str, Any]
    ) -> Intent:
        """Commit a PLANNED intent, refusing a second live one of the same key."""

    def signal(self, intent: Intent, signal: IntentSignal, **known: Any) -> Intent:
        """Follow one transition of `core.intent` and keep what is known (fields of `Intent`)."""

    def busy(self, account: str) -> Intent | None:
        """Return an intent of the account that is in `core.intent.UNSETTLED`, if there is one."""

    def refused_since(self, plan: int, key: IntentKey, code: str) -> datetime | None:
        """Return when a call of that key and plan was first refused with `code`, by AWS's clock."""

    def known(self, intent_id: str) -> bool:
        """Whether an intent of this workspace has that id."""

    def note(self, intent: Intent, **known: Any) -> Intent:
        """Keep more evidence without a transition (`absent_since`, `evidence`)."""


class Recorder(Protocol):
    """The append-only record of calls and decisions."""

    def call(self, record: CallRecord) -> None:
        """Keep one call; reads may be buffered until `flush` or the next commit."""

    def flush(self) -> None:
        """Write what is buffered."""

    def decision(self, step: str, text: str, who: str) -> None:
        """Keep what a person decided."""


class Lock(Protocol):
    """One runner at a time."""

    def held(self) -> bool:
        """Whether this process still holds the workspace."""


class Clock(Protocol):
    """AWS's clock, read from the Date of its answers; the laptop's only schedules."""

    def now(self) -> datetime:
        """Return the best estimate of AWS's time, aware and in UTC."""


class Permits(Protocol):
    """The border's door: closed, unless a change of an approved plan is being applied."""

    def permitted(self, permit: Permit) -> AbstractContextManager[None]:
        """Open the door for exactly these calls, for as long as the block runs."""


Listener = Callable[[str, str], None]
"""Told (step, sentence) as the work goes on."""
