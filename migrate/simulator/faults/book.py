"""The rules in force, and the calls that wait in one of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from migrate.simulator.asked import Asked
from migrate.simulator.faults.rules import Rule

READS = frozenset({"lag", "pages"})
"""Kinds that change what reads tell, and not whether they are answered."""


@dataclass(slots=True)
class Faults:
    """Rules in the order of their arrival: the first one that is met counts."""

    rules: list[Rule] = field(default_factory=list)
    lifted: threading.Event = field(default_factory=threading.Event)
    """Set when the rules are taken away: nobody waits any longer."""
    _number: int = 0

    def add(self, rule: Rule) -> Rule:
        """Put a rule in force."""
        self._number += 1
        rule.id = self._number
        self.rules.append(rule)
        return rule

    def lift(self, number: int = 0) -> list[Rule]:
        """Take one rule away, or all of them, and return what was taken away."""
        gone = [rule for rule in self.rules if number in {0, rule.id}]
        self.rules = [rule for rule in self.rules if rule not in gone]
        self.lifted.set()
        self.lifted = threading.Event()
        return gone

    def met_by(self, asked: Asked, account: str) -> Rule | None:
        """Return the rule that a call meets, other than those of what reads tell."""
        for rule in self.rules:
            own = rule.kind not in READS and rule.matches(asked.service, asked.operation, account)
            if own and rule.fires():
                return rule
        return None

    def of(self, kind: str) -> list[Rule]:
        """Return the rules of a kind."""
        return [rule for rule in self.rules if rule.kind == kind]


FAULTS = Faults()
