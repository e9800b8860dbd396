"""The README inside an archive: every file and column explained, to be read without this tool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.core.escape import markdown, markdown_code
from migrate.costs.extras_table import extras_of
from migrate.costs.wants import MISSES

if TYPE_CHECKING:
    from migrate.costs.manifest import Heading

README = "README.md"
COLUMNS = (
    ("period_start", "First day of the period."),
    ("period_end", "The day after its last: it does not belong to the period."),
    ("UnblendedCost", "What was charged in the period: the amount that invoices show."),
    ("BlendedCost", "The same at the mean rate of all accounts that are billed together."),
    ("AmortizedCost", "Prepaid reservations and savings plans spread over their term."),
    ("NetUnblendedCost", "UnblendedCost after private discounts."),
    ("NetAmortizedCost", "AmortizedCost after private discounts."),
    ("UsageQuantity", "How much was used, in usage_unit; a sum of different units says nothing."),
    ("NormalizedUsageAmount", "Usage of instances in units of the smallest size."),
    ("currency", "Of all five costs."),
    ("usage_unit", "Of UsageQuantity; N/A where units are mixed."),
    ("estimated", "true while AWS had not closed the period when it was captured."),
)


def readme(heading: Heading) -> bytes:
    """Return the text; the same archive has the same one."""
    return ("\n".join(_lines(heading)) + "\n").encode("utf-8", "replace")


def _lines(heading: Heading) -> Iterator[str]:
    yield f"# Cost history of AWS account {heading.account}"
    yield ""
    yield (
        "Captured from Cost Explorer, Invoicing and the other billing services of AWS before the "
        "account joined an organization, where this history is no longer shown. Every file is "
        "listed in `manifest.json` with its SHA-256; `migrate costs verify DIRECTORY` proves the "
        "whole from these files alone, and so does `sha256sum` for each file."
    )
    yield ""
    yield from _folders()
    yield from _tables(heading)
    yield from _extras(heading)
    yield from _missing(heading)


def _folders() -> Iterator[str]:
    yield "| where | what |"
    yield "|---|---|"
    yield "| `manifest.json` | all files with hashes, what was asked for, what is missing |"
    yield "| `cells/` | AWS's own answers, page by page, as gzipped JSON: the source of all |"
    yield "| `tables/monthly/` | one CSV a table, all months |"
    yield "| `tables/daily/` | one CSV a table and month, by day |"
    yield "| `lists/` | what billing knows besides sums, as AWS answered it (JSON) |"
    yield "| `invoices/` | summaries and PDFs, by billing month |"
    yield ""
    yield (
        "The newest cell that covers a period counts; `estimated` periods were asked for again. "
        "Amounts are exact decimals: read them as decimals, not as binary floating point. A name "
        "that a spreadsheet would take for a formula begins with an apostrophe in the tables; the "
        "exact name is in `cells/`. An empty tag or category means that there was none."
    )
    yield ""


def _tables(heading: Heading) -> Iterator[str]:
    yield "## Tables"
    yield ""
    yield f"Level {heading.level}. It leaves out: {MISSES.get(heading.level, 'unknown')}."
    yield ""
    yield "| table | grouped by | by |"
    yield "|---|---|---|"
    yield "| `control` | nothing: the total that every other table adds up to | month, day |"
    for want in heading.wants:
        keys = ", ".join(markdown_code(group.column) for group in want.groups)
        when = ", ".join({"MONTHLY": "month", "DAILY": "day"}[g] for g in want.granularities)
        yield f"| {markdown_code(want.name)} | {keys} | {when} |"
    yield ""
    yield "| column | meaning |"
    yield "|---|---|"
    for name, meaning in COLUMNS:
        yield f"| `{name}` | {meaning} |"
    yield "| the others | value of the key that the table is grouped by |"
    yield ""


def _extras(heading: Heading) -> Iterator[str]:
    yield "## Lists"
    yield ""
    yield "| file | what | AWS call |"
    yield "|---|---|---|"
    for extra in extras_of(heading.level):
        yield f"| `{extra.name}.json` | {extra.what} | `{extra.call}` |"
    yield ""


def _missing(heading: Heading) -> Iterator[str]:
    yield "## What is not here"
    yield ""
    for lack in heading.missing:
        yield f"- {markdown(lack.name)}: {markdown(lack.why)}"
    for waiver in heading.waivers:
        said = f"waived by {waiver.who} until {waiver.until}: {waiver.reason}"
        yield f"- {markdown(waiver.name)}: {markdown(said)}"
    yield "- The one or two days before joining: Cost Explorer is about a day behind. They are on "
    yield "  the account's last invoice alone, which is issued in the month after."
    yield "- Hours and single resources: Cost Explorer keeps them for 14 days, if at all."
    yield "- Whether and when an invoice was paid: AWS has no API for payments. The bank knows."
