"""One runner after another in this process, over the real border and a real state.db.

Only two things are not real: AWS (`LaggingAws`) and death, which is an exception that nothing
catches.  Everything between a gateway and the HTTP session is the product's.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from botocore.httpsession import URLLib3Session
from sqlalchemy.engine.default import DefaultDialect

from migrate.aws import effects
from migrate.aws.account import Account
from migrate.aws.door import Door
from migrate.aws.iam import Iam
from migrate.aws.organizations import Organizations
from migrate.aws.sessions import Sessions
from migrate.core.call import CallRecord
from migrate.core.plan import Plan
from migrate.core.ports import Permit
from migrate.state.database import Database
from migrate.state.journal import StateJournal
from migrate.state.lock import RunnerLock
from migrate.state.record import StateRecorder
from migrate.state.store import StateStore, StepRow
from migrate.workspace.workspace import Settings

from .lagging import LEGACY, MANAGEMENT, ROOT, Killed, LaggingAws

PLAN = 1
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
ROLE = "OrganizationAccountAccessRole"
Results = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Work:
    """One change of the plan: what it calls, what it needs first, and how it is made."""

    operation: str
    needs: tuple[str, ...]
    make: Callable[[Organizations, Organizations, Iam, Results], Mapping[str, Any]]
    """Given Organizations of management and of legacy, legacy's IAM, and what is done."""


WORKS: Mapping[str, Work] = {
    "organization": Work(
        "organizations:CreateOrganization", (), lambda management, _l, _i, _d: management.create()
    ),
    "unit": Work(
        "organizations:CreateOrganizationalUnit",
        ("organization",),
        lambda management, _l, _i, _d: management.create_unit(ROOT, "Workloads"),
    ),
    "unit-below": Work(
        "organizations:CreateOrganizationalUnit",
        ("unit",),
        lambda management, _l, _i, done: management.create_unit(done["unit"]["Id"], "Prod"),
    ),
    "role": Work(
        "iam:CreateRole", (), lambda _m, _l, iam, _d: iam.create_role(ROLE, {"Statement": []}, "x")
    ),
    "attachment": Work(
        "iam:AttachRolePolicy", ("role",), lambda _m, _l, iam, _d: iam.attach_policy(ROLE, ADMIN)
    ),
    "invitation": Work(
        "organizations:InviteAccountToOrganization",
        ("organization",),
        lambda management, _l, _i, _d: management.invite(LEGACY, "migrate lineage"),
    ),
    "membership": Work(
        "organizations:AcceptHandshake",
        ("invitation",),
        lambda _m, legacy, _i, done: legacy.accept(done["invitation"]["Id"], lambda: None),
    ),
    "place": Work(
        "organizations:MoveAccount",
        ("membership", "unit-below"),
        lambda management, _l, _i, done: management.move(LEGACY, ROOT, done["unit-below"]["Id"]),
    ),
}


@dataclass
class Saboteur:
    """Acts at the n-th commit of a pass: `before` and `after` kill, `steal` takes the workspace."""

    at: int = 0
    action: str = ""
    passed: int = 0
    steal: Callable[[], None] = lambda: None

    def commit(self, place: str) -> None:
        """Pass a commit, or act there."""
        self.passed += place == "before"
        if self.passed != self.at:
            return
        if self.action == place:
            raise Killed
        if self.action == "steal" and place == "after":
            self.steal()


SABOTEUR = Saboteur()


class Switch:
    """Hands the long-lived clients whatever the runner of the moment has: lock and recorder."""

    lock: RunnerLock
    recorder: StateRecorder

    def held(self) -> bool:
        return self.lock.held()

    def call(self, record: CallRecord) -> None:
        self.recorder.call(record)

    def flush(self) -> None:
        self.recorder.flush()

    def decision(self, step: str, text: str, who: str) -> None:
        self.recorder.decision(step, text, who)


