"""Every order of steps, faults, deaths and waits that Hypothesis can think of, on a moved clock.

AWS's reads lag behind its writes, so looking before creating is not enough: what must hold is
that no creation is sent again after its effect, whatever happened before.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from migrate.aws import decide
from migrate.core.errors import GatewayError, JourneyError, MigrateError
from migrate.core.intent import IntentStatus
from migrate.core.waiting import WaitFor
from migrate.state.database import Database
from migrate.state.record import prove
from migrate.state.rows import intent_of
from migrate.state.tables.journal import intent as intents

from .lagging import FAULTS, LEGACY, ROOT, Killed, LaggingAws
from .runner_in_process import ADMIN, ROLE, SABOTEUR, WORKS, Desk

COMMITS = 14
"""More than one pass makes; a sabotage beyond the last one is a pass without sabotage."""
ROUNDS = 100
"""More than the slowest world needs to come to its end."""
MINUTE = timedelta(minutes=1)


DISTURBANCE = st.tuples(
    st.lists(st.sampled_from(FAULTS), min_size=1, max_size=2),
    st.integers(0, COMMITS),
    st.sampled_from(["before", "after", "steal"]),
)
"""What happens to the calls of one pass, and at which of its commits what is done to it."""


class Journey(RuleBasedStateMachine):
    """One workspace in one world."""

    desk: Desk
    """Set by the test that runs the machine."""
    called = False
    """Whether a person was asked for."""
    finished = True
    """Before the world is drawn, and after something was found."""

    @initialize(
        lag=st.sampled_from([115, 0, 30, 60, 1]),
        slow=st.sampled_from([90, 0, 20, 45]),
        trail=st.sampled_from([5, 0, 29]),
        trail_denied=st.sampled_from([False, False, False, True]),
        ahead=st.fixed_dictionaries({n: st.lists(DISTURBANCE, max_size=2) for n in WORKS}),
    )
    def world(
        self, lag: int, slow: int, trail: int, trail_denied: bool, ahead: dict[str, list[Any]]
    ) -> None:
        """Draw how far reads and CloudTrail lag, and what is ahead of each change.

        A day lies between two worlds.
        """
        self.ahead = ahead
        self.desk.fresh(
            LaggingAws(
                lag=timedelta(seconds=lag),
                slow=slow * MINUTE,
                trail_lag=trail * MINUTE,
                trail_denied=trail_denied,
                now=self.desk.aws.now + timedelta(days=1),
            )
        )
        self.aws = self.desk.aws
        self.called = self.finished = False

    # -- rules -------------------------------------------------------------------

    @rule(pick=st.integers(0, 99), disturbance=DISTURBANCE)
    def step(self, pick: int, disturbance: Any) -> None:
        """Let a runner make one change, of those that can be made, in a world that goes wrong."""
        free = self._free()
        self._pass(free[pick % len(free)], *disturbance)

    @rule(pick=st.integers(0, 99))
    def step_blind(self, pick: int) -> None:
        """A runner whose reads are all refused sends nothing: not seen is not absent."""
        name = self._free()[pick % len(self._free())]
        self.aws.blind = True
        before = len(self.aws.sends)
        self._pass(name, [], 0, "")
        self.aws.blind = False
        assert len(self.aws.sends) == before, f"{name} was sent although nothing could be seen"

    @rule(seconds=st.sampled_from([1900, 121, 60, 5, 1, 300, 1260, 4000]))
    def wait(self, seconds: int) -> None:
        """Let AWS's time pass."""
        self.aws.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.called)
    @rule()
    def operator(self) -> None:
        """A person looks into the console, which shows the truth, and says what is there."""
        self.called = False
        open_ = [i for i in self._intents() if i.status is IntentStatus.NEEDS_OPERATOR]
        with self.desk.alive() as (journal, accounts):
            for intent in open_:
                assert intent.evidence, f"{intent.key} needs a person and shows nothing to look at"
                there = [e for e in self.aws.effects if e.mark == intent.id]
                role = next(r for r, a in accounts.items() if a.id == intent.key.account)
                word = decide.happened if there else decide.did_not_happen
                try:
                    word(accounts[role], journal.get(intent.id), "operator: seen in the console")
                except JourneyError as refused:
                    assert refused.remedy, refused

    # -- what must hold ----------------------------------------------------------

    @invariant()
    def nothing_is_sent_after_its_effect(self) -> None:
        if self.finished:
            return
        self.finished = True
        assert not self.aws.after_effect, "sent again after its effect"
        assert not self.aws.unlocked, "sent by a runner that had lost its workspace"
        made = [(e.kind, e.key) for e in self.aws.effects]
        assert len(made) == len(set(made)), "made twice"
        self.finished = False

    def teardown(self) -> None:
        """Whatever happened and still lies ahead, runners bring it to its end."""
        if self.finished:
            return
        for _ in range(ROUNDS):
            left = [name for name in self._free() if name not in self.desk.results]
            if not left:
                break
            looks = [self._pass(name, *self._ahead(name)) for name in left]
            if self.called:
                self.operator()
            if not any(name in self.desk.results for name in left):
                known = [look for look in looks if look is not None]
                self.aws.now = max([self.aws.now + 3 * MINUTE, *known])
        self.nothing_is_sent_after_its_effect()
        self._end_is_right()

    # -- inside ------------------------------------------------------------------

    def _ahead(self, name: str) -> Any:
        return self.ahead[name].pop(0) if self.ahead[name] else ((), 0, "")

    def _free(self) -> list[str]:
        """Return what can be made: the undone first, then the done, which must not be sent."""
        done = self.desk.results
        free = [n for n, work in WORKS.items() if all(need in done for need in work.needs)]
        return sorted(free, key=lambda name: (name in done, name))

    def _pass(self, name: str, faults: list[str], at: int, action: str) -> datetime | None:
        """One runner, from start to end or death; return when it says that a look is worth it."""
        self.aws.faults = list(faults)
        SABOTEUR.at, SABOTEUR.action, SABOTEUR.passed = at, action, 0
        SABOTEUR.steal = self.desk.steal
        done = self.desk.results.get(name)
        try:
            again = self.desk.pass_over(name)
        except Killed:
            pass
        except MigrateError as stopped:
            self._says_what_to_do(stopped)
            return stopped.wait.next_look if stopped.wait is not None else None
        else:
            assert done is None or done == again, f"{name} answered {done}, then {again}"
        finally:
            SABOTEUR.at, self.aws.faults = 0, []
        return None

    def _says_what_to_do(self, stopped: MigrateError) -> None:
        assert isinstance(stopped, GatewayError), repr(stopped)
        assert stopped.remedy or stopped.wait, f"{stopped!r} does not say what to do"
        wait = stopped.wait
        if wait is not None and wait.waiting_for is WaitFor.PERSON:
            assert wait.instruction, f"{stopped!r} waits for a person and does not say for what"
            self.called = True

    def _intents(self) -> list[Any]:
        with self.desk.database.read() as connection:
            rows = [dict(row) for row in connection.execute(select(intents)).mappings()]
        return [intent_of(row) for row in rows]

    def _end_is_right(self) -> None:
        results, effects = self.desk.results, self.aws.effects
        assert set(results) == set(WORKS), f"never done: {set(WORKS) - set(results)}"
        top, below = results["unit"]["Id"], results["unit-below"]["Id"]
        invitation = results["invitation"]["Id"]
        assert {(e.kind, e.key) for e in effects} == {
            ("AcceptHandshake", invitation),
            ("AttachRolePolicy", f"{ROLE}+{ADMIN}"),
            ("CreateOrganization", "org"),
            ("CreateOrganizationalUnit", f"{ROOT}/Workloads"),
            ("CreateOrganizationalUnit", f"{top}/Prod"),
            ("CreateRole", ROLE),
            ("InviteAccountToOrganization", LEGACY),
            ("MoveAccount", f"{LEGACY}>{below}"),
        }
        ids = {e.key: e.body.get("Id") for e in effects}
        assert (ids[f"{ROOT}/Workloads"], ids[f"{top}/Prod"], ids[LEGACY]) == (
            top,
            below,
            invitation,
        )
        self._journal_is_right()

    def _journal_is_right(self) -> None:
        """No intent says that nothing happened where something did, nor the other way round."""
        marks = {e.mark for e in self.aws.effects}
        for intent in self._intents():
            assert intent.status in {IntentStatus.DONE, IntentStatus.FAILED}, intent
            assert (intent.status is IntentStatus.DONE) == (intent.id in marks), intent
            if intent.status is IntentStatus.DONE:
                assert intent.evidence, intent
        database = Database.open(self.desk.path)
        verdict = prove(database)
        database.close()
        assert verdict.ok, verdict
