"""What a check is, and what it may touch while it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from migrate.aws.account import Account
from migrate.core.errors import CallRefused, CredentialsExpired, GatewayError
from migrate.core.plan import Finding, Severity, canonical
from migrate.steps.context import Context

T = TypeVar("T")
Seen = Mapping[str, Any]
"""What a look saw, as JSON values that do not wander."""


class Side(StrEnum):
    """What has to be there before a check can be made."""

    LEGACY = "legacy"
    MANAGEMENT = "management"
    """The management account is bound."""
    ORGANIZATION = "organization"
    """The management account has its organization."""
    PREPARED = "prepared"
    """The management role was made in the old account."""


class Unseen(Exception):
    """A read of a check got no answer; the check is UNKNOWN."""

    def __init__(self, role: str, error: GatewayError) -> None:
        super().__init__(str(error))
        self.role = role
        self.error = error


@dataclass(frozen=True, slots=True)
class Look:
    """The eyes of one run of checks: each question is asked once, however many checks share it."""

    context: Context
    _answers: dict[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """AWS's time."""
        return self.context.account("legacy").clock.now()

    def choice(self, question: str) -> str:
        """Return the operator's answer to a question of assess-legacy; empty where there is none.

        It is part of what was seen, so that a changed answer makes another plan.
        """
        return self.context.workspace.settings.choices.get(f"assess-legacy.{question}", "")

    def ask(
        self, role: str, work: Callable[[Account], T], nothing: tuple[str, ...] = ()
    ) -> T | None:
        """Read through an account; None where AWS answered with one of the codes in `nothing`."""
        try:
            return work(self.context.account(role))
        except (CredentialsExpired, CallRefused):
            raise
        except GatewayError as error:
            if error.code in nothing:
                return None
            raise Unseen(role, error) from error

    def call(
        self, role: str, call: str, nothing: tuple[str, ...] = (), **params: Any
    ) -> Mapping[str, Any] | None:
        """Make one read, `service:operation_name`, or return the answer it got before."""
        service, _, operation = call.partition(":")
        return self.once(
            canonical([role, call, params]),
            lambda: self.ask(
                role, lambda account: account.call(service, operation, **params), nothing
            ),
        )

    def once(self, key: str, work: Callable[[], T]) -> T:
        """Return the answer to a question, asking it the first time only."""
        if key not in self._answers:
            self._answers[key] = work()
        answer: T = self._answers[key]
        return answer


@dataclass(frozen=True, slots=True)
class Check:
    """One question about the accounts, how it is answered, and what an answer means."""

    title: str
    """What should be so, as a sentence."""
    side: Side
    weight: Severity
    """The worst that a failure of it can be."""
    reads: Mapping[str, tuple[str, ...]]
    """Role to every `service:Operation` that it may call."""
    source: str
    look: Callable[[Look], Seen]
    judge: Callable[[Seen], Iterable[Finding]]
    """Says nothing when all is well; calls nothing."""
    key: str = ""
    """Named after its file, such as `g01-membership`."""
