"""Open the management account: what a person does at sign-up, each item probed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from migrate.aws.iam import Iam
from migrate.aws.signup import Signup
from migrate.core.errors import GatewayError, NotPermitted, OperatorError
from migrate.core.plan import Action, Change, Facts, Finding, Hand, Receipt, Severity, Target, Undo
from migrate.core.step import Step
from migrate.steps.by_hand import Chore, chore_change, do_chore
from migrate.steps.context import Context

BIND = "bind:management"


def _sign_up(context: Context) -> str:
    """Say why the management profile does not answer as a person or role of a new account."""
    try:
        identity = context.sessions.identify("management")
    except (GatewayError, OperatorError) as error:
        return f"its profile does not answer yet ({error})"
    if identity.root:
        return "its profile is the root user; make an IAM role or user and use that"
    if identity.account == context.store.accounts().get("legacy"):
        return "its profile still stands for the old account"
    return ""


def _active(context: Context) -> str:
    state = Signup(context.account("management")).information().get("AccountState", "")
    return "" if state == "ACTIVE" else f"the account is {state or 'not active'}"


def _paid(context: Context) -> str:
    plan = Signup(context.account("management")).plan()
    return "" if plan == "PAID" else f"the account is on the {plan} plan"


def _root_mfa(context: Context) -> str:
    summary = Iam(context.account("management")).summary()
    return "" if summary.get("AccountMFAEnabled") else "the root user has no MFA"


def _root_keys(context: Context) -> str:
    summary = Iam(context.account("management")).summary()
    return "the root user has access keys" if summary.get("AccountAccessKeysPresent") else ""


def _contact(context: Context) -> str:
    contact = Signup(context.account("management")).contact()
    return "" if contact else "no contact information is set"


def _contacts(context: Context) -> str:
    missing = Signup(context.account("management")).missing_contacts()
    return f"not set: {', '.join(missing)}" if missing else ""


def _billing(context: Context) -> str:
    account = context.account("management")
    try:
        account.call("budgets", "describe_budgets", AccountId=account.id)
    except NotPermitted as error:
        return f"{account.principal} may not read billing ({error.code})"
    return ""


CHORES = (
    Chore(
        "sign-up",
        "Open a new AWS account for management",
        "Sign up for a new AWS account with an e-mail address of a group, add a payment method, "
        "verify the phone, choose the paid plan. Then make an administrator (IAM role or user, "
        "never root) and point the management profile at it.",
        "billing/signup",
        "sts:GetCallerIdentity answers with another account than the old one, not as root",
        _sign_up,
        "aws docs: Organizations, best practices for the management account",
    ),
    Chore(
        "active",
        "Finish the sign-up: payment method and phone",
        "Open the Billing console of the new account, complete the payment method and the phone "
        "verification, and wait until AWS has activated the account.",
        "billing/home#/paymentpreferences",
        "account:GetAccountInformation says AccountState ACTIVE",
        _active,
        "botocore account: GetAccountInformation",
    ),
    Chore(
        "paid-plan",
        "Be on the paid plan",
        "Open the Billing console of the new account and upgrade it to the paid plan.",
        "billing/home#/freetier",
        "freetier:GetAccountPlanState says PAID",
        _paid,
        "botocore freetier: GetAccountPlanState",
    ),
    Chore(
        "root-mfa",
        "Give the root user MFA",
        "Sign in as the root user of the new account, open Security credentials, and assign an "
        "MFA device; keep a second one in a safe.",
        "iam/home#/security_credentials",
        "iam:GetAccountSummary says AccountMFAEnabled 1",
        _root_mfa,
        "botocore iam: GetAccountSummary; aws docs: root user best practices",
    ),
    Chore(
        "root-keys",
        "Delete the root user's access keys",
        "Sign in as the root user, open Security credentials, and delete every access key.",
        "iam/home#/security_credentials",
        "iam:GetAccountSummary says AccountAccessKeysPresent 0",
        _root_keys,
        "aws docs: root user best practices",
    ),
    Chore(
        "contact",
        "Set the contact information",
        "Open Account in the console of the new account and complete the contact information.",
        "billing/home#/account",
        "account:GetContactInformation answers",
        _contact,
        "botocore ConstraintViolationException: MASTER_ACCOUNT_MISSING_CONTACT_INFO",
    ),
    Chore(
        "alternate-contacts",
        "Set the billing, operations and security contacts",
        "Open Account, Alternate contacts, and set all three to addresses of groups.",
        "billing/home#/account",
        "account:GetAlternateContact answers for BILLING, OPERATIONS and SECURITY",
        _contacts,
        "botocore account: GetAlternateContact",
    ),
    Chore(
        "billing-access",
        "Let IAM users and roles read billing",
        "Sign in as the root user, open Account, and activate IAM user and role access to "
        "Billing information.",
        "billing/home#/account",
        "budgets:DescribeBudgets answers",
        _billing,
        "aws docs: Billing, activating IAM access; that this read is gated by it is our reasoning",
    ),
)
"""In the order in which a person does them; the first makes the others readable."""
BY_KEY: Mapping[str, Chore] = {f"hand:{chore.key}": chore for chore in CHORES}


class OpenManagementAccount(Step[Context]):
    """Lead a person through the sign-up, and bind the account when it answers."""

    id = "open-management-account"
    title = "Open the management account"
    phase = "Found"
    purpose = (
        "The organization is founded in a new account that holds no workload. AWS has no API "
        "for signing up, so a person does it; each item is probed and none can be ticked while "
        "its probe fails."
    )
    needs = ("connect-accounts",)
    undo = Undo.REVERSIBLE
    undo_how = "Close the new account."
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "management": (
            "account:GetAccountInformation",
            "account:GetAlternateContact",
            "account:GetContactInformation",
            "budgets:ViewBudget",
            "freetier:GetAccountPlanState",
            "iam:GetAccountSummary",
        )
    }

    def observe(self, context: Context) -> Facts:
        """Probe every item that can be probed; before the sign-up that is the first alone."""
        first = CHORES[0].missing(context)
        bound = context.store.accounts().get("management", "")
        if first or not bound:
            return {"bound": bound, "open": [chore.key for chore in CHORES]}
        return {"bound": bound, "open": [c.key for c in CHORES if c.missing(context)]}

    def propose(self, facts: Facts, context: Context) -> Iterable[Change | Finding]:
        """List what is open, and bind the account right after the sign-up."""
        for chore in CHORES:
            if chore.key in facts["open"]:
                yield chore_change(chore, context, facts["bound"])
            if chore is CHORES[0] and not facts["bound"]:
                yield Change(
                    key=BIND,
                    action=Action.READ,
                    summary="Bind management to the new account",
                    target=Target("the account that the management profile stands for"),
                    hand=Hand.MANAGEMENT,
                )

    def apply(self, change: Change, context: Context) -> Receipt:
        """Probe an item, or bind the account."""
        if change.key in BY_KEY:
            return do_chore(BY_KEY[change.key], change, context)
        identity = context.sessions.identify("management")
        context.store.bind("management", identity.account, identity.arn)
        return Receipt(
            BIND,
            {"account": identity.account},
            evidence=(f"sts:GetCallerIdentity: {identity.arn}",),
        )

    def verify(self, context: Context) -> Iterable[Finding]:
        """Probe every item again."""
        for chore in CHORES:
            missing = chore.missing(context)
            if missing:
                yield Finding(
                    Severity.WARNING,
                    f"{chore.title}: {missing}",
                    remedy=f"{chore.instruction} {context.console(chore.page)}",
                    source=chore.source,
                    key=chore.key,
                )


STEP = OpenManagementAccount()
