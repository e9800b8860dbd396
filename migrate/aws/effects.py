"""Make one mutating call exactly once: intent, look, send, receipt, and reconcile after a crash."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore import exceptions as boto

from migrate.aws import trail
from migrate.aws.errors import LEAVES, NOT_SENT, from_answer, translated
from migrate.aws.mutation import SETTLE, TAG, Class, Found, Mutation, Result
from migrate.aws.redact import redacted
from migrate.core.errors import (
    AlreadyThere,
    CallRefused,
    CredentialsExpired,
    GatewayError,
    NotPermitted,
    NotYet,
    OutcomeUnknown,
)
from migrate.core.intent import Intent, IntentKey, IntentSignal, IntentStatus
from migrate.core.waiting import Wait, WaitFor

if TYPE_CHECKING:
    from migrate.aws.account import Account

BUSY = frozenset({"ConcurrentModificationException", "TooManyRequestsException", "Throttling"})
"""Refused for certain because AWS was busy: nothing happened, and a short pause may be enough."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and third try of a call that was refused as BUSY."""


def perform(
    account: Account,
    mutation: Mutation,
    params: Mapping[str, Any],
    *,
    region: str = "",
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """Return what the call made, whether now, before a crash, or found to be there and ours.

    Raises `NotYet` or `OutcomeUnknown` with a `Wait` while it cannot be told, `AlreadyThere`
    where something of the same name is not provably ours, and `CallRefused` without a permit.
    """
    for pause in (*PAUSES, None):
        try:
            return _Effect(account, mutation, params, region or account.region).settle()
        except NotYet as busy:
            if busy.code not in BUSY or pause is None:
                raise
            sleep(pause)
    raise AssertionError("unreachable")


class _Effect:
    """One pass over one mutating call."""

    def __init__(
        self, account: Account, mutation: Mutation, params: Mapping[str, Any], region: str
    ) -> None:
        self.account = account
        self.mutation = mutation
        self.params = params
        self.region = region
        self.permit = account.door.permit_for(mutation.operation)
        self.journal = account.journal
        self.key = IntentKey(account.id, mutation.operation, mutation.natural_key(params))

    def settle(self) -> Result:
        """Answer from the journal, or reconcile, or look and send."""
        finished = self.journal.done(self.permit.plan, self.permit.change, self.key)
        if finished is not None:
            return finished.result
        intent = self.journal.live(self.key) or self._open()
        if intent.status is IntentStatus.NEEDS_OPERATOR:
            raise self._undecided(intent)
        if intent.status is IntentStatus.PENDING:
            intent = self._lost(intent, "the process ended while the call was out")
        if intent.status is IntentStatus.UNKNOWN:
            return self._reconcile(intent)
        return self._look_then_send(intent)

    def _open(self) -> Intent:
        busy = self.journal.busy(self.account.id)
        if busy is not None:
            raise NotYet(
                f"{self.mutation.operation} waits: {busy.key.operation} of step {busy.step} "
                "is not settled",
                operation=self.mutation.operation,
                remedy=f"Type `migrate apply {busy.step}` first: it looks before it acts.",
                wait=Wait(WaitFor.AWS, f"{busy.key.operation} is not settled"),
            )
        return self.journal.open(self.permit, self.key, self.region, redacted(self.params))

    def _look_then_send(self, intent: Intent) -> Result:
        found = self._look()
        if found is None:
            return self._send(intent)
        if self._ours(found, intent):
            return self._adopt(intent, found)
        self.journal.signal(intent, IntentSignal.REFUSE, evidence=(found.evidence,))
        raise AlreadyThere(
            f"{self.key.natural_key} exists and was not made by this workspace; nothing was sent",
            operation=self.mutation.operation,
            remedy=f"Type `migrate plan {self.permit.step}`: the new plan offers to adopt it.",
        )

    # -- send ----------------------------------------------------------------

    def _send(self, intent: Intent) -> Result:
        intent = self.journal.signal(
            intent,
            IntentSignal.SEND,
            sent_at=self.account.clock.now(),
            attempt=intent.attempt + 1,
            absent_since=None,
        )
        try:
            answer = self.account.send(
                intent, self.mutation.method, self._marked(intent), self.region
            )
            result = self.mutation.pick(answer)
        except boto.ClientError as error:
            return self._refused(intent, error.response)
        except (*NOT_SENT, CallRefused, CredentialsExpired, NotPermitted) as error:
            raise self._not_sent(intent, error) from error
        except (boto.BotoCoreError, KeyError) as error:
            raise self._no_answer(intent, f"{type(error).__name__}") from error
        request_id = str(answer.get("ResponseMetadata", {}).get("RequestId", ""))
        self.journal.signal(
            intent,
            IntentSignal.CONFIRM,
            result=result,
            request_id=request_id,
            evidence=(f"answer of {self.mutation.operation}, request {request_id}",),
        )
        return result

    def _marked(self, intent: Intent) -> Mapping[str, Any]:
        if not self.mutation.tags:
            return self.params
        tags = [*self.params.get(self.mutation.tags, []), {"Key": TAG, "Value": intent.id}]
        return {**self.params, self.mutation.tags: tags}

    def _refused(self, intent: Intent, answer: Mapping[str, Any]) -> Result:
        """Sort an error answer: refused for certain, there already, or not to be told."""
        code = str(answer.get("Error", {}).get("Code", ""))
        status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        error = from_answer(
            answer, self.mutation.operation, self.account.profile, self.account.clock.now()
        )
        if code in self.mutation.duplicates:
            return self._reconcile(self._lost(intent, f"answered {code}"))
        if status >= 500 or not _definite(code):
            raise self._no_answer(intent, code or f"HTTP {status}") from None
        self.journal.signal(
            intent, IntentSignal.REFUSE, error_code=code, request_id=error.request_id
        )
        raise error

    def _not_sent(self, intent: Intent, error: Exception) -> GatewayError:
        self.journal.signal(intent, IntentSignal.REFUSE, error_code=type(error).__name__)
        if isinstance(error, GatewayError):
            return error
        try:
            with translated(self.mutation.operation, self.account.profile):
                raise error
        except GatewayError as translated_error:
            wait = translated_error.wait or Wait(
                WaitFor.AWS, str(translated_error), probe=self.mutation.operation
            )
            translated_error.wait = wait
            return translated_error

    def _no_answer(self, intent: Intent, why: str) -> OutcomeUnknown:
        self._lost(intent, f"no usable answer: {why}")
        sentence = f"{self.mutation.operation} may have happened: no usable answer came ({why})"
        return OutcomeUnknown(
            sentence,
            operation=self.mutation.operation,
            code=why,
            remedy=f"Type `migrate apply {self.permit.step}`: it looks before it acts.",
            wait=Wait(WaitFor.AWS, sentence, probe="reconcile", next_look=self.account.clock.now()),
        )

    def _lost(self, intent: Intent, why: str) -> Intent:
        evidence = (*intent.evidence, why)
        return self.journal.signal(intent, IntentSignal.LOSE, evidence=evidence)

    # -- reconcile -------------------------------------------------------------

    def _reconcile(self, intent: Intent) -> Result:
        """Find out what became of a call whose answer is not known."""
        found = self._look()
        if found is not None:
            if self._ours(found, intent):
                return self._adopt(intent, found)
            evidence = (*intent.evidence, found.evidence)
            raise self._undecided(
                self.journal.signal(intent, IntentSignal.ESCALATE, evidence=evidence)
            )
        now = self.account.clock.now()
        if intent.absent_since is None:
            intent = self.journal.note(intent, absent_since=now)
        self._wait_to_settle(intent, now)
        if self.mutation.klass is not Class.UNIQUE:
            self._ask_trail(intent)
        return self._send(intent)

    def _wait_to_settle(self, intent: Intent, now: datetime) -> None:
        """Go on only when absence was seen twice, far enough apart by AWS's clock."""
        since = intent.absent_since or now
        if self.mutation.klass is not Class.UNIQUE and intent.sent_at is not None:
            since = max(since, intent.sent_at)
        until = since + SETTLE[self.mutation.klass]
        if now < until:
            raise self._settling(f"it is not there yet; looked at {now:%H:%M:%S} UTC", until)

    def _ask_trail(self, intent: Intent) -> None:
        """Go on only when CloudTrail can be read and shows no such call."""
        try:
            seen = trail.look(self.account, intent)
        except GatewayError as error:
            evidence = (*intent.evidence, f"CloudTrail could not be read: {error}")
            raise self._undecided(
                self.journal.signal(intent, IntentSignal.ESCALATE, evidence=evidence)
            ) from error
        if seen is None:
            return
        if seen.error_code:
            self.journal.signal(
                intent,
                IntentSignal.REFUSE,
                error_code=seen.error_code,
                evidence=(*intent.evidence, f"CloudTrail event {seen.event_id}"),
            )
            raise GatewayError(
                f"{self.mutation.operation} was refused: {seen.error_code}",
                operation=self.mutation.operation,
                code=seen.error_code,
            )
        now = self.account.clock.now()
        raise self._settling(
            f"CloudTrail event {seen.event_id} shows that it happened, reads do not yet",
            now + SETTLE[Class.UNIQUE],
        )

    def _settling(self, why: str, until: datetime) -> NotYet:
        sentence = f"{self.mutation.operation} may have happened: {why}"
        return NotYet(
            sentence,
            operation=self.mutation.operation,
            remedy=f"Type `migrate apply {self.permit.step}` after {until:%Y-%m-%d %H:%M:%S} UTC.",
            wait=Wait(WaitFor.AWS, sentence, probe="reconcile", next_look=until),
        )

    def _undecided(self, intent: Intent) -> OutcomeUnknown:
        sentence = (
            f"{self.mutation.operation} for {self.key.natural_key}: nobody but you can tell "
            "whether it happened"
        )
        shown = "; ".join(intent.evidence) or "no evidence"
        return OutcomeUnknown(
            sentence,
            operation=self.mutation.operation,
            remedy=f"Look at it in the console ({shown}), then type "
            f"`migrate decide {intent.id} --happened` or `--did-not-happen`.",
            wait=Wait(
                WaitFor.PERSON,
                sentence,
                probe=f"intent {intent.id}",
                instruction=f"Look whether {self.key.natural_key} exists in account "
                f"{self.account.id} and was made by this workspace. Known: {shown}.",
            ),
        )

    # -- look --------------------------------------------------------------------

    def _look(self) -> Found | None:
        seen = self.mutation.look(self.account, self.params)
        return seen if isinstance(seen, Found) else None

    def _ours(self, found: Found, intent: Intent) -> bool:
        if found.ours is not None:
            return found.ours
        if not found.mark:
            return False
        return found.mark == intent.id or self.journal.known(found.mark)

    def _adopt(self, intent: Intent, found: Found) -> Result:
        evidence = (*intent.evidence, found.evidence or "found by a look")
        self.journal.signal(
            intent, IntentSignal.ADOPT, result=found.result, adopted=True, evidence=evidence
        )
        return found.result


def _definite(code: str) -> bool:
    """Whether an error code proves that nothing happened."""
    if code in LEAVES:
        return True
    sure = ("InvalidInput", "ConstraintViolation", "AccessDenied", "NotFound", "Unsupported")
    return any(word in code for word in (*sure, "Validation", "Malformed", "LimitExceeded"))
