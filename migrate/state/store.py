"""The journey's memory on state.db: each method is one transaction, told to the events."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from migrate.core.errors import StepNotReady, StepUnknown, WrongAccount
from migrate.core.intent import UNSETTLED, Intent
from migrate.core.plan import Plan, Receipt, canonical, plan_from_json
from migrate.core.ports import NOTHING, Note, Progress, SavedPlan
from migrate.core.status import Signal, Status, follow
from migrate.state.chain import append_event, hashed
from migrate.state.database import Database, utc
from migrate.state.rows import intent_of, receipt_of, wait_text
from migrate.state.tables import journey as t
from migrate.state.tables.journal import intent as intents
from migrate.state.tables.record import event

LOOKS = frozenset({Signal.CONFIRM, Signal.DRIFT})
"""What a look at a done step gives; where it stands as before, it does so since then."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """What the faces show of a step, written from code by `init` and every runner."""

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
    permissions: Mapping[str, tuple[str, ...]]


class StateStore:
    """Implements `core.ports.Store`."""

    def __init__(
        self, database: Database, alongside: Callable[[Connection], None] = lambda _: None
    ) -> None:
        self._database = database
        self._alongside = alongside
        """Written into every transaction of the store: the calls that wait to be recorded."""

    # -- the journey ---------------------------------------------------------

    def sync_journey(self, rows: Sequence[StepRow]) -> None:
        """Write the steps as this version of the tool knows them; statuses stay."""

        def work(connection: Connection) -> None:
            there = {row.id for row in connection.execute(select(t.step.c.id))}
            for row in rows:
                known = _step_values(row)
                if row.id in there:
                    where = t.step.c.id == row.id
                    connection.execute(update(t.step).where(where).values(known))
                else:
                    connection.execute(insert(t.step).values({**known, **_fresh()}))

        self._database.transact(work)

    def status(self, step: str) -> Status:
        """Tell where a step stands."""
        with self._database.read() as connection:
            return _status(connection, step)

    def skipped_by(self, step: str) -> str:
        """Return who skipped a step; empty where it is not skipped."""
        query = select(event.c.body).where(event.c.kind == "step", event.c.step == step)
        with self._database.read() as connection:
            if _status(connection, step) is not Status.SKIPPED:
                return ""
            newest = connection.execute(query.order_by(event.c.n.desc()).limit(1)).scalar()
        return str(json.loads(newest)["who"]) if newest else ""

    def move(self, step: str, signal: Signal, note: Note = NOTHING) -> Status:
        """Follow one transition, or refuse it, and append it to the events."""

        def work(connection: Connection) -> Status:
            self._alongside(connection)
            return _move(connection, step, signal, note)

        return self._database.transact(work)

    # -- plans ---------------------------------------------------------------

    def save_plan(self, plan: Plan) -> SavedPlan:
        """Keep a plan and signal PLAN."""

        def work(connection: Connection) -> SavedPlan:
            self._alongside(connection)
            newest = connection.execute(select(t.plan.c.serial).order_by(t.plan.c.serial.desc()))
            serial = int(newest.scalar() or 0) + 1
            row = {
                "serial": serial,
                "step": plan.step,
                "digest": plan.digest,
                "body": canonical(asdict(plan)),
                "made_at": utc(),
            }
            connection.execute(insert(t.plan).values(hashed(row)))
            _move(connection, plan.step, Signal.PLAN, Note(text=f"plan {plan.digest}"))
            return SavedPlan(serial, plan)

        return self._database.transact(work)

    def plan(self, step: str) -> SavedPlan | None:
        """Return the newest plan of a step."""
        query = select(t.plan.c.serial, t.plan.c.body, t.approval.c.who).outerjoin(
            t.approval, t.approval.c.serial == t.plan.c.serial
        )
        with self._database.read() as connection:
            row = connection.execute(
                query.where(t.plan.c.step == step).order_by(t.plan.c.serial.desc()).limit(1)
            ).first()
        if row is None:
            return None
        return SavedPlan(row.serial, plan_from_json(json.loads(row.body)), row.who or "")

    def save_approval(self, step: str, serial: int, digest: str, who: str) -> None:
        """Keep who accepted exactly this plan, and signal APPROVE."""

        def work(connection: Connection) -> None:
            newest = select(t.plan.c.serial).where(t.plan.c.step == step)
            if connection.execute(newest.order_by(t.plan.c.serial.desc())).scalar() != serial:
                raise StepNotReady(f"{step} was planned anew meanwhile; review the new plan")
            row = {"serial": serial, "digest": digest, "who": who, "at": utc()}
            connection.execute(insert(t.approval).values(hashed(row)))
            _move(connection, step, Signal.APPROVE, Note(text=f"plan {digest}", who=who))

        self._database.transact(work)

    # -- receipts ------------------------------------------------------------

    def save_receipt(self, serial: int, receipt: Receipt) -> None:
        """Keep the proof of one change."""

        def work(connection: Connection) -> None:
            self._alongside(connection)
            where = t.plan.c.serial == serial
            step = connection.execute(select(t.plan.c.step).where(where)).scalar_one()
            newest = connection.execute(select(t.receipt.c.id).order_by(t.receipt.c.id.desc()))
            row = {
                "id": (newest.scalar() or 0) + 1,
                "serial": serial,
                "step": step,
                "key": receipt.key,
                "result": canonical(receipt.result),
                "adopted": receipt.adopted,
                "evidence": canonical(receipt.evidence),
                "at": utc(),
            }
            connection.execute(insert(t.receipt).values(hashed(row)))
            body = {"change": receipt.key, "serial": serial, "adopted": receipt.adopted}
            append_event(connection, utc(), "receipt", step, body)

        self._database.transact(work)

    def receipts(self, serial: int) -> Mapping[str, Receipt]:
        """Return the receipts of one plan by change key."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(t.receipt).where(t.receipt.c.serial == serial).order_by(t.receipt.c.id)
            ).mappings()
            return {row["key"]: receipt_of(dict(row)) for row in rows}

    def recorded(self) -> Mapping[str, Mapping[str, Receipt]]:
        """Return for each step the newest receipt of every change key."""
        found: dict[str, dict[str, Receipt]] = {}
        with self._database.read() as connection:
            for row in connection.execute(select(t.receipt).order_by(t.receipt.c.id)).mappings():
                found.setdefault(row["step"], {})[row["key"]] = receipt_of(dict(row))
        return found

    def unsettled(self, step: str) -> Sequence[Intent]:
        """Return the step's intents that are neither settled nor merely planned."""
        query = select(intents).where(intents.c.step == step, intents.c.status.in_(UNSETTLED))
        with self._database.read() as connection:
            return [intent_of(dict(row)) for row in connection.execute(query).mappings()]

    # -- accounts and progress -----------------------------------------------

    def accounts(self) -> Mapping[str, str]:
        """Return role to account id, as bound."""
        with self._database.read() as connection:
            rows = connection.execute(select(t.account.c.role, t.account.c.account))
            return {row.role: row.account for row in rows}

    def bind(self, role: str, account: str, principal: str) -> None:
        """Bind a role to an account id for good."""

        def work(connection: Connection) -> None:
            where = t.account.c.role == role
            bound = connection.execute(select(t.account.c.account).where(where)).scalar()
            if bound == account:
                return
            if bound is not None:
                raise WrongAccount(
                    f"{role} is bound to {bound}; the profile now stands for {account}",
                    operation="sts:GetCallerIdentity",
                    remedy="Correct the profile; a bound account is never changed.",
                )
            row = {"role": role, "account": account, "principal": principal, "bound_at": utc()}
            connection.execute(insert(t.account).values(row))
            append_event(connection, utc(), "bind", "connect-accounts", row)

        self._database.transact(work)

    def progress(self, progress: Progress) -> None:
        """Show how far long work has come; not an event."""
        row = {**asdict(progress), "id": 1, "at": utc()}

        def work(connection: Connection) -> None:
            connection.execute(delete(t.progress))
            connection.execute(insert(t.progress).values(row))

        self._database.transact(work)


