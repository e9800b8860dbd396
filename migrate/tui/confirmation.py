"""What has to be typed to approve a plan: proof that the reader knows which account it is."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.core.plan import Plan


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The text to type, and the sentence that asks for it."""

    word: str
    request: str


def confirmation(plan: Plan) -> Confirmation:
    """Ask for the account that the plan changes first; a plan that calls nothing takes a `yes`."""
    if not plan.calls:
        return Confirmation("yes", "It calls nothing that changes AWS. Type yes to approve it:")
    targets = [change.target.account for change in plan.changes if change.calls]
    account = next((target for target in targets if target), "")
    if not account:
        return Confirmation(plan.step, f"Type {plan.step} to approve it:")
    role = next((role for role, bound in plan.accounts.items() if bound == account), "")
    whose = f"the {role} account" if role else "the account that this plan names first"
    return Confirmation(account, f"Type the account id of {whose} to approve it:")
