"""Let a call meet the faults that are in force for it, before and after it is done."""

from __future__ import annotations

from collections.abc import Callable

from migrate.simulator.faults.answers import answer_of, broken
from migrate.simulator.faults.book import FAULTS
from migrate.simulator.faults.lag import as_it_was, before_write, lag_of
from migrate.simulator.faults.paging import paged
from migrate.simulator.faults.rules import Rule
from migrate.simulator.identities import Principal
from migrate.simulator.logbook import Exchange
from migrate.simulator.refusals import Answer, HungUp


def meet(exchange: Exchange, principal: Principal, act: Callable[[], Answer]) -> Answer:
    """Return the outcome of a call, which a fault may have kept from being done at all.

    The world's lock is held; what keeps the client waiting is left to `deliver`.
    """
    rule = FAULTS.met_by(exchange.asked, principal.account)
    exchange.fault = rule
    if rule is not None:
        if rule.kind in {"drop", "hang"}:
            return 0, {}, b""
        answer = answer_of(rule, exchange.asked, principal)
        if answer is not None:
            return answer
    return paged(exchange.asked, principal.account, lambda: _lagging(exchange, principal, act))


def _lagging(exchange: Exchange, principal: Principal, act: Callable[[], Answer]) -> Answer:
    lags = FAULTS.of("lag")
    if not lags:
        return act()
    past = lag_of(exchange.asked, principal.account, lags)
    if past is None:
        before_write(exchange.asked, principal.account, lags)
        return act()
    with as_it_was(past):
        return act()


def deliver(exchange: Exchange, answer: Answer) -> Answer:
    """Let the answer reach the client, later or never; the world's lock is not held."""
    rule: Rule | None = exchange.fault
    if rule is None:
        return answer
    if rule.kind in {"delay", "hang", "hang-after"}:
        FAULTS.lifted.wait(rule.seconds)
    if rule.kind in {"drop", "drop-after", "hang", "hang-after"}:
        raise HungUp
    if rule.kind == "error-after":
        return broken(rule, exchange.asked)
    return answer
