"""Read state.db with the standard library alone, for faces that have to be on screen at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from migrate.core.errors import StateCorrupt, StateError, StateTooNew, StepUnknown
from migrate.core.intent import Intent
from migrate.core.plan import Finding, Receipt, Severity, plan_from_json
from migrate.core.ports import Progress, SavedPlan
from migrate.core.status import SATISFIED, Status
from migrate.core.waiting import Wait
from migrate.state.rows import findings_of, intent_of, moment, receipt_of, wait_of

SCHEMA_VERSION = 2
"""The same as `state.tables.SCHEMA_VERSION` (a test compares), without its imports."""


@dataclass(frozen=True, slots=True)
class StepView:
    """What the faces show of a step."""

    id: str
    position: int
    title: str
    phase: str
    purpose: str
    needs: tuple[str, ...]
    undo: str
    undo_how: str
    skippable: bool
    asks: tuple[Mapping[str, Any], ...]
    """Its questions: key, label, default, choices."""
    permissions: Mapping[str, tuple[str, ...]]
    status: Status
    blocked_by: tuple[str, ...]
    """Steps it needs that are neither done nor skipped."""
    changed_at: datetime | None
    wait: Wait | None
    note: str
    """Why it moved last: the reason of a wait, a failure or a skip."""
    findings: tuple[Finding, ...]
    """Of the newest plan."""
    verified: tuple[Finding, ...]
    """Of the newest look at what is done."""

    @property
    def ready(self) -> bool:
        """Whether everything that it needs is there."""
        return not self.blocked_by

    @property
    def blocks(self) -> bool:
        """Whether a finding of the newest plan forbids approval."""
        return any(f.severity is Severity.BLOCK for f in self.findings)


@dataclass(frozen=True, slots=True)
class Next:
    """What the operator does next."""

    step: str
    """Empty when the journey is at its end."""
    command: str
    sentence: str


class View:
    """A reading connection; every method sees the newest commit."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise StateError(f"There is no {path.name} in {path.parent}", remedy="`migrate init`")
        self.path = path
        self._db = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5)
        self._db.isolation_level = None
        self._db.row_factory = sqlite3.Row
        found = self._read("PRAGMA user_version")[0][0]
        if found > SCHEMA_VERSION:
            self._db.close()
            raise StateTooNew(f"{path} has schema {found}; this tool knows {SCHEMA_VERSION}")

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def version(self) -> int:
        """Return a number that changes when another connection commits."""
        return int(self._read("PRAGMA data_version")[0][0])

    def steps(self) -> tuple[StepView, ...]:
        """Return every step in the order of the journey."""
        rows = self._read("SELECT * FROM step ORDER BY position")
        statuses = {row["id"]: self._status(row) for row in rows}
        findings = self._findings()
        return tuple(_step(row, statuses, findings.get(row["id"], ())) for row in rows)

    def step(self, step_id: str) -> StepView:
        """Return one step."""
        for step in self.steps():
            if step.id == step_id:
                return step
        raise StepUnknown(f"There is no step {step_id!r}")

    def plan(self, step: str) -> SavedPlan | None:
        """Return the newest plan of a step."""
        rows = self._read(
            "SELECT plan.serial, plan.body, approval.who FROM plan LEFT JOIN approval"
            " ON approval.serial = plan.serial WHERE plan.step = ?"
            " ORDER BY plan.serial DESC LIMIT 1",
            step,
        )
        if not rows:
            return None
        row = rows[0]
        return SavedPlan(row["serial"], plan_from_json(json.loads(row["body"])), row["who"] or "")

    def receipts(self, step: str) -> Mapping[str, Receipt]:
        """Return the newest receipt of every change of a step."""
        rows = self._read("SELECT * FROM receipt WHERE step = ? ORDER BY id", step)
        return {row["key"]: receipt_of(dict(row)) for row in rows}

    def intents(self, step: str) -> tuple[Intent, ...]:
        """Return the mutating calls of a step, oldest first."""
        rows = self._read("SELECT * FROM intent WHERE step = ? ORDER BY id", step)
        return tuple(intent_of(dict(row)) for row in rows)

    def progress(self) -> tuple[Progress, datetime] | None:
        """Return how far the running work has come, and when it said so."""
        rows = self._read("SELECT * FROM progress")
        if not rows:
            return None
        row = rows[0]
        shown = Progress(row["step"], row["done"], row["total"], row["label"])
        return shown, datetime.fromisoformat(row["at"])

    def accounts(self) -> Mapping[str, str]:
        """Return role to account id, as bound."""
        return {row["role"]: row["account"] for row in self._read("SELECT * FROM account")}

    def events(self, after: int = 0, limit: int = 500) -> tuple[Mapping[str, Any], ...]:
        """Return events after number `after`: n, at, kind, step, body (parsed), sha256."""
        rows = self._read("SELECT * FROM event WHERE n > ? ORDER BY n LIMIT ?", after, limit)
        return tuple({**dict(row), "body": json.loads(row["body"])} for row in rows)

    def head(self) -> str:
        """Return the hash of the newest event: written down outside, it anchors the record."""
        rows = self._read("SELECT sha256 FROM event ORDER BY n DESC LIMIT 1")
        return str(rows[0]["sha256"]) if rows else ""

    def call_sums(self) -> tuple[Mapping[str, Any], ...]:
        """Return calls to AWS summed: account, service, operation, region, outcome, how many."""
        columns = "account, service, operation, region, outcome, mutating"
        rows = self._read(
            f"SELECT {columns}, sum(count) AS calls FROM call"  # noqa: S608
            f" GROUP BY {columns} ORDER BY {columns}"
        )
        return tuple(dict(row) for row in rows)

    def hold(self) -> None:
        """Read everything from one moment, until the view is closed."""
        self._read("BEGIN")

    def next(self) -> Next:
        """Tell what the operator does next."""
        return next_of(self.steps())

    def _status(self, row: sqlite3.Row) -> Status:
        try:
            return Status(row["status"])
        except ValueError as error:
            raise StateCorrupt(f"{self.path}: step {row['id']}: {error}") from error

    def _findings(self) -> dict[str, tuple[Finding, ...]]:
        rows = self._read(
            "SELECT step, json_extract(body, '$.findings') AS findings FROM plan"
            " WHERE serial IN (SELECT max(serial) FROM plan GROUP BY step)"
        )
        return {row["step"]: findings_of(row["findings"]) for row in rows}

    def _read(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._explained():
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn SQLite's errors into ours."""
        try:
            yield
        except UnicodeDecodeError as error:
            raise StateCorrupt(f"{self.path} is damaged: it holds text that is none") from error
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith(("SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_FULL")):
                raise StateError(
                    f"{self.path} cannot be read now: {error}",
                    remedy="Check the disk, its room and its rights, then try again.",
                ) from error
            raise StateCorrupt(f"{self.path} cannot be read: {error}") from error


_COMMANDS: Mapping[Status, tuple[str, str]] = {
    Status.PENDING: ("migrate plan {}", "Plan it; planning only reads."),
    Status.PLANNED: ("migrate approve {}", "Review the plan and approve its digest."),
    Status.APPROVED: ("migrate apply {}", "Apply the approved plan."),
    Status.APPLYING: ("migrate apply {}", "It was stopped in the middle; resume it."),
    Status.WAITING: ("migrate apply {}", "Look whether the wait is over."),
    Status.FAILED: ("migrate plan {}", "It failed; read why, then plan it again."),
    Status.DRIFTED: ("migrate plan {}", "AWS no longer agrees; plan it again."),
}


def next_of(steps: Sequence[StepView]) -> Next:
    """Return the first step that can move: one that is in the middle first, then in order."""
    middle = [s for s in steps if s.status in {Status.APPLYING, Status.WAITING}]
    waiting = [s for s in middle if s.status is Status.WAITING]
    free = [s for s in steps if s.ready and s.status in _COMMANDS and s not in waiting]
    free.sort(key=lambda s: s.status is Status.PLANNED and s.blocks)
    for step in (*[s for s in middle if s not in waiting], *free, *waiting):
        if step.blocks and step.status is Status.PLANNED:
            command, sentence = (
                f"migrate plan {step.id}",
                "Follow the remedies, then plan it again.",
            )
        else:
            pattern, sentence = _COMMANDS[step.status]
            command = pattern.format(step.id)
        return Next(step.id, command, f"{step.title}: {sentence}")
    return Next(
        "", "migrate verify", "Every step is done or left out; look again whenever you like."
    )


def _step(
    row: sqlite3.Row, statuses: Mapping[str, Status], findings: tuple[Finding, ...]
) -> StepView:
    needs = tuple(json.loads(row["needs"]))
    permissions = json.loads(row["permissions"])
    return StepView(
        id=row["id"],
        position=row["position"],
        title=row["title"],
        phase=row["phase"],
        purpose=row["purpose"],
        needs=needs,
        undo=row["undo"],
        undo_how=row["undo_how"],
        skippable=bool(row["skippable"]),
        asks=tuple(json.loads(row["asks"])),
        permissions={role: tuple(actions) for role, actions in permissions.items()},
        status=statuses[row["id"]],
        blocked_by=tuple(n for n in needs if statuses.get(n) not in SATISFIED),
        changed_at=moment(row["changed_at"]),
        wait=wait_of(row["wait"]),
        note=row["note"],
        findings=findings,
        verified=findings_of(row["verified"]),
    )
