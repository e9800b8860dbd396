"""Save the cost history: what Cost Explorer knows is lost when the account joins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from migrate.aws.organizations import Organizations
from migrate.core.errors import HandNeeded, OperatorError
from migrate.core.plan import Action, Change, Facts, Finding, Hand, Receipt, Severity, Target
from migrate.core.step import Question, Step
from migrate.core.waiting import Wait, WaitFor
from migrate.costs import gate
from migrate.costs.archive import Archive
from migrate.costs.extras import permissions
from migrate.costs.money import exact, requests_for
from migrate.costs.periods import LONG_REACH, REACH
from migrate.costs.prove import prove
from migrate.costs.saving import Saved, lacks_of, look_at, save
from migrate.costs.scope import scope_body, scope_from, scope_of
from migrate.costs.waivers import HOW, waivers_of
from migrate.costs.wants import DEFAULT_LEVEL, LEVELS, Keys
from migrate.steps import cost_chores
from migrate.steps.by_hand import chore_change
from migrate.steps.context import Context
from migrate.steps.cost_findings import findings, joined, said_cost

CAPTURE = "capture"


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
        "the look for a plan costs some cents. The archive is proven to add up."
    )
    needs = ("connect-accounts",)
    undo_how = "Nothing is changed in AWS; the requests are paid for."
    asks = (
        Question("level", "How much to save", DEFAULT_LEVEL, tuple(LEVELS)),
        Question("budget", "Most that the requests may cost, in US dollars", "10"),
        Question("history", "How far back", "all", ("all", "14-months")),
    )
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "legacy": tuple(
            sorted(
                {
                    "account:ListRegions",
                    "ce:GetCostAndUsage",
                    "invoicing:GetInvoicePDF",
                    "invoicing:ListInvoiceSummaries",
                    "organizations:DescribeOrganization",
                    *permissions("everything"),
                }
            )
        )
    }

    def observe(self, context: Context) -> Facts:
        """Find out how far back Cost Explorer answers, how much it says, and what is held."""
        account = context.account("legacy")
        archive = Archive(context.workspace.archive)
        level, budget = _choice(context, "level"), _budget(context)
        facts: dict[str, Any] = {
            "account": account.id,
            "member_of": _payer(context),
            "level": level,
            "history": _choice(context, "history"),
            "budget": budget,
            "held": archive.exists(),
        }
        if facts["member_of"]:
            return facts
        seen = look_at(archive.directory, account, level, budget)
        scope = scope_of(level, seen.keys or Keys(), seen.sizes, seen.months or REACH, budget)
        return facts | {
            "months": seen.months,
            "filled": seen.filled,
            "older": seen.older,
            "no_keys": seen.keys is None,
            "scope": scope_body(scope),
        }

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """Name what a person has to switch on first, then the requests and their price."""
        if facts["member_of"]:
            yield joined(facts)
            return
        if not facts["months"] or facts["filled"] is False:
            yield chore_change(cost_chores.ENABLE, context, facts["account"])
        wanted = facts["history"] == "all" and facts["older"] is not False
        if facts["months"] != LONG_REACH and wanted:
            yield chore_change(cost_chores.MULTI_YEAR, context, facts["account"])
        yield from findings(facts)
        yield _capture(facts)

    def apply(self, change: Change, context: Context) -> Receipt:
        """Probe what a person did, or capture; a stop in between loses one request at most."""
        if change.key in cost_chores.CHORES:
            return cost_chores.do(change, context)
        account = context.account("legacy")
        seen = look_at(context.workspace.archive, account, budget=_budget(context))
        scope = scope_from(change.params)
        if not scope.months:  # Cost Explorer was off when it was planned
            keys = seen.keys or Keys()
            scope = scope_of(scope.level, keys, seen.sizes, seen.months, scope.budget)
        saved = save(
            context.workspace.archive,
            account,
            scope,
            months=seen.months,
            missing=lacks_of(scope, seen),
            waivers=waivers_of(context.workspace.settings.choices),
            progress=context.progress,
        )
        _refuse_incomplete(saved, context)
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


def _refuse_incomplete(saved: Saved, context: Context) -> None:
    """Wait for a person while a part is missing that nobody waived."""
    missing = gate.unwaived(saved.manifest, context.account("legacy").clock.now())
    if missing:
        reason = f"The archive is incomplete: {'; '.join(missing)}"
        how = f"Allow what is missing for the legacy profile, or waive it by {HOW}."
        wait = Wait(WaitFor.PERSON, reason, probe="the same reads again", instruction=how)
        raise HandNeeded(reason, remedy=how, wait=wait)


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


def _capture(facts: Facts) -> Change:
    scope, months = facts["scope"], facts["months"]
    what = "Bring the archive up to date" if facts["held"] else "Save the cost history"
    names = [want["name"] for want in scope["wants"]]
    span = f"{months} months" if months else "all months"
    return Change(
        key=CAPTURE,
        action=Action.READ,
        summary=f"{what}: {span} and {REACH} months of days, {len(names)} tables "
        f"by {len(scope['calls'])} cubes",
        target=Target("cost history", account=facts["account"]),
        hand=Hand.LEGACY,
        params={**scope, "months": months},
        after={"level": facts["level"], "tables": names},
        undo_how="The requests are paid for.",
        cost=said_cost(facts),
    )


STEP = ArchiveCosts()
