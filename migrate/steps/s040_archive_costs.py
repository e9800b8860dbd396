"""Save the cost history: what Cost Explorer knows is lost when the account joins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from migrate.aws.organizations import Organizations
from migrate.core.errors import HandNeeded, OperatorError
from migrate.core.plan import Action, Change, Facts, Finding, Hand, Receipt, Severity, Target
from migrate.core.step import Question, Step
from migrate.costs import gate
from migrate.costs.archive import Archive
from migrate.costs.capture import Wishes
from migrate.costs.cubes import DEFAULT_LEVEL, LEVELS, cubes_of
from migrate.costs.money import exact, price, requests_for
from migrate.costs.periods import LONG_REACH, REACH
from migrate.costs.prove import prove
from migrate.costs.saving import look_at, save
from migrate.costs.waivers import waivers_of
from migrate.steps.by_hand import Chore, chore_change, do_chore
from migrate.steps.context import Context

CAPTURE = "capture"
AGAIN = timedelta(hours=6)
"""AWS takes hours to days to fill Cost Explorer: how long until the next look is worth it."""


def _off(context: Context) -> str:
    seen = look_at(context.workspace.archive, context.account("legacy"))
    if not seen.months:
        return "Cost Explorer is not enabled in the old account, or has no data yet"
    if seen.filled is False:
        return "there are invoices of the last months, but Cost Explorer does not show them yet"
    return ""


def _short(context: Context) -> str:
    seen = look_at(context.workspace.archive, context.account("legacy"))
    if seen.months == LONG_REACH or seen.older is False:
        return ""
    return f"Cost Explorer answers {seen.months} months only; there are older invoices"


ENABLE = Chore(
    "enable-cost-explorer",
    "Enable Cost Explorer in the old account",
    "Sign in to the old account, open Billing and Cost Management, Cost Explorer, and launch it. "
    "The current month appears within 24 hours, the months before a few days later; "
    "AWS has no API for this.",
    "cost-management/home#/cost-explorer",
    "ce:GetCostAndUsage answers, with the months that have invoices",
    _off,
    "aws docs: ce-enable",
)
MULTI_YEAR = Chore(
    "enable-multi-year",
    "Switch on the history of 38 months",
    "Sign in to the old account, open Billing and Cost Management, Cost Management preferences, "
    "and switch on multi-year data at monthly granularity. It appears within 48 hours; AWS has "
    "no API for this. If 14 months are enough, write `archive-costs.history: 14-months` under "
    "choices in migrate.yaml and plan again.",
    "cost-management/home#/settings",
    "ce:GetCostAndUsage answers for 37 months ago",
    _short,
    "aws docs: ce-advanced-cost-analysis",
)
CHORES = {f"hand:{chore.key}": chore for chore in (ENABLE, MULTI_YEAR)}


class ArchiveCosts(Step[Context]):
    """Capture Cost Explorer's history within a budget, prove it, and keep its hash.

    Planned again when it is done, it asks for nothing but what AWS had not closed.
    """

    id = "archive-costs"
    title = "Save the cost history"
    phase = "Look"
    purpose = (
        "Saves everything that Cost Explorer shows of the old account, because it is gone once "
        "the account joins an organization. Each request costs $0.01 and none is made twice; "
        "looking at how far back it answers costs up to two. The archive is proven to add up."
    )
    needs = ("connect-accounts",)
    undo_how = "Nothing is changed in AWS; the requests are paid for."
    asks = (
        Question("level", "How much to save", DEFAULT_LEVEL, tuple(LEVELS)),
        Question("budget", "Most that the requests may cost, in US dollars", "10"),
        Question("history", "How far back", "all", ("all", "14-months")),
    )
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "legacy": (
            "ce:GetCostAndUsage",
            "invoicing:ListInvoiceSummaries",
            "organizations:DescribeOrganization",
        )
    }

    def observe(self, context: Context) -> Facts:
        """Find out how far back Cost Explorer answers, and what the archive holds."""
        account = context.account("legacy")
        archive = Archive(context.workspace.archive)
        facts: dict[str, Any] = {
            "account": account.id,
            "member_of": _payer(context),
            "level": _choice(context, "level"),
            "history": _choice(context, "history"),
            "budget": _budget(context),
            "held": archive.exists(),
        }
        if facts["member_of"]:
            return facts
        seen = look_at(archive.directory, account)
        return facts | {"months": seen.months, "filled": seen.filled, "older": seen.older}

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Name what a person has to switch on first, then the requests and their price."""
        if facts["member_of"]:
            yield _joined(facts)
            return
        if not facts["months"] or facts["filled"] is False:
            yield chore_change(ENABLE, context, facts["account"])
        yield from _doubts(facts)
        if facts["months"] != LONG_REACH and facts["older"] is not False and _all(facts):
            yield chore_change(MULTI_YEAR, context, facts["account"])
        yield from _price(facts)
        yield _capture(facts)

    def apply(self, change: Change, context: Context) -> Receipt:
        """Probe what a person did, or capture; a stop in between loses one request at most."""
        account = context.account("legacy")
        if change.key in CHORES:
            try:
                return do_chore(CHORES[change.key], change, context)
            except HandNeeded as needed:
                if needed.wait is not None:
                    later = account.clock.now() + AGAIN
                    needed.wait = replace(needed.wait, next_look=later)
                raise
        months = look_at(context.workspace.archive, account).months
        wishes = Wishes(change.params["level"], change.params["budget"], months, REACH)
        saved = save(
            context.workspace.archive,
            account,
            wishes,
            waivers=waivers_of(context.workspace.settings.choices),
            progress=context.progress,
        )
        return Receipt(change.key, saved.result, evidence=saved.evidence)

    def verify(self, context: Context) -> Iterable[Finding]:
        """Read every file again: hashes, sums, periods; nothing is asked of AWS."""
        expected = gate.expected_manifest(context.store.recorded())
        verdict = prove(Archive(context.workspace.archive), expected)
        for check in verdict.checks:
            if not check.ok:
                yield Finding(
                    Severity.BLOCK,
                    f"{check.promise} But: {check.said}",
                    why="The account may not join while its cost history is not proven.",
                    remedy="Type `migrate costs verify` to see all of it; restore the archive from "
                    "its copy, or type `migrate plan archive-costs`.",
                    source="the archive's own files",
                    key=f"archive-{check.name}",
                )