@dataclass
class Desk:
    """What outlives a runner in this process: the clients (dear to make) and the files."""

    directory: Path
    aws: LaggingAws
    switch: Switch
    sessions: Sessions
    accounts: Mapping[str, Account]
    image: bytes
    """state.db with its plan approved and nothing done."""
    database: Database
    """Closed between runners; kept for the statements that it has compiled."""
    results: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.directory / "state.db"

    @property
    def lock(self) -> Path:
        return self.directory / "state.db.lock"

    def fresh(self, aws: LaggingAws) -> None:
        """Begin another life in another world."""
        self.database.close()
        for file in self.directory.glob("state.db*"):
            file.unlink()
        self.path.write_bytes(self.image)
        self.results.clear()
        self.aws.__dict__.update(aws.__dict__)

    def steal(self) -> None:
        """Put another lock file in place, as a restored backup or a careless `rm` would."""
        self.lock.unlink()
        self.lock.touch()

    def pass_over(self, name: str) -> Mapping[str, Any]:
        """Live as one runner that makes one change; raises what stops it, death included."""
        with self.alive() as (_, accounts):
            work = WORKS[name]
            permit = Permit(PLAN, "first", name, frozenset({work.operation}))
            legacy, management = accounts["legacy"], accounts["management"]
            with self.sessions.door.permitted(permit):
                result = work.make(
                    Organizations(management), Organizations(legacy), Iam(legacy), self.results
                )
        self.results[name] = result
        return result

    @contextmanager
    def alive(self) -> Iterator[tuple[StateJournal, Mapping[str, Account]]]:
        """Hold the workspace as `cli.assembly.runner` does, for as long as the block runs."""
        with ExitStack() as stack:
            self.switch.lock = RunnerLock(self.lock)
            stack.enter_context(self.switch.lock.acquired("run"))
            stack.callback(self.database.close)
            stack.callback(self.database.listeners.clear)
            self.switch.recorder = recorder = StateRecorder(self.database)
            journal = StateJournal(self.database, recorder.write_into)
            self.aws.holds = self.switch.lock.held
            journal.lost()
            accounts = {r: replace(a, journal=journal) for r, a in self.accounts.items()}
            yield journal, accounts
            recorder.flush()


@contextmanager
def desk(directory: Path) -> Iterator[Desk]:
    """Open the two accounts once, on an AWS of this process, and let commits be sabotaged."""
    aws = LaggingAws()
    commit = DefaultDialect.do_commit

    def do_commit(dialect: DefaultDialect, connection: Any) -> None:
        SABOTEUR.commit("before")
        commit(dialect, connection)
        SABOTEUR.commit("after")

    def send(session: Any, request: Any) -> Any:
        return aws.send(session, request)

    with ExitStack() as stack:
        for owner, name, value in (
            (URLLib3Session, "send", send),
            (DefaultDialect, "do_commit", do_commit),
            (effects, "PAUSES", (0.0, 0.0)),
        ):
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, value)
        yield _opened(directory, aws)


def _opened(directory: Path, aws: LaggingAws) -> Desk:
    profile = (
        "[profile {}]\naws_access_key_id = {}\naws_secret_access_key = x\nregion = us-east-1\n"
    )
    (directory / "config").write_text(
        profile.format("legacy", "LEGACY") + profile.format("management", "MANAGEMENT")
    )
    settings = Settings("legacy", "management", aws_config_file=str(directory / "config"))
    path = directory / "state.db"
    database = Database.create(path)
    store = StateStore(database)
    store.sync_journey([StepRow("first", 1, "First", "x", "x", (), "", "", False, (), {})])
    saved = store.save_plan(Plan("first", {}))
    store.save_approval("first", saved.serial, saved.plan.digest, "operator")
    switch = Switch()
    switch.recorder = StateRecorder(database)
    switch.lock = RunnerLock(directory / "state.db.lock")
    journal = StateJournal(database)
    sessions = Sessions(settings, switch, journal, switch, door=Door(), run="run")
    accounts = {
        "legacy": sessions.open("legacy", LEGACY),
        "management": sessions.open("management", MANAGEMENT),
    }
    database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    image = path.read_bytes()
    return Desk(directory, aws, switch, sessions, accounts, image, database)


def memory_directory(fallback: Path) -> Path:
    """Return a directory in memory where there is one: thousands of synced commits are made."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or shutil.disk_usage(memory).free < 1 << 26:
        return fallback
    made = memory / f"migrate-{fallback.name}-{os.getpid()}"
    made.mkdir(mode=0o700)
    return made
