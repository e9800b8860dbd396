"""The last captures before joining: planned, or once more after a wait; killed ones go on.

What a refresh starts from, and the hash of the manifest that it is about to write, are
committed before.  So the archive that a killed refresh leaves is known for ours: its manifest is
one of these two, and no answer that it lists was touched.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from migrate.core.plan import Action, Change, Hand, Receipt, Target
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.gate import FRESH, archive_verdict, expected_manifest
from migrate.costs.money import price
from migrate.costs.proofs.integrity import answers_whole
from migrate.costs.saving import REFRESH_BUDGET, bring_up_to_date
from migrate.costs.waivers import waivers_of
from migrate.state.captures import AT, FROM, TO, left_by
from migrate.steps.context import Context
from migrate.steps.cost_gate import NEVER

REFRESH = "archive"
SPARE = timedelta(minutes=10)
"""How long before it is too old the archive is brought up to date once more."""


def refresh_change(account: str) -> Change:
    """Return the last capture before joining as a change of a plan."""
    return Change(
        key=REFRESH,
        action=Action.READ,
        summary="Bring the cost archive up to date: ask again for what AWS had not closed",
        target=Target("cost history", account=account),
        hand=Hand.LEGACY,
        undo_how="The requests are paid for.",
        cost=f"some cents, never more than {price(REFRESH_BUDGET)}",
    )


def refresh(context: Context, step: str, key: str = REFRESH) -> Receipt:
    """Bring the archive up to date and keep its hash."""
    started = expected_manifest(context.store.recorded())
    _tell(context, step, {FROM: started})
    saved = bring_up_to_date(
        context.workspace.archive,
        context.account("legacy"),
        waivers=waivers_of(context.workspace.settings.choices),
        announce=lambda sha256: _tell(context, step, {FROM: started, TO: sha256}),
        progress=context.progress,
    )
    return Receipt(key, saved.result, evidence=saved.evidence)


def keep_fresh(context: Context, step: str) -> None:
    """Bring the archive up to date once more when a wait, or a kill right here, made it old."""
    now = context.account("legacy").clock.now()
    expected = expected_manifest(context.store.recorded())
    verdict = archive_verdict(context.workspace.archive, expected, now, fresh=NEVER)
    young = verdict.age is not None and verdict.age < FRESH - SPARE
    if young if verdict.ok else not was_stopped(context, step):
        return
    saved = context.store.plan(step)
    if saved is not None:
        receipt = refresh(context, step, f"{REFRESH}@{now.isoformat(timespec='seconds')}")
        context.store.save_receipt(saved.serial, receipt)


def was_stopped(context: Context, step: str) -> bool:
    """Whether the archive is what our own killed refresh of this step left, and can go on."""
    ours = set(left_by(context.store.recorded(), step))
    archive = Archive(context.workspace.archive)
    try:
        found = hashlib.sha256(archive.manifest.read_bytes()).hexdigest() if ours else ""
        return found in ours and not any(answers_whole(archive, listing.read(archive)))
    except (ArchiveMissing, ArchiveSpoiled, OSError):
        return False


def _tell(context: Context, step: str, what: dict[str, str]) -> None:
    """Commit where a refresh stands, before it goes on."""
    saved = context.store.plan(step)
    if saved is not None:
        at = context.account("legacy").clock.now().isoformat(timespec="microseconds")
        name = "writes" if TO in what else "begins"
        context.store.save_receipt(
            saved.serial, Receipt(f"{REFRESH}-{name}@{at}", {**what, AT: at})
        )
