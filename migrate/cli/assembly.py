"""Put the parts together: lock, state, border and engine, for as long as one runner lives."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from types import FrameType

from migrate.aws.door import Door
from migrate.aws.sessions import Sessions
from migrate.cli.output import Interrupted, say
from migrate.cli.progress import Meter
from migrate.core.engine import Engine
from migrate.core.errors import StepUnknown
from migrate.core.ports import Progress
from migrate.core.step import Step
from migrate.organization.target import load_target
from migrate.state.database import Database
from migrate.state.journal import StateJournal
from migrate.state.lock import RunnerLock
from migrate.state.record import StateRecorder
from migrate.state.store import StateStore, StepRow
from migrate.state.ulid import new_ulid
from migrate.steps.context import Context
from migrate.steps.journey import journey
from migrate.workspace.workspace import Workspace


@dataclass
class Runner:
    """One process that works in a workspace; nobody else does while it lives."""

    workspace: Workspace
    database: Database
    store: StateStore
    recorder: StateRecorder
    journal: StateJournal
    sessions: Sessions
    steps: Sequence[Step[Context]]
    meter: Meter = field(default_factory=Meter)
    stopping: bool = False

    def context(self, step: Step[Context]) -> Context:
        """Return what a step sees: only the accounts that it says it needs are opened."""
        bound = self.store.accounts()
        roles = [role for role in ("legacy", "management") if role in step.permissions]
        accounts = {role: self.sessions.open(role, bound[role]) for role in roles if role in bound}
        return Context(
            workspace=self.workspace,
            target=load_target(self.workspace.plan.read_text(encoding="utf-8"), "plan.yaml"),
            legacy=accounts.get("legacy"),
            management=accounts.get("management"),
            sessions=self.sessions,
            store=self.store,
            database=self.database,
            progress=lambda done, total, label: self._progress(step.id, done, total, label),
            recorder=self.recorder,
        )

    def step(self, step_id: str) -> Step[Context]:
        """Return the step of that id, or say which there are."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise StepUnknown(f"There is no step {step_id!r}")

    def engine(self, step_id: str) -> Engine[Context]:
        """Return an engine whose context fits one step."""
        context = self.context(self.step(step_id))
        return Engine(self.steps, self.store, context, self.sessions.door, self._listen)

    def checkpoint(self) -> None:
        """Stop here if a signal asked for it: nothing is half-done between two changes."""
        if self.stopping:
            raise Interrupted("Stopped on request, between two changes.")

    def _listen(self, step: str, text: str) -> None:
        self.checkpoint()
        say(f"{step}: {text}")

    def _progress(self, step: str, done: int, total: int, label: str) -> None:
        self.checkpoint()
        if self.meter.due(done, total):
            self.store.progress(Progress(step, done, total, label))
            self.meter.show(step, done, total, label)


@contextmanager
def runner(workspace: Workspace, command: str) -> Iterator[Runner]:
    """Hold the workspace: one runner at a time, every lost call marked before anything is asked."""
    lock = RunnerLock(workspace.lock)
    with lock.acquired(command):
        database = Database.open(workspace.state, tell=say)
        try:
            with _assembled(workspace, database, lock) as made, _signals(made):
                yield made
        finally:
            database.close()


@contextmanager
def _assembled(workspace: Workspace, database: Database, lock: RunnerLock) -> Iterator[Runner]:
    recorder = StateRecorder(database)
    store = StateStore(database, recorder.write_into)
    journal = StateJournal(database, recorder.write_into)
    journal.lost()
    steps = journey()
    store.sync_journey(step_rows(steps))
    sessions = Sessions(workspace.settings, recorder, journal, lock, door=Door(), run=new_ulid())
    try:
        yield Runner(workspace, database, store, recorder, journal, sessions, steps)
    finally:
        recorder.flush()


def step_rows(steps: Sequence[Step[Context]]) -> list[StepRow]:
    """Return what the faces show of each step."""
    return [
        StepRow(
            id=step.id,
            position=position,
            title=step.title,
            phase=step.phase,
            purpose=step.purpose,
            needs=step.needs,
            undo=step.undo,
            undo_how=step.undo_how,
            skippable=step.skippable,
            asks=tuple(asdict(question) for question in step.asks),
            permissions=step.permissions,
        )
        for position, step in enumerate(steps, start=1)
    ]


@contextmanager
def _signals(made: Runner) -> Iterator[None]:
    """Stop at the next checkpoint on the first signal; at once on the second."""

    def asked(number: int, frame: FrameType | None) -> None:
        del frame
        if made.stopping:
            raise KeyboardInterrupt
        made.stopping = True
        say(f"{signal.Signals(number).name}: stopping at the next checkpoint.")

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
