"""What a step is: one stop on the journey."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from migrate.core.plan import Change, Facts, Finding, Plan, Receipt, Undo

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Question:
    """What a step must ask a person; the TUI makes a form of it and the CLI an option."""

    key: str
    label: str
    default: str = ""
    choices: tuple[str, ...] = ()
    """Empty means free text."""


class Step(ABC, Generic[C]):
    """One stop on the journey, run by the engine.

    `observe` may only read AWS.  `propose` calls nothing: the same facts give the
    same plan.  `apply` makes one change and may be called again for the same one:
    every mutating call goes through an intent, so a second call adopts.
    A step that has to wait raises an error that carries a `Wait`.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    phase: ClassVar[str]
    purpose: ClassVar[str]
    """Two or three sentences: what it does and why it comes here."""
    needs: ClassVar[tuple[str, ...]] = ()
    undo: ClassVar[Undo] = Undo.NOTHING
    undo_how: ClassVar[str] = ""
    skippable: ClassVar[bool] = False
    asks: ClassVar[tuple[Question, ...]] = ()
    permissions: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Role (see `workspace.settings.ROLES`) to the IAM actions that the step may use, reads
    included."""
    fewer: ClassVar[str] = ""
    """What an operator can choose to need fewer permissions; empty where nothing helps."""

    def needed(self, choices: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
        """Return the permissions that are needed under the choices of migrate.yaml."""
        del choices
        return self.permissions

    def places(self, choices: Mapping[str, str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Return for each role the ARNs that an action is needed on; what is absent is all."""
        del choices
        return {}

    def left_out(self, choices: Mapping[str, str]) -> str:
        """Return why the journey does without this step under these choices; empty: it does not.

        Only what is `skippable` is left out.
        """
        del choices
        return ""

    @abstractmethod
    def observe(self, context: C) -> Facts:
        """Read what the plan depends on, as JSON values."""

    @abstractmethod
    def propose(self, facts: Facts, context: C) -> Iterable[Change | Finding]:
        """Say what to do and what to warn about, given the facts."""

    def apply(self, change: Change, context: C) -> Receipt:
        """Make one change, or adopt it if it was made; a step without changes has none."""
        raise NotImplementedError(f"{self.id} has no change {change.key}")

    def verify(self, context: C) -> Iterable[Finding]:
        """Look again at what is done; yield a finding for each thing that no longer agrees."""
        del context
        return ()

    def plan(self, context: C, accounts: Mapping[str, str]) -> Plan:
        """Observe, then sort what `propose` yields into a plan."""
        facts = self.observe(context)
        proposed = tuple(self.propose(facts, context))
        return Plan(
            step=self.id,
            facts=facts,
            changes=tuple(p for p in proposed if isinstance(p, Change)),
            findings=tuple(p for p in proposed if isinstance(p, Finding)),
            accounts=accounts,
        )
