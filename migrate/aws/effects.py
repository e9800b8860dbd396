"""Make one mutating call exactly once: intent, look, send, receipt, and reconcile after a crash."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from migrate.aws.absence import prove_absence, undecided
from migrate.aws.codes import BUSY, LIMITS, NOT_SENT, REFUSALS, SHED
from migrate.aws.errors import NEVER, from_answer, from_client
from migrate.aws.mutation import TAG, Found, Mutation, Result
from migrate.aws.redact import redacted
from migrate.core.errors import AlreadyThere, CallRefused, GatewayError, NotYet, OutcomeUnknown
from migrate.core.intent import Intent, IntentKey, IntentSignal, IntentStatus
from migrate.core.waiting import Wait, WaitFor

if TYPE_CHECKING:
    from migrate.aws.account import Account

PAUSES = (1.0, 3.0)
"""Seconds before the second and third try of a call that was refused as BUSY."""


def perform(
    account: Account,
    mutation: Mutation,
    params: Mapping[str, Any],
    *,
    region: str = "",
    ready: Callable[[], None] = lambda: None,
    content: Callable[[], Mapping[str, Any]] = dict,
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """Return what the call made, whether now, before a crash, or found to be there and ours.

    Raises `NotYet` or `OutcomeUnknown` with a `Wait` while it cannot be told, `AlreadyThere`
    where something of the same name is not provably ours, and `CallRefused` without a permit.
    `ready` and `content` run right before each send, and never when there is nothing to send; a
    `GatewayError` that they raise refuses the call.  What `content` returns is sent with the
    parameters and kept nowhere, such as the bytes of a file.
    """
    if account.role != mutation.hand:
        raise CallRefused(
            f"{mutation.operation} is made with the {mutation.hand} credentials, never with the "
            f"{account.role} ones",
            operation=mutation.operation,
        )
    where = region or account.region
    effect = partial(_Effect, account, mutation, params, where, ready=ready, content=content)
    for pause in PAUSES:
        try:
            return effect().settle()
        except NotYet as busy:
            if busy.code not in BUSY:
                raise
            sleep(pause)
    return effect().settle()


class _Effect:
    """One pass over one mutating call."""

    def __init__(
        self,
        account: Account,
        mutation: Mutation,
        params: Mapping[str, Any],
        region: str,
        *,
        ready: Callable[[], None],
        content: Callable[[], Mapping[str, Any]],
    ) -> None:
        self.account = account
        self.mutation = mutation
        self.params = params
        self.region = region
        self.ready = ready
        self.content = content
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
            raise undecided(self.account, intent)
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

    def _reconcile(self, intent: Intent) -> Result:
        """Find out what became of a call whose answer is not known; send it again only if never."""
        found = self._look()
        if found is None:
            return self._send(prove_absence(self.account, self.mutation, intent))
        if self._ours(found, intent):
            return self._adopt(intent, found)
        evidence = (*intent.evidence, f"found, but not provably ours: {found.evidence}")
        escalated = self.journal.signal(intent, IntentSignal.ESCALATE, evidence=evidence)
        raise undecided(self.account, escalated)

    # -- send ----------------------------------------------------------------

    def _send(self, intent: Intent) -> Result:
        try:
            self.ready()
            content = self.content()
        except GatewayError as error:
            evidence = (*intent.evidence, f"not sent: {error}")
            self.journal.signal(intent, IntentSignal.REFUSE, evidence=evidence)
            raise
        intent = self.journal.signal(
            intent,
            IntentSignal.SEND,
            sent_at=self.account.clock.now(),
            attempt=intent.attempt + 1,
            absent_since=None,
            plan=self.permit.plan,
            step=self.permit.step,
            change=self.permit.change,
            params=redacted(self.params),
        )
        try:
            answer = self.account.send(
                intent, self.mutation.method, {**self._marked(intent), **content}, self.region
            )
            result = self.mutation.pick(answer)
        except boto.ClientError as error:
            return self._refused(intent, error.response)
        except (*NOT_SENT, GatewayError) as error:
            raise self._not_sent(intent, error) from error
        except (boto.BotoCoreError, ResponseParserError, KeyError, TypeError) as error:
            raise self._no_answer(intent, type(error).__name__) from error
        request_id = str(answer.get("ResponseMetadata", {}).get("RequestId", ""))
        self.journal.signal(
            intent,
            IntentSignal.CONFIRM,
            result=result,
            request_id=request_id,
            evidence=(*intent.evidence, f"answer of {self.mutation.operation} {request_id}"),
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
        if code in self.mutation.duplicates:
            return self._reconcile(self._lost(intent, f"answered {code}"))
        told = status < 500 or status == NEVER or code in SHED
        if code not in REFUSALS or not told:
            raise self._no_answer(intent, code or f"HTTP {status}") from None
        error = from_answer(
            answer,
            self.mutation.operation,
            self.account.profile,
            self.account.clock.now(),
            self.account.login,
        )
        self.journal.signal(
            intent, IntentSignal.REFUSE, error_code=code, request_id=error.request_id
        )
        if self._too_long(code):
            error.wait = None
        raise error

    def _too_long(self, code: str) -> bool:
        """Whether AWS has been refusing this call with `code` for longer than it ever should."""
        limit = LIMITS.get(code)
        since = self.journal.refused_since(self.permit.plan, self.key, code)
        return bool(limit and since and self.account.clock.now() - since > limit)

    def _not_sent(self, intent: Intent, error: GatewayError | boto.BotoCoreError) -> GatewayError:
        """Settle a call that never left, and let the step wait where waiting helps."""
        self.journal.signal(intent, IntentSignal.REFUSE, error_code=type(error).__name__)
        if isinstance(error, GatewayError):
            if isinstance(error, CallRefused):
                return error
            error.wait = error.wait or Wait(WaitFor.AWS, str(error), self.mutation.operation)
            return error
        return from_client(
            error,
            self.mutation.operation,
            self.account.profile,
            self.account.clock.now(),
            self.account.login,
        )

    def _no_answer(self, intent: Intent, why: str) -> OutcomeUnknown:
        self._lost(intent, f"no usable answer: {why}")
        sentence = f"{self.mutation.operation} may have happened: no usable answer came ({why})"
        return OutcomeUnknown(
            sentence,
            operation=self.mutation.operation,
            code=why,
            remedy=f"Type `migrate apply {self.permit.step}`: it looks before it acts.",
            wait=Wait(
                WaitFor.AWS,
                sentence,
                probe="it is found, or proven not to be there",
                next_look=self.account.clock.now(),
            ),
        )

    def _lost(self, intent: Intent, why: str) -> Intent:
        evidence = (*intent.evidence, why)
        return self.journal.signal(intent, IntentSignal.LOSE, evidence=evidence)

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
            intent,
            IntentSignal.ADOPT,
            result=found.result,
            adopted=True,
            evidence=evidence,
            plan=self.permit.plan,
            step=self.permit.step,
            change=self.permit.change,
        )
        return found.result
