"""Prove that a call whose answer was lost never happened, or say why that cannot be told yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from migrate.aws import trail
from migrate.aws.codes import REFUSALS
from migrate.aws.mutation import FAILED_INSIDE, SETTLE, Class, Mutation
from migrate.core.errors import GatewayError, NotYet, OutcomeUnknown
from migrate.core.intent import Intent, IntentSignal
from migrate.core.waiting import Wait, WaitFor

if TYPE_CHECKING:
    from migrate.aws.account import Account


def prove_absence(account: Account, mutation: Mutation, intent: Intent) -> Intent:
    """Return the intent when a full look found nothing and that may be believed.

    Raises `NotYet` while reads or CloudTrail may still lag, and `OutcomeUnknown` where only a
    person can tell.
    """
    now = account.clock.now()
    if intent.absent_since is None:
        intent = account.journal.note(intent, absent_since=now)
    if mutation.klass is Class.UNIQUE:
        _wait_to_settle(intent, intent.absent_since, SETTLE[mutation.klass], now)
        return intent
    since = max(intent.absent_since or now, intent.sent_at or now)
    _wait_to_settle(intent, since, SETTLE[mutation.klass], now)
    seen = _ask_trail(account, intent)
    if seen is None:
        return intent
    if seen.error_code not in REFUSALS:
        _wait_to_settle(intent, since, FAILED_INSIDE, now)
    told = f"CloudTrail event {seen.event_id}: {seen.error_code}, and no look finds an effect"
    return account.journal.note(intent, evidence=(*intent.evidence, told))


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


def _wait_to_settle(
    intent: Intent, since: datetime | None, settle: timedelta, now: datetime
) -> None:
    """Go on only when absence was seen twice, far enough apart by AWS's clock."""
    until = (since or now) + settle
    if now < until:
        raise _settling(intent, f"it is not there yet; looked at {now:%H:%M:%S} UTC", until)


def _ask_trail(account: Account, intent: Intent) -> trail.Seen | None:
    """Return how the call failed, or None where CloudTrail shows no such call."""
    journal = account.journal
    try:
        seen = trail.look(account, intent)
    except GatewayError as error:
        if error.wait is not None:
            raise
        evidence = (*intent.evidence, f"CloudTrail could not be read: {error}")
        escalated = journal.signal(intent, IntentSignal.ESCALATE, evidence=evidence)
        raise undecided(account, escalated) from error
    if seen is None or seen.error_code:
        return seen
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
        wait=Wait(
            WaitFor.AWS, sentence, probe="it is found, or proven not to be there", next_look=until
        ),
    )
