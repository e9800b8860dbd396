"""What people do by hand in the console, by name: each act says whether it is still to do.

An area's acts live in one file below `acts/`, or beside the service that they are
about; they are found by being decorated:

    @act("root-mfa", "Give the root user MFA", page="iam/home#/security_credentials",
         is_open=lambda account: not WORLD.account(account).root_mfa)
    def give_root_mfa(account: str) -> None:
        WORLD.account(account).root_mfa = True

Doing an act twice does nothing the second time.  `accounts` names the accounts that an
act can be open for; without it these are all accounts that exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from migrate.simulator.framework import LOCK
from migrate.simulator.world import WORLD

EVERYTHING = "everything"
Doing = Callable[[str], None]


class UnknownAct(ValueError):
    """There is no act of that name, or it cannot be done in that account."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person, or time, has to do."""

    name: str
    title: str
    page: str
    """Path of the console page on which it is done."""
    is_open: Callable[[str], bool]
    """Tells, for an account, whether it is still to do."""
    do: Doing
    accounts: Callable[[], Iterable[str]]
    usual: bool
    """Whether it is to do at all; what nobody should do is only done when its name is said."""


ACTS: dict[str, Act] = {}


def _all_accounts() -> Iterable[str]:
    return [account.id for account in WORLD.accounts.values() if account.state == "ACTIVE"]


def act(
    name: str,
    title: str,
    *,
    page: str = "",
    is_open: Callable[[str], bool],
    accounts: Callable[[], Iterable[str]] = _all_accounts,
    usual: bool = True,
) -> Callable[[Doing], Doing]:
    """Register an act."""

    def register(function: Doing) -> Doing:
        ACTS[name] = Act(name, title, page, is_open, function, accounts, usual)
        return function

    return register


def open_acts(account: str = "") -> Iterator[tuple[Act, str]]:
    """Return what is still to do, with the account to do it in, in the order of registration."""
    for found in ACTS.values():
        if found.usual:
            yield from _open(found, account)


def _open(found: Act, account: str) -> Iterator[tuple[Act, str]]:
    for candidate in list(found.accounts()):
        if account in {"", candidate} and found.is_open(candidate):
            yield found, candidate


def perform(name: str, account: str = "") -> list[str]:
    """Do an act where it is open and return what was done, as `name account`."""
    with LOCK:
        if name == EVERYTHING:
            return _everything(account)
        if name not in ACTS:
            raise UnknownAct(f"There is no act {name!r}; known: {', '.join(sorted(ACTS))}")
        wanted = ACTS[name]
        if account and account not in list(wanted.accounts()):
            raise UnknownAct(f"{name} cannot be done in account {account}")
        return [_do(found, where) for found, where in list(_open(wanted, account))]


def _everything(account: str) -> list[str]:
    """Do all that is open, and what that opens, until nothing is."""
    done: list[str] = []
    for _ in range(len(ACTS) + 1):
        found = list(open_acts(account))
        if not found:
            break
        done += [_do(a, where) for a, where in found if a.is_open(where)]
    return done


def _do(found: Act, account: str) -> str:
    found.do(account)
    return f"{found.name} {account}"
