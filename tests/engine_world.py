"""A small account and two steps, for the engine to walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from migrate.core.plan import Action, Change, Facts, Finding, Receipt, Severity, Target
from migrate.core.ports import Permit
from migrate.core.step import Step


@dataclass
class Account:
    """What the steps of these tests look at and change."""

    wanted: list[str] = field(default_factory=lambda: ["a", "b"])
    made: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    permits: list[Permit] = field(default_factory=list)
    open: Permit | None = None

    @contextmanager
    def permitted(self, permit: Permit) -> Iterator[None]:
        self.open = permit
        self.permits.append(permit)
        try:
            yield
        finally:
            self.open = None


class First(Step[Account]):
    """Makes what is wanted."""

    id = "first"
    title = "First"
    phase = "Look"
    purpose = "Makes things."
    skippable = True

    def observe(self, context: Account) -> Facts:
        return {"missing": [w for w in context.wanted if w not in context.made]}

    def propose(self, facts: Facts, context: Account) -> Iterable[Change | Finding]:
        yield from context.findings
        for name in facts["missing"]:
            yield Change(name, Action.CREATE, f"Make {name}", Target(name), calls=(f"svc:{name}",))

    def apply(self, change: Change, context: Account) -> Receipt:
        if context.errors:
            raise context.errors.pop(0)
        assert context.open is not None and context.open.calls == {f"svc:{change.key}"}
        context.calls.append(change.key)
        context.made.append(change.key)
        return Receipt(change.key, {"made": change.key})

    def verify(self, context: Account) -> Iterable[Finding]:
        for name in context.wanted:
            if name not in context.made:
                yield Finding(Severity.WARNING, f"{name} is gone")


class Second(First):
    """Needs the first; cannot be left out."""

    id = "second"
    needs = ("first",)
    skippable = False
