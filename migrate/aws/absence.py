"""Prove that a call whose answer was lost never happened, or say why that cannot be told yet."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from migrate.aws import trail
from migrate.aws.mutation import SETTLE, Class, Mutation
from migrate.core.errors import GatewayError, NotYet, OutcomeUnknown
from migrate.core.intent import Intent, IntentSignal
from migrate.core.waiting import Wait, WaitFor

if TYPE_CHECKING:
    from migrate.aws.account import Account


def prove_absence(account: Account, mutation: Mutation, intent: Intent) -> Intent:
    """Return the intent when a full look found nothing and that may be believed.

    Raises `NotYet` while reads or CloudTrail may still lag, `OutcomeUnknown` where only a
    person can tell, and `GatewayError` where CloudTrail shows that AWS refused the call.
    """
    now = account.clock.now()
    if intent.absent_since is None:
        intent = account.journal.note(intent, absent_since=now)
    _wait_to_settle(mutation, intent, now)
    if mutation.klass is not Class.UNIQUE:
        _ask_trail(account, intent)
    return intent


def undecided(account: Account, intent: Intent) -> OutcomeUnknown:
    """Make the error that asks a person whether a call happened."""
    key = intent.key
    sentence = f"{key.operation} for {key.natural_key}: nobody but you can tell whether it happened"
    shown = "; ".join(intent.evidence) or "no evidence"
    return OutcomeUnknown(
        sentence,
        operation=key.operation,
        remedy=f"Look at it in the console ({shown}), then type `migrate decide {intent.id} "
        "--happened` or `--did-not-happen`.",
        wait=Wait(
            WaitFor.PERSON,
            sentence,
            probe=f"intent {intent.id}",
            instruction=f"Look whether {key.natural_key} exists in account {account.id} and was "
            f"made by this workspace. Known: {shown}.\nThen type `migrate decide {intent.id} "
            "--happened --reason R`, or --did-not-happen.",
        ),
    )


def _wait_to_settle(mutation: Mutation, intent: Intent, now: datetime) -> None:
    """Go on only when absence was seen twice, far enough apart by AWS's clock."""
    since = intent.absent_since or now
    if mutation.klass is not Class.UNIQUE and intent.sent_at is not None:
        since = max(since, intent.sent_at)
    until = since + SETTLE[mutation.klass]
    if now < until:
        raise _settling(intent, f"it is not there yet; looked at {now:%H:%M:%S} UTC", until)


def _ask_trail(account: Account, intent: Intent) -> None:
    """Go on only when CloudTrail can be read and shows no such call."""
    journal = account.journal
    try:
        seen = trail.look(account, intent)
    except GatewayError as error:
        if error.wait is not None:
            raise
        evidence = (*intent.evidence, f"CloudTrail could not be read: {error}")
        escalated = journal.signal(intent, IntentSignal.ESCALATE, evidence=evidence)
        raise undecided(account, escalated) from error
    if seen is None:
        return
    if seen.error_code:
        evidence = (*intent.evidence, f"CloudTrail event {seen.event_id}: {seen.error_code}")
        journal.signal(intent, IntentSignal.REFUSE, error_code=seen.error_code, evidence=evidence)
        raise GatewayError(
            f"{intent.key.operation} was refused: {seen.error_code}",
            operation=intent.key.operation,
            code=seen.error_code,
            remedy=f"Type `migrate plan {intent.step}`.",
        )
    raise _settling(
        intent,
        f"CloudTrail event {seen.event_id} shows that it happened, reads do not yet",
        account.clock.now() + SETTLE[Class.UNIQUE],
    )


def _settling(intent: Intent, why: str, until: datetime) -> NotYet:
    sentence = f"{intent.key.operation} may have happened: {why}"
    return NotYet(
        sentence,
        operation=intent.key.operation,
        remedy=f"Type `migrate apply {intent.step}` after {until:%Y-%m-%d %H:%M:%S} UTC.",
        wait=Wait(WaitFor.AWS, sentence, probe="reconcile", next_look=until),
    )
