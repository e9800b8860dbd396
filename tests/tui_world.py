"""Workspaces to look at: a journey with a step in every state, and one whose names are hostile."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from migrate.core.intent import Intent, IntentKey, IntentSignal
from migrate.core.plan import Action, Change, Finding, Hand, Plan, Receipt, Severity, Target, Undo
from migrate.core.ports import Note, Permit
from migrate.core.status import Signal
from migrate.core.waiting import Wait, WaitFor
from migrate.state.database import Database
from migrate.state.journal import StateJournal
from migrate.state.store import StateStore, StepRow
from migrate.workspace.workspace import Settings, Workspace, create_workspace

LEGACY, MANAGEMENT = "111122223333", "444455556666"
HOSTILE = (
    "a[/b]c",
    "ok [@click=app.quit]click[/] [link=https://evil.example x[/]",
    "\x1b]52;c;aGk=\x07\x1b]0;owned\x07\x9b31m\x1b[2J",
    "\u202edesrever\u200b zero\ufeffwidth",
    "x" * 300,
    "🦄 漢字テスト",
    "[$primary] \\",
)
PLAN = Path(__file__).parent.parent / "plans" / "recommended.yaml"
LINK = "http://127.0.0.1:1/_simulator/console/iam"


def workspace_at(directory: Path, rows: list[StepRow]) -> Workspace:
    """Return a workspace whose journey has these steps, all pending."""
    settings = Settings("legacy", "management", allowed_endpoints=("http://127.0.0.1:4566",))
    workspace = create_workspace(directory, settings, PLAN.read_text(encoding="utf-8"))
    database = Database.create(workspace.state)
    try:
        StateStore(database).sync_journey(rows)
    finally:
        database.close()
    return workspace


def row(position: int, step: str, title: str, phase: str = "Look", **more: Any) -> StepRow:
    """Return a step as `init` would write it."""
    known: dict[str, Any] = {
        "purpose": f"What {title} is for, in two or three sentences that say why it comes here.",
        "needs": (),
        "undo": Undo.REVERSIBLE,
        "undo_how": "Take it back.",
        "skippable": False,
        "asks": (),
        "permissions": {},
    }
    return StepRow(id=step, position=position, title=title, phase=phase, **{**known, **more})


ROWS = [
    row(1, "connect-accounts", "Connect the two accounts"),
    row(2, "assess-legacy", "Assess the old account", needs=("connect-accounts",)),
    row(3, "take-inventory", "Take the inventory", needs=("connect-accounts",)),
    row(4, "archive-costs", "Archive the costs", needs=("connect-accounts",), skippable=True),
    row(6, "open-management-account", "Open the management account", "Found"),
    row(7, "found-organization", "Create the organization", "Found", undo=Undo.ONE_WAY),
    row(8, "shape-organization", "Shape it", "Found", needs=("found-organization",)),
    row(9, "prepare-legacy", "Prepare the old account", "Move", needs=("connect-accounts",)),
    row(10, "invite-legacy", "Invite the old account", "Move", needs=("shape-organization",)),
]


class World:
    """Moves the steps of a workspace as a runner would."""

    def __init__(self, directory: Path, rows: list[StepRow] | None = None) -> None:
        self._attach(workspace_at(directory, rows or ROWS))

    @classmethod
    def opened(cls, workspace: Workspace) -> World:
        """Return a world that is there."""
        world = cls.__new__(cls)
        world._attach(workspace)
        return world

    def _attach(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.database = Database.open(workspace.state)
        self.store = StateStore(self.database)

    def close(self) -> None:
        self.database.close()

    def bind(self) -> None:
        self.store.bind("legacy", LEGACY, f"arn:aws:iam::{LEGACY}:role/Admin")
        self.store.bind("management", MANAGEMENT, f"arn:aws:iam::{MANAGEMENT}:role/Admin")

    def plan(self, step: str, *items: Change | Finding) -> Plan:
        saved = self.store.save_plan(
            Plan(
                step,
                {},
                tuple(i for i in items if isinstance(i, Change)),
                tuple(i for i in items if isinstance(i, Finding)),
                dict(self.store.accounts()),
            )
        )
        return saved.plan

    def approve(self, step: str, *items: Change | Finding) -> Plan:
        plan = self.plan(step, *items)
        saved = self.store.plan(step)
        assert saved is not None
        self.store.save_approval(step, saved.serial, plan.digest, "ana@laptop")
        return plan

    def apply(self, step: str, *items: Change | Finding) -> None:
        self.approve(step, *items)
        self.store.move(step, Signal.APPLY)

    def done(self, step: str, *items: Change | Finding) -> None:
        self.apply(step, *items)
        saved = self.store.plan(step)
        assert saved is not None
        for change in saved.plan.changes:
            receipt = Receipt(change.key, {"id": change.target.name}, evidence=("looked",))
            self.store.save_receipt(saved.serial, receipt)
        self.store.move(step, Signal.FINISH)

    def wait(self, step: str, wait: Wait, *items: Change | Finding) -> None:
        self.apply(step, *items)
        self.store.move(step, Signal.WAIT, Note(wait.reason, wait=wait))

    def lose(self, step: str) -> None:
        """Leave a call of the running change whose outcome is not known."""
        StateJournal(self.database).signal(self.send(step), IntentSignal.LOSE)

    def send(self, step: str) -> Intent:
        """Send a call of the running change that has no answer yet."""
        saved = self.store.plan(step)
        assert saved is not None
        journal = StateJournal(self.database)
        change = saved.plan.changes[0]
        permit = Permit(saved.serial, step, change.key, frozenset(change.calls))
        key = IntentKey(change.target.account, change.calls[0], change.key)
        return journal.signal(journal.open(permit, key, "us-east-1", {}), IntentSignal.SEND)


def change(key: str, summary: str, account: str = MANAGEMENT, **more: Any) -> Change:
    """Return a change that calls something."""
    known: dict[str, Any] = {
        "action": Action.CREATE,
        "hand": Hand.MANAGEMENT,
        "calls": ("organizations:CreateOrganization",),
        "after": {"FeatureSet": "ALL"},
        "undo": Undo.REVERSIBLE,
        "undo_how": "Delete it while it is empty.",
    }
    name = more.pop("name", "organization")
    target = Target(name, account=account)
    return Change(key=key, summary=summary, target=target, **{**known, **more})


def hand_change(key: str, summary: str) -> Change:
    """Return a change that a person makes."""
    return Change(
        key=key,
        action=Action.BY_HAND,
        summary=summary,
        target=Target(summary, account=MANAGEMENT),
        hand=Hand.PERSON,
        instruction="Sign in as the root user.\nAssign an MFA device.",
        link=LINK,
        probe="iam:GetAccountSummary says AccountMFAEnabled 1",
    )


def hand_wait(reason: str = "Give the root user MFA: the root user has no MFA") -> Wait:
    """Return a wait for a person."""
    return Wait(
        WaitFor.PERSON,
        reason,
        probe="iam:GetAccountSummary says AccountMFAEnabled 1",
        instruction="Sign in as the root user.\nAssign an MFA device; keep a second one.",
        link=LINK,
        deadline=datetime(2026, 12, 9, 12, tzinfo=UTC),
    )


BLOCK = Finding(
    Severity.BLOCK,
    "The account is in another organization.",
    why="It cannot be in two.",
    remedy="Leave it, then plan again.",
    source="aws docs: orgs_reference_limits",
    key="g01",
)
WARNING = Finding(Severity.WARNING, "Suspended accounts count.", why="Quota.", remedy="Nothing.")


def lived_in(directory: Path) -> World:
    """Return a journey with a step in almost every state."""
    world = World(directory)
    world.done("connect-accounts", change("bind", "Bind legacy", LEGACY, calls=()))
    world.bind()
    world.plan("assess-legacy", BLOCK, WARNING)
    world.apply("take-inventory", change("scan", "Scan", LEGACY, action=Action.READ, calls=()))
    world.wait("open-management-account", hand_wait(), hand_change("mfa", "Give root MFA"))
    organization = change("create", "Create the organization", undo=Undo.ONE_WAY)
    world.plan("found-organization", organization, WARNING)
    world.apply("prepare-legacy", change("role", "Create the role", LEGACY))
    world.store.move("prepare-legacy", Signal.FAIL, Note("iam:CreateRole answered AccessDenied"))
    return world


def hostile(directory: Path) -> World:
    """Return a journey in which every text that could come from AWS is an attack."""
    nasty = " ".join(HOSTILE)
    rows = [
        row(at, f"step-{at}", text, skippable=True, purpose=nasty, undo_how=nasty)
        for at, text in enumerate(HOSTILE, start=1)
    ]
    world = World(directory, rows)
    world.bind()
    finding = Finding(Severity.WARNING, nasty, nasty, nasty, nasty, "key")
    evil = change("evil", nasty, name=nasty, after={nasty: nasty}, undo_how=nasty, cost=nasty)
    by_hand = Change(
        "hand", Action.BY_HAND, nasty, Target(nasty), Hand.PERSON, instruction=nasty, probe=nasty
    )
    world.plan("step-1", evil, by_hand, finding)
    world.wait(
        "step-2", Wait(WaitFor.PERSON, nasty, nasty, nasty, f"https://x/{nasty}"), evil, finding
    )
    world.done("step-3", evil, finding)
    world.store.move("step-3", Signal.DRIFT, Note(nasty, findings=(finding,)))
    world.apply("step-4", evil)
    world.lose("step-4")
    world.store.move("step-4", Signal.FAIL, Note(nasty))
    world.store.move("step-5", Signal.SKIP, Note(nasty, who=nasty))
    world.workspace.log.write_text(
        f"$ migrate apply step-4 # 2030-01-01T00:00:00+00:00\nError: {nasty}\nNext: {nasty}\n",
        encoding="utf-8",
        errors="surrogateescape",
    )
    return world
