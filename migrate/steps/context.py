"""What a step may touch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from migrate.aws.account import Account
from migrate.aws.sessions import Sessions
from migrate.core.errors import StepNotReady
from migrate.core.plan import Receipt
from migrate.core.ports import Recorder, Store
from migrate.organization.target import Target
from migrate.state.database import Database
from migrate.workspace.workspace import Settings, Workspace

BOUND_BY: Mapping[str, str] = {
    "legacy": "Type `migrate plan connect-accounts`.",
    "management": "Type `migrate plan open-management-account`.",
    "log-archive": "Write its id into migrate.yaml (accounts: log-archive).",
}
"""Role to what binds its account."""


def bound_accounts(store: Store, settings: Settings) -> Mapping[str, str]:
    """Return role to account id: as state.db has it, and what only migrate.yaml can bind yet."""
    said = settings.accounts.get("log-archive")
    return {**({"log-archive": said} if said else {}), **store.accounts()}


@dataclass(frozen=True, slots=True)
class Context:
    """The workspace, the two accounts and the memory, as one run sees them."""

    workspace: Workspace
    target: Target
    legacy: Account | None
    """None until connect-accounts bound it, or where the step names no permission in it."""
    management: Account | None
    sessions: Sessions
    store: Store
    database: Database
    progress: Callable[[int, int, str], None]
    recorder: Recorder

    def account(self, role: str) -> Account:
        """Return the account of a role, opening it if it was bound since the run began."""
        opened = {"legacy": self.legacy, "management": self.management}.get(role)
        if opened is not None:
            return opened
        bound = bound_accounts(self.store, self.workspace.settings).get(role)
        if bound is None:
            raise StepNotReady(f"The {role} account is not bound yet", remedy=BOUND_BY[role])
        return self.sessions.open(role, bound)

    def recorded(self, step: str) -> Mapping[str, Receipt]:
        """Return the newest receipt of every change that a step made."""
        return self.store.recorded().get(step, {})

    def console(self, page: str) -> str:
        """Return the deep link to a page of the console."""
        return f"{self.workspace.settings.console.rstrip('/')}/{page}"
