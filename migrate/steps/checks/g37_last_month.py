"""The last month's costs are final."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.bills import ASK, first_of_month, months
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.checks.g16_invoices import LIST, last_invoices


def _look(look: Look) -> Seen:
    last = first_of_month(look.now.date(), 1)
    return {
        "month": f"{last:%Y-%m}",
        "estimated": _estimated(look, last.isoformat()),
        "invoiced": bool(last_invoices(look)),
    }


def _estimated(look: Look, start: str) -> bool:
    found = months(look) or ()
    return any(m["Estimated"] for m in found if m["TimePeriod"]["Start"] == start)


def _judge(seen: Seen) -> Iterator[Finding]:
    if seen["estimated"] or not seen["invoiced"]:
        why = "are still estimated" if seen["estimated"] else "are not invoiced yet"
        yield Finding(
            Severity.INFO,
            f"The costs of {seen['month']} {why}.",
            why="AWS finishes a month some days into the next; what is final before joining is "
            "proven, what is estimated has to be taken from the invoice.",
            remedy="Join after that month is final and invoiced, early in a month.",
            source="botocore ce ResultByTime: Estimated",
            key="g37-last-month-open",
        )


CHECK = Check(
    title="The last month's costs are final and invoiced",
    side=Side.LEGACY,
    weight=Severity.INFO,
    reads={"legacy": (ASK, LIST)},
    source="botocore ce ResultByTime: Estimated; invoicing ListInvoiceSummaries",
    look=_look,
    judge=_judge,
)
