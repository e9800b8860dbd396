"""What `migrate inventory` writes for people: every name from AWS escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from migrate.core.escape import terminal

GAPS = 20
FREE = 10


def resource_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one resource as the columns of a line."""
    name = "" if row["name"] == row["identifier"] else f"({terminal(row['name'])})"
    return (
        f"{terminal(row['type']):<42}",
        f"{terminal(row['region']):<15}",
        f"{terminal(row['identifier'])} {name}".rstrip(),
        *(("REMOVED",) if row["removed_scan"] else ()),
    )


def move_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one resource with how it gets to another account."""
    from migrate.inventory.moves.keeping import told

    move = told(str(row["type"]))
    warned = "; ".join(move["beware"])
    return (
        *resource_cells(row),
        f"{move['how']} ({move['downtime'] or '?'}): {move['method']}",
        *((f"beware: {warned}",) if warned else ()),
    )


def change_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Return what is different between two scans."""
    signs = {"added": "+", "changed": "~", "removed": "-"}
    for name, sign in signs.items():
        for row in report[name]:
            yield "  ".join((sign, *resource_cells({**row, "removed_scan": 0})))
    for row in report["not_seen"]:
        what = f"{row['listing']} in {row['region']}"
        yield f"?  {terminal(what)}: {row['resources']} not seen again ({row['state']})"
    sums = ", ".join(f"{len(report[name])} {name}" for name in signs)
    unknown = sum(row["resources"] for row in report["not_seen"])
    yield f"Scan {report['scan']} since scan {report['since']}: {sums}, {unknown} not seen again."


def counts_line(counts: Mapping[str, int]) -> str:
    """Return counts by name in one line."""
    return ", ".join(f"{terminal(name)} {count}" for name, count in counts.items()) or "none"


def coverage_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Return how completely an account was seen."""
    cells, resources = report["cells"], report["resources"]
    share = 100 * cells["resolved"] / max(1, cells["planned"])
    regions = len(report["scan"]["regions"])
    yield f"{sum(resources.values())} resources of {len(resources)} types in {regions} regions."
    states = ", ".join(f"{state} {count}" for state, count in cells["states"].items())
    yield f"{cells['resolved']} of {cells['planned']} cells resolved ({share:.1f} %): {states}"
    yield from incomplete_lines(report)
    yield f"{report['redacted']} secrets were left out."
    yield from bill_lines(report["bill"])
    yield from witness_lines(report["witnesses"])
    yield from link_lines(report)
    if report["gaps"]:
        yield "Not seen:"
    for gap in report["gaps"]:
        places = ", ".join(gap["regions"][:4]) + (" …" if len(gap["regions"]) > 4 else "")
        yield f"  {terminal(gap['key'])}: {gap['cells']} cells ({places})"
    yield from policy_lines(report)


def policy_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Return what to allow, in documents that AWS takes, and what nobody should for this."""
    found = report["policies"]
    if len(found) == 1:
        yield "The policy that would show what was denied:"
    elif found:
        yield f"The {len(found)} policies that together would show what was denied:"
    yield from (json.dumps(one["document"]) for one in found)
    if report["not_advised"]:
        names = ", ".join(terminal(name) for name in report["not_advised"])
        yield (
            "Denied too, and not advised, since the inventory is not known to need it, or it "
            f"changes something or reads data: {names}"
        )


def incomplete_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Return where not everything was resolved, by service and by region."""
    for word in ("services", "regions"):
        short = {
            name: share
            for name, share in report[word].items()
            if share["resolved"] < share["planned"]
        }
        if not short:
            yield f"Complete in all {len(report[word])} {word}."
            continue
        told = [f"{terminal(n)} {s['resolved']}/{s['planned']}" for n, s in short.items()]
        more = f" and {len(told) - GAPS} more" if len(told) > GAPS else ""
        complete = f"Complete in {len(report[word]) - len(short)} of {len(report[word])} {word}"
        yield f"{complete}; not: {', '.join(told[:GAPS])}{more}."


def bill_lines(bill: Mapping[str, Any]) -> Iterator[str]:
    """Return what the bill says of the inventory, and the inventory of the bill."""
    if not bill["compared"]:
        yield terminal(bill["why"])
        return
    yield f"Bill of {bill['start']} to {bill['end']}: {terminal(bill['why'])}."
    natures = [f"{name} {_money(bill, amount)}" for name, amount in bill["natures"].items()]
    yield f"  By {', '.join(natures)}."
    if Decimal(bill["paid_back"]):
        yield f"  Paid back by AWS, and not counted: {_money(bill, bill['paid_back'])}."
    if bill["gaps"]:
        yield f"Not explained: {len(bill['gaps'])} of {bill['lines']} lines"
    for gap in bill["gaps"][:GAPS]:
        what = f"{gap['service']}, {gap['usage_type']}, {gap['region'] or '(region unknown)'}"
        yield f"  {_money(bill, gap['amount']):>12}  {terminal(what)}: {terminal(gap['why'])}"
    yield from _rest(bill["gaps"], GAPS)
    free = sorted(bill["free"], key=lambda one: -one["resources"])
    if free:
        count = sum(one["resources"] for one in free)
        yield f"There, able to cost money, and without a charge in its region: {count} resources"
    for one in free[:FREE]:
        yield f"  {one['resources']:>6}  {terminal(one['type'])} in {len(one['regions'])} regions"
    yield from _rest(free, FREE)


def witness_lines(witnesses: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Return what others know of the account; who was not heard is no agreement."""
    for one in witnesses:
        said = "; ".join(f"{state} in {_places(where)}" for state, where in one["states"].items())
        line = f"{terminal(one['title'])}: {said}"
        if one["known"]:
            line += f"; knows {one['known']}, {one['agreed']} of them found"
        if one["explained"]:
            line += f", {one['explained']} left out on purpose"
        yield f"{line}."
        if not one["known"]:
            yield from (f"  {terminal(why)}" for why in one["why"][:3])
        for gap in one["unexplained"][:GAPS]:
            yield f"  not found: {terminal(gap['arn'])} ({terminal(gap['type'])}): {gap['why']}"
        yield from _rest(one["unexplained"], GAPS)


def link_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Return how the resources hang together, who else manages them, and how they move."""
    links = report["links"]
    yield f"Links: {counts_line(links['kinds'])}."
    strangers = {
        f"{row['outside']} ({row['kind']})": row["resources"]
        for row in links["outside"]
        if row["kind"] in {"principal", "organization"}
    }
    if strangers:
        yield f"Policies speak of others: {counts_line(strangers)}."
    if links["managed"]:
        yield f"Managed by others: {counts_line(links['managed'])}."
    yield f"To another account: {counts_line(report['moves'])}."


def _places(regions: Sequence[str]) -> str:
    return ", ".join(regions) if len(regions) <= 3 else f"{len(regions)} regions"


def _rest(rows: list[Any], shown: int) -> Iterator[str]:
    if len(rows) > shown:
        yield f"  … and {len(rows) - shown} more; `--json` has all."


def _money(bill: Mapping[str, Any], amount: str) -> str:
    text = f"{Decimal(amount):,.2f}"
    currency = bill["currency"]
    return f"${text}".replace("$-", "-$") if currency == "USD" else f"{text} {terminal(currency)}"
