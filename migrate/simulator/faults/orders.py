"""`POST /_simulator/fault` puts a rule in force, `GET` lists the rules, `DELETE` lifts them."""

from __future__ import annotations

from migrate.simulator.control import BadRequest, Order, as_json, route
from migrate.simulator.faults.book import FAULTS
from migrate.simulator.faults.rules import RuleRefused, rule_from
from migrate.simulator.refusals import Answer


@route("POST", "fault")
def add(order: Order) -> Answer:
    """Put a rule in force and return it with its id."""
    try:
        return as_json(FAULTS.add(rule_from(order.body)).as_row())
    except RuleRefused as error:
        raise BadRequest(str(error)) from None


@route("GET", "fault")
def listed(_: Order) -> Answer:
    """List the rules, each with how often it was met."""
    return as_json({"faults": [rule.as_row() for rule in FAULTS.rules]})


@route("DELETE", "fault")
def lift(order: Order) -> Answer:
    """Lift all rules, or the one with `?id=`."""
    number = order.query.get("id", "0")
    if not number.isdigit():
        raise BadRequest("id has to be a number")
    return as_json({"lifted": [rule.as_row() for rule in FAULTS.lift(int(number))]})
