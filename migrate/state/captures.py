"""Which cost archive state.db knows: by the receipts of the captures, whichever step made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from migrate.core.plan import Receipt

MANIFEST_KEY, CAPTURED_KEY, SAVED_KEY = "manifest_sha256", "captured_at", "saved_at"
"""Names in the receipt of every capture, whichever step made it."""
FROM, TO, AT = "from_manifest", "to_manifest", "at"
"""Names in the record of a refresh that has begun, and of one about to write its manifest."""


def expected_manifest(recorded: Mapping[str, Mapping[str, Receipt]]) -> str:
    """Return the hash of the manifest that was saved last, by state.db; empty for none.

    Two of them may tell of the same capture: answers of the last minutes are not asked for again.
    `recorded` is `Store.recorded()`: the capture may have been made by archive-costs or, the
    last one before joining, by join-legacy.
    """
    found = list(_captures(recorded))
    return max(found, key=lambda pair: pair[0])[1] if found else ""


def last_saved(recorded: Mapping[str, Mapping[str, Receipt]]) -> datetime:
    """Return when the newest capture was saved, by AWS's clock; long ago for none."""
    return max((at for at, _ in _captures(recorded)), default=datetime.min.replace(tzinfo=UTC))


def is_note(receipt: Receipt) -> bool:
    """Whether a receipt tells where a refresh stood, and of nothing that was done."""
    return FROM in receipt.result


def left_by(recorded: Mapping[str, Mapping[str, Receipt]], step: str) -> Iterator[str]:
    """Yield the manifests that a stopped refresh of a step can have left; none where none was."""
    expected, saved = expected_manifest(recorded), last_saved(recorded)
    for receipt in recorded.get(step, {}).values():
        told = receipt.result
        if expected and told.get(FROM) == expected and saved < datetime.fromisoformat(told[AT]):
            yield str(told.get(TO, expected))


def _captures(recorded: Mapping[str, Mapping[str, Receipt]]) -> Iterator[tuple[datetime, str]]:
    for step in recorded.values():
        for r in step.values():
            if MANIFEST_KEY in r.result and CAPTURED_KEY in r.result:
                at = datetime.fromisoformat(r.result.get(SAVED_KEY, r.result[CAPTURED_KEY]))
                yield at, str(r.result[MANIFEST_KEY])
