"""What was done: the receipts of a step."""

from __future__ import annotations

import json
from collections.abc import Mapping

from textual.content import Content

from migrate.core.plan import Receipt
from migrate.state.captures import is_note
from migrate.tui.desk import Page
from migrate.tui.prose import Row
from migrate.tui.widgets.section import Section
from migrate.tui.words import MUTED, SIGNS, fact, hanging, heading, line

_SHOWN = 30
_LONGEST = 160


class Receipts(Section):
    """The proof of each change: what AWS answered, or what was found."""

    def lines(self, page: Page) -> list[Content | Row]:
        """Return the receipts with their results and evidence."""
        receipts = [receipt for receipt in page.receipts.values() if not is_note(receipt)]
        if not receipts:
            return []
        told: list[Content | Row] = [heading(f"Done, with receipts ({len(receipts)})")]
        names = {c.key: c.summary for c in page.plan.plan.changes} if page.plan else {}
        done = SIGNS["done"]
        for receipt in receipts[:_SHOWN]:
            how = "  it was there, and is adopted" if receipt.adopted else ""
            what = names.get(receipt.key) or names.get(receipt.key.partition("@")[0], receipt.key)
            told.append(hanging((f"{done.mark} ", done.style), what, (how, MUTED)))
            told += [fact("", (text, MUTED), width=2) for text in _details(receipt)]
        if len(receipts) > _SHOWN:
            told.append(line((f"and {len(receipts) - _SHOWN} more", MUTED)))
        return told


def _details(receipt: Receipt) -> list[str]:
    told = [values(receipt.result)] if receipt.result else []
    return [*told, *receipt.evidence]


def values(body: Mapping[str, object], *, whole: bool = False) -> str:
    """Return values as `name=value`: short enough to read, or whole where it is approved."""
    shown = (f"{name}={_value(value, whole=whole)}" for name, value in sorted(body.items()))
    return "  ".join(shown)


def _value(value: object, *, whole: bool) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if whole or len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
