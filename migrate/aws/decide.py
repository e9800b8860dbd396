"""Take a person's word on a call that nobody else can settle, as far as a look bears it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import migrate.aws
from migrate.aws.account import Account
from migrate.aws.mutation import Found, Look, Mutation
from migrate.core.errors import JourneyError
from migrate.core.intent import Intent, IntentSignal, IntentStatus

VOID = timedelta(minutes=20)
"""After this a signed request can no longer be carried out (5 to 15 minutes; Signature V4)."""


@cache
def mutations() -> Mapping[str, Mutation]:
    """Return every mutating operation there is, from the `MUTATIONS` of each gateway."""
    names = sorted(module.name for module in iter_modules(migrate.aws.__path__))
    gateways = [import_module(f"{migrate.aws.__name__}.{name}") for name in names]
    found = [one for gateway in gateways for one in getattr(gateway, "MUTATIONS", ())]
    return {one.operation: one for one in found}


def happened(account: Account, intent: Intent, word: str) -> Intent:
    """Adopt what a look finds, on a person's word that it is ours; nothing found is refused."""
    found = _look(account, intent)
    if not isinstance(found, Found):
        raise JourneyError(
            f"A look does not find {intent.key.natural_key} ({found.evidence})",
            remedy="Reads may lag: look again in a few minutes.",
        )
    if found.ours is False:
        raise JourneyError(
            f"A look proves that {intent.key.natural_key} is another one ({found.evidence})",
            remedy="Say --did-not-happen; the next plan says what to do with what is there.",
        )
    evidence = (*intent.evidence, found.evidence, word)
    return account.journal.signal(
        intent, IntentSignal.ADOPT, result=found.result, adopted=True, evidence=evidence
    )


def did_not_happen(account: Account, intent: Intent, word: str) -> Intent:
    """Let the call be looked up and sent again, or give it up where somebody else's is there."""
    found = _look(account, intent)
    evidence = (*intent.evidence, found.evidence, word)
    if isinstance(found, Found):
        return account.journal.signal(intent, IntentSignal.REFUSE, evidence=evidence)
    sent = intent.sent_at
    if sent is not None and account.clock.now() - sent < VOID:
        until = sent + VOID
        raise JourneyError(
            f"{intent.key.operation} was sent less than {VOID.seconds // 60} minutes ago and may "
            "still be carried out",
            remedy=f"Decide after {until:%Y-%m-%d %H:%M:%S} UTC.",
        )
    return account.journal.signal(intent, IntentSignal.REPLAN, evidence=evidence)


def _look(account: Account, intent: Intent) -> Look:
    if intent.status is not IntentStatus.NEEDS_OPERATOR:
        raise JourneyError(f"Intent {intent.id} is {intent.status}; there is nothing to decide.")
    return mutations()[intent.key.operation].look(account, intent.params)
