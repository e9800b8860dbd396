"""Everything that can stop the journey, and what the operator does next.

Raise the leaf that names the fact.  Catch a family, never `Exception`: the
engine catches `GatewayError` and `HandNeeded`, the front ends catch
`MigrateError`, and anything else is a bug that shows its traceback.
"""

from __future__ import annotations

from copyreg import __newobj__  # type: ignore[attr-defined]
from typing import Any, ClassVar

from migrate.core.waiting import Wait


class MigrateError(Exception):
    """Base of every error raised on purpose: what happened, why, and what to type next."""

    exit_code: ClassVar[int] = 1
    default_remedy: ClassVar[str] = ""

    def __init__(self, message: str, *, remedy: str = "", wait: Wait | None = None) -> None:
        super().__init__(message)
        self.remedy = remedy or self.default_remedy
        self.wait = wait

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process raise it here as it was raised there."""
        return __newobj__, (type(self), *self.args), self.__dict__


class OperatorError(MigrateError):
    """The input is wrong; nothing was called."""

    exit_code = 2


class PlanInvalid(OperatorError):
    """The plan file does not describe an organization that can be built."""


class WorkspaceInvalid(OperatorError):
    """The directory is not a workspace, or its migrate.yaml cannot be used."""


class JourneyError(MigrateError):
    """The request does not fit where the journey stands."""


class StepUnknown(JourneyError):
    """There is no step of that name."""

    exit_code = 2
    default_remedy = "Type `migrate status` to see the steps."


class StepNotReady(JourneyError):
    """A step that this one needs is not done, or its status does not allow the request."""


class PlanBlocked(JourneyError):
    """A blocking finding forbids approval."""

    default_remedy = "Follow the remedy of each blocking finding, then plan the step again."


class PlanOutdated(JourneyError):
    """The account changed after the plan was drawn, or another plan was approved."""

    default_remedy = "Plan the step again and review what changed."


class NotSkippable(JourneyError):
    """The journey cannot do without this step."""


class HandNeeded(JourneyError):
    """A person has to act before the step can go on; `wait` says where and how."""

    exit_code = 3


class GatewayError(MigrateError):
    """AWS refused or could not be reached."""

    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        code: str = "",
        request_id: str = "",
        reason: str = "",
        remedy: str = "",
        wait: Wait | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, wait=wait)
        self.operation = operation
        self.code = code
        self.request_id = request_id
        self.reason = reason


class NotYet(GatewayError):
    """AWS is still settling; the same request is expected to work later."""

    exit_code = 3


class OutcomeUnknown(GatewayError):
    """The call may or may not have happened; look before anything else."""

    exit_code = 3


class CredentialsExpired(GatewayError):
    """The profile's credentials ended; nothing was done with them."""

    exit_code = 3


class AlreadyThere(GatewayError):
    """Something of that name exists and is not provably ours; a person decides."""


class NotFound(GatewayError):
    """AWS has no such thing."""


class NotPermitted(GatewayError):
    """The principal lacks a permission."""


class CallRefused(GatewayError):
    """Our own guard refused the call before it was sent."""


class WrongAccount(CallRefused):
    """The credentials belong to another account than the one this client is bound to."""


class RootRefused(CallRefused):
    """The credentials are the root user's; the journey never works as root."""

    default_remedy = "Use a profile of an IAM role or user with administrator access."


class EndpointRefused(CallRefused):
    """The call would leave for a host that this workspace does not allow."""


class StateError(MigrateError):
    """state.db cannot be used."""

    exit_code = 5


class StateTooNew(StateError):
    """state.db was written by a later version of this tool."""

    default_remedy = (
        "Install the later version; a database is never downgraded. Nothing was changed."
    )


class StateCorrupt(StateError):
    """state.db is damaged or was edited by something else."""

    default_remedy = (
        "Stop. Keep the file as it is, restore the newest backup from backups/, "
        "and run `migrate audit` on it."
    )


class StateFull(StateError):
    """The disk is full; what AWS did is kept as an open intent and is looked up on resume."""

    default_remedy = "Free disk space, then run the same command again: it looks before it acts."


class Locked(StateError):
    """Another runner works in this workspace."""