def _status(connection: Connection, step: str) -> Status:
    found = connection.execute(select(t.step.c.status).where(t.step.c.id == step)).scalar()
    if found is None:
        raise StepUnknown(f"There is no step {step!r} in this workspace")
    return Status(found)


def _move(connection: Connection, step: str, signal: Signal, note: Note) -> Status:
    here = _status(connection, step)
    there = follow(step, here, signal)
    values: dict[str, Any] = {
        "status": str(there),
        "wait": wait_text(note.wait),
        "note": note.text,
    }
    if signal in LOOKS:
        values["verified"] = canonical([asdict(f) for f in note.findings])
    if signal not in LOOKS or there != here:
        values["changed_at"] = utc()
    connection.execute(update(t.step).where(t.step.c.id == step).values(values))
    body = {
        "signal": str(signal),
        "from": str(here),
        "to": str(there),
        "text": note.text,
        "who": note.who,
        "wait": values["wait"],
        "findings": [asdict(f) for f in note.findings],
    }
    append_event(connection, utc(), "step", step, body)
    return there


def _step_values(row: StepRow) -> dict[str, Any]:
    body = asdict(row)
    for name in ("needs", "asks", "permissions"):
        body[name] = canonical(body[name])
    return body


def _fresh() -> dict[str, Any]:
    empty = {"wait": "", "note": "", "verified": "[]"}
    return {"status": str(Status.PENDING), "changed_at": utc(), **empty}
