"""The comparison: what was saved against what is shown since, as evidence and not as a feeling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from migrate.costs import files
from migrate.costs.after import days as by_days
from migrate.costs.after import discounts as by_discounts
from migrate.costs.after import rates as by_rates
from migrate.costs.after.both import Both, both_sides
from migrate.costs.after.days import Day, merge_days
from migrate.costs.after.discounts import Discount, discounts
from migrate.costs.after.rates import Rate, rates
from migrate.costs.after.words import Claim, Word, total
from migrate.costs.archive import Archive
from migrate.costs.money import plain

FOLDER, JOINED = "after-join", "joined.json"
"""Where the new payer's answers lie in a workspace, and what says when the account joined."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the two sides say together."""

    account: str
    joined: datetime
    currency: str
    old_bill: Decimal
    """Of the month of joining, as far as it is saved."""
    new_bill: Decimal
    """Of the month of joining, as far as the new payer shows it."""
    claims: tuple[Claim, ...]
    days: tuple[Day, ...]
    rates: tuple[Rate, ...]
    discounts: tuple[Discount, ...]

    @property
    def word(self) -> Word:
        """The worst that was said."""
        words = {claim.word for claim in self.claims}
        return next(w for w in (Word.DIFFERS, Word.UNKNOWN, Word.AGREES) if w in words)


def since_join(workspace: Path) -> Archive:
    """Return where a workspace keeps what the new payer answered; no part of the archive."""
    return Archive(workspace / FOLDER)


def remember(since: Archive, account: str, joined: datetime) -> None:
    """Keep when the account joined, as Organizations has it."""
    body = {"account": account, "joined": joined.isoformat()}
    files.write(since.directory / JOINED, files.dumped(body))


def compared(workspace: Path, saved: Archive) -> Comparison | None:
    """Compare from the files of a workspace; None where the new payer was never asked."""
    since = since_join(workspace)
    path = since.directory / JOINED
    if not path.exists():
        return None
    return compare(saved, since, datetime.fromisoformat(files.load(path)["joined"]))


def compare(saved: Archive, since: Archive, joined: datetime) -> Comparison:
    """Compare from the files of both sides; nothing is asked of AWS."""
    both = both_sides(saved, since, joined)
    days, means, lower = merge_days(both), rates(both), discounts(both)
    return Comparison(
        account=both.account,
        joined=joined,
        currency=both.currency,
        old_bill=total(day.old for day in days),
        new_bill=total(day.new for day in days),
        claims=(
            *by_days.claims(both, days),
            *by_rates.claims(both, means),
            *by_discounts.claims(both, lower),
            by_discounts.two_answers(both),
            *_currencies(both),
        ),
        days=days,
        rates=means,
        discounts=lower,
    )


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return it as JSON values; amounts are exact texts."""
    body = _plain(asdict(found))
    return {"word": found.word.value, **body}


def _currencies(both: Both) -> Iterator[Claim]:
    if both.elsewhere:
        said = f"{both.elsewhere} rows are in other currencies than {both.currency}, and left out"
        yield Claim("currencies", Word.UNKNOWN, said, "Compare those by hand, on the invoices.")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return plain(value)
    return value if value is None or isinstance(value, (str, int)) else str(value)
