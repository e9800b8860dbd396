"""`migrate costs compare`: what the archive saved against what the new payer shows since."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from migrate.cli.options import with_workspace
from migrate.cli.output import answer, answer_json, say
from migrate.core.errors import HandNeeded, JourneyError, OperatorError, StepNotReady
from migrate.core.escape import terminal
from migrate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from datetime import datetime

    from migrate.aws.account import Account
    from migrate.cli.assembly import Runner
    from migrate.costs.after.comparison import Comparison
    from migrate.costs.archive import Archive


@dataclass(frozen=True, slots=True)
class Pay:
    """What may be paid."""

    limit: int
    """Requests."""
    yes: bool
    """Without being asked."""


@click.command("compare")
@with_workspace
@click.option("--budget", default="1", help="Most that it may cost, in US dollars (default 1).")
@click.option("--yes", is_flag=True, help="Pay without being asked.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def compare(
    ctx: click.Context, workspace: Workspace, budget: str, yes: bool, as_json: bool
) -> None:
    """After the join: compare the new payer's bills with the archive.

    Both bills of the month of joining day by day, what a usual day costs by service, discounts
    that stopped or are shared, the old account's last invoice. Exit code 1 if something differs,
    3 while something cannot be known yet. Needs ce:GetCostAndUsage in the management account.
    """
    from migrate.cli.assembly import runner
    from migrate.costs.after.comparison import comparison_json
    from migrate.costs.after.words import Word

    limit = _requests(budget)
    with runner(workspace, "costs compare") as made:
        found = _compared(made, Pay(limit, yes))
    if as_json:
        answer_json(comparison_json(found))
    else:
        answer("\n".join(_lines(found)))
    say("Next: type `migrate documents`; cost-comparison has all of it.")
    ctx.exit({Word.DIFFERS: 1, Word.UNKNOWN: 3, Word.AGREES: 0}[found.word])


def _requests(budget: str) -> int:
    from migrate.costs.money import exact, requests_for

    try:
        dollars = exact(budget.removeprefix("$"))
    except ValueError:
        dollars = Decimal(-1)
    if dollars < 0:
        raise OperatorError(
            f"--budget is {budget!r}", remedy="Write an amount of dollars, such as 1."
        )
    return requests_for(dollars)


def _compared(made: Runner, pay: Pay) -> Comparison:
    """Find out when the account joined, say the price, ask what is not known, and compare."""
    from migrate.costs.after.comparison import compare as compared
    from migrate.costs.after.comparison import remember, since_join

    saved, since = _proven(made), since_join(made.workspace.directory)
    bound = made.store.accounts()
    if "management" not in bound:
        raise StepNotReady(
            "The management account is not bound yet",
            remedy="Type `migrate plan connect-accounts`.",
        )
    payer = made.sessions.open("management", bound["management"])
    joined, accounts = _joined(payer, bound["legacy"])
    _ask(made, (saved, since), payer, (joined, accounts), pay)
    remember(since, bound["legacy"], joined)
    _keep_invoice(made, since, bound["legacy"], joined)
    return compared(saved, since, joined)


def _proven(made: Runner) -> Archive:
    """Return the archive, proven: nothing is compared with one that is not what was captured."""
    from migrate.costs.archive import Archive
    from migrate.costs.gate import expected_manifest
    from migrate.costs.prove import prove

    archive = Archive(made.workspace.archive)
    verdict = prove(archive, expected_manifest(made.store.recorded()))
    if not verdict.ok:
        raise JourneyError(
            f"The archive is not as it was captured: {verdict.wrong[0]}",
            remedy="Type `migrate costs verify` to see all of it.",
        )
    return archive


def _joined(payer: Account, legacy: str) -> tuple[datetime, int]:
    """Return since when the old account is a member, and how many accounts there are."""
    from migrate.aws.organizations import Organizations

    accounts = Organizations(payer).accounts()
    found = next((one for one in accounts if one["Id"] == legacy), None)
    if found is None:
        raise StepNotReady(
            f"{legacy} has not joined yet, so there is nothing to compare",
            remedy="Type `migrate plan join-legacy`.",
        )
    joined: datetime = found["JoinedTimestamp"]
    return joined, len(accounts)


def _ask(
    made: Runner,
    sides: tuple[Archive, Archive],
    payer: Account,
    joined: tuple[datetime, int],
    pay: Pay,
) -> None:
    """Say the price and pay it, unless the answers are less than an hour old."""
    from migrate.aws.cost_explorer import CostExplorer
    from migrate.costs import manifest as listing
    from migrate.costs.after import questions
    from migrate.costs.money import price

    (saved, since), (at, accounts) = sides, joined
    now, legacy = payer.clock.now(), listing.read(saved).heading.account
    todo = questions.unanswered(since, questions.questions(legacy, at, now.date()), now)
    if not todo:
        say("Cost Explorer was asked within the hour; nothing is paid for again.")
        return
    cost = questions.price_of(saved, todo, accounts)
    _agree(f"It costs {cost}, never more than {price(pay.limit)}.", yes=pay.yes)
    since.prepare()
    purse = since.purse(f"compare {now.isoformat()}", pay.limit)
    with _said(payer.id):
        spent = questions.ask(since, CostExplorer(payer), todo, purse, lambda _: made.checkpoint())
    say(f"Asked for {price(spent)} ({spent} requests).")


@contextmanager
def _said(payer: str) -> Iterator[None]:
    """Say what to do about a budget that is spent, and an account without Cost Explorer."""
    from migrate.aws.cost_explorer import NoDataYet
    from migrate.costs.errors import BudgetSpent

    try:
        yield
    except BudgetSpent as spent:
        again = "Type it again with a larger --budget: nothing that was paid for is asked again."
        raise HandNeeded(str(spent), remedy=again) from spent
    except NoDataYet as error:
        raise JourneyError(
            f"Cost Explorer shows nothing in the management account {payer} yet",
            remedy="Sign in to the management account, open Billing and Cost Management, Cost "
            "Explorer, and launch it; it fills within 24 hours. Then type the same command again.",
        ) from error


def _agree(cost: str, *, yes: bool) -> None:
    say(cost)
    if yes:
        return
    if not sys.stdin.isatty() or not click.confirm("Pay it?", default=False, err=True):
        raise HandNeeded(
            "Nothing was asked of Cost Explorer",
            remedy="Type `migrate costs compare --yes` to pay for it.",
        )


def _keep_invoice(made: Runner, since: Archive, legacy: str, joined: datetime) -> None:
    """Save the old account's last invoice where it may be read; free of charge."""
    from migrate.aws.invoicing import Invoicing
    from migrate.costs.after.questions import last_invoice

    account = made.sessions.open("legacy", legacy)
    for lack in last_invoice(since, Invoicing(account), joined, account.clock.now):
        say(f"The old account's last invoice: {lack.why}")


def _lines(found: Comparison) -> list[str]:
    from migrate.costs.money import shown

    old, new = (shown(bill, found.currency) for bill in (found.old_bill, found.new_bill))
    lines = [
        f"{found.account} joined on {found.joined:%Y-%m-%d %H:%M} UTC. Bills of that month:",
        f"  old account {old} (as far as saved), new payer {new} (as far as shown)",
    ]
    for claim in found.claims:
        lines.append(f"{claim.word.value:<15} {claim.name}: {terminal(claim.said)}.")
        lines += [f"{'':<15} {terminal(claim.then)}"] if claim.then else []
    return lines