def _payer(context: Context) -> str:
    """Return the organization that pays for the account; empty while it pays for itself."""
    account = context.account("legacy")
    found = Organizations(account).describe()
    return "" if found is None or found["MasterAccountId"] == account.id else str(found["Id"])


def _choice(context: Context, key: str) -> str:
    question = next(q for q in ArchiveCosts.asks if q.key == key)
    chosen = context.workspace.settings.choices.get(f"archive-costs.{key}") or question.default
    if question.choices and chosen not in question.choices:
        raise OperatorError(
            f"archive-costs.{key} is {chosen!r}",
            remedy=f"Choose one of {', '.join(question.choices)} in migrate.yaml.",
        )
    return chosen


def _budget(context: Context) -> int:
    """Return the budget as a number of requests."""
    chosen = _choice(context, "budget")
    try:
        dollars = exact(chosen.removeprefix("$"))
    except ValueError:
        dollars = Decimal(-1)
    if dollars < 0:
        raise OperatorError(
            f"archive-costs.budget is {chosen!r}",
            remedy="Write an amount of dollars, such as 10, in migrate.yaml.",
        )
    return requests_for(dollars)


def _all(facts: Facts) -> bool:
    return bool(facts["history"] == "all")


def _least(facts: Facts) -> int:
    return sum(len(cube.granularities) for cube in cubes_of(facts["level"]))


def _price(facts: Facts) -> Iterator[Finding]:
    least, most = _least(facts), facts["budget"]
    if least > most:
        yield Finding(
            Severity.BLOCK,
            f"The budget of {price(most)} does not pay for one page of each of {least} cubes.",
            remedy="Raise `archive-costs.budget` under choices in migrate.yaml, or choose the "
            "level essential.",
            key="budget-too-small",
        )
    yield Finding(
        Severity.INFO,
        "The days right before joining are not complete in Cost Explorer; what they cost is on "
        "the old account's last invoice alone.",
        why="Cost Explorer is about a day behind, and its history ends with the join.",
        remedy="Save that invoice in the month after.",
        source="aws docs: ce-enable",
        key="last-days",
    )


def _doubts(facts: Facts) -> Iterator[Finding]:
    """Yield what could not be told for want of a permission."""
    if facts["months"] and facts["filled"] is None:
        yield Finding(
            Severity.BLOCK,
            "Cost Explorer shows no costs, and whether that is so cannot be compared with the "
            "invoices.",
            why="An account without costs looks like one whose history is still being filled.",
            remedy="Allow invoicing:ListInvoiceSummaries for the legacy profile.",
            source="aws docs: ce-enable",
            key="filled-unknown",
        )
    if facts["months"] != LONG_REACH and facts["older"] is None:
        yield Finding(
            Severity.WARNING,
            "Whether the account is older than 14 months cannot be told from its invoices.",
            remedy="Allow invoicing:ListInvoiceSummaries for the legacy profile.",
            key="older-unknown",
        )


def _capture(facts: Facts) -> Change:
    least, most = _least(facts), facts["budget"]
    months = facts["months"] or "all"
    what = "Bring the archive up to date" if facts["held"] else "Save the cost history"
    cubes = [cube.name for cube in cubes_of(facts["level"])]
    return Change(
        key=CAPTURE,
        action=Action.READ,
        summary=f"{what}: {months} months and {REACH} months of days, by {', '.join(cubes[1:])}",
        target=Target("cost history", account=facts["account"]),
        hand=Hand.LEGACY,
        params={"level": facts["level"], "budget": most},
        after={"level": facts["level"], "months": facts["months"], "cubes": cubes},
        undo_how="The requests are paid for.",
        cost=f"from {price(least)} ({least} requests), never more than {price(most)}",
    )


def _joined(facts: Facts) -> Finding:
    return Finding(
        Severity.BLOCK,
        f"The old account is a member of {facts['member_of']}: Cost Explorer shows its time in "
        "the organization only.",
        why="What was captured before must not be replaced by what is left.",
        remedy="Nothing: the archive stays as it is; `migrate costs verify` proves it.",
        source="aws docs: ce-access",
        key="already-joined",
    )


STEP = ArchiveCosts()
