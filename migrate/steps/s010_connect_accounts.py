"""Bind the two profiles to the accounts that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrate.core.errors import GatewayError, OperatorError
from migrate.core.plan import Action, Change, Facts, Finding, Hand, Receipt, Severity, Target
from migrate.core.step import Step
from migrate.steps.context import Context
from migrate.steps.identity import find_faults, principal_class

ROLES = ("legacy", "management")


class ConnectAccounts(Step[Context]):
    """Ask AWS whom each profile stands for, and bind the role to that account for good."""

    id = "connect-accounts"
    title = "Connect the two accounts"
    phase = "Look"
    purpose = (
        "Asks AWS which account each profile belongs to and binds it: from then on no call "
        "leaves for another account, whatever happens to the profiles. The new management "
        "account may not exist yet; it is bound when it answers."
    )
    undo_how = "Nothing was changed in AWS."

    def observe(self, context: Context) -> Facts:
        """Identify both profiles; the management profile may not answer yet."""
        return {
            "legacy": _identity(context, "legacy"),
            "management": _identity_or_why(context, "management"),
            "expected": dict(context.workspace.settings.accounts),
            "bound": dict(context.store.accounts()),
        }

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Bind what answers; refuse root, one account twice, and another partition."""
        del context
        yield from find_faults(facts)
        for role in ROLES:
            found = facts[role]
            if found.get("account"):
                yield _bind(role, found)
            else:
                yield Finding(
                    Severity.INFO,
                    f"The management profile does not answer yet ({found['why']}).",
                    why="A new account takes a day to open; the journey goes on meanwhile.",
                    remedy="Nothing now: open-management-account leads through it.",
                    source="design: the management account may not exist at the start",
                    key="management-not-there",
                )

    def apply(self, change: Change, context: Context) -> Receipt:
        """Identify once more and bind what AWS says now."""
        role = str(change.params["role"])
        identity = context.sessions.identify(role)
        context.store.bind(role, identity.account, identity.arn)
        evidence = (f"sts:GetCallerIdentity: {identity.arn}",)
        return Receipt(change.key, {"account": identity.account}, evidence=evidence)

    def verify(self, context: Context) -> Iterable[Finding]:
        """Look whether each bound profile still stands for its account."""
        for role, account in context.store.accounts().items():
            identity = context.sessions.identify(role)
            if identity.account != account or identity.root:
                yield Finding(
                    Severity.BLOCK,
                    f"The {role} profile now stands for {identity.arn}, not for {account}.",
                    why="Every call of it is refused until it is corrected.",
                    remedy="Correct the profile in migrate.yaml or in the AWS configuration.",
                    key=f"{role}-profile-moved",
                )


def _identity(context: Context, role: str) -> dict[str, Any]:
    identity = context.sessions.identify(role)
    return {
        "account": identity.account,
        "partition": identity.partition,
        "principal": principal_class(identity.arn),
        "root": identity.root,
    }


def _identity_or_why(context: Context, role: str) -> dict[str, Any]:
    try:
        return _identity(context, role)
    except GatewayError as error:
        return {"why": error.code or str(error)}
    except OperatorError as error:
        return {"why": str(error)}


def _bind(role: str, found: Mapping[str, Any]) -> Change:
    return Change(
        key=f"bind:{role}",
        action=Action.READ,
        summary=f"Bind {role} to account {found['account']}",
        target=Target(found["principal"], account=found["account"]),
        hand=Hand.LEGACY if role == "legacy" else Hand.MANAGEMENT,
        params={"role": role},
        after={"account": found["account"], "principal": found["principal"]},
    )


STEP = ConnectAccounts()
