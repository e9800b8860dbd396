"""The real border on an AWS whose reads lag: exactly once, whatever happens; and it can fail.

MIGRATE_CRASH_EXAMPLES=5000 makes it a night's work.
"""

from __future__ import annotations

import os
import shutil
import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from migrate.core.errors import CallRefused, GatewayError, NotYet, OutcomeUnknown
from migrate.core.intent import IntentStatus
from migrate.core.waiting import WaitFor

from .lagging import Killed, LaggingAws
from .machine import Journey
from .mutants import LAGGING, failure_taken_for_refusal, no_mark_of_sending
from .runner_in_process import SABOTEUR, desk, memory_directory

EXAMPLES = int(os.environ.get("MIGRATE_CRASH_EXAMPLES", "30"))
MUTANT_EXAMPLES = 100
STEPS = 12


def run(examples: int) -> None:
    """Run the machine on the desk of the module."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize="MIGRATE_CRASH_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(Journey, settings=profile)


@pytest.fixture(scope="module", autouse=True)
def one_desk(tmp_path_factory):
    directory = memory_directory(tmp_path_factory.mktemp("machine"))
    try:
        with desk(directory) as made:
            Journey.desk = made
            yield made
    finally:
        if directory.parent.name == "shm":
            shutil.rmtree(directory)


def test_whatever_happens_every_effect_is_made_exactly_once(record_property):
    started = time.monotonic()
    run(EXAMPLES)
    seconds = time.monotonic() - started
    told = f"{EXAMPLES} journeys of up to {STEPS} disturbed steps: {seconds:.0f} s"
    record_property("told", f"crash machine: {told}")


@pytest.mark.parametrize("mutant", LAGGING.values(), ids=LAGGING.keys())
def test_a_product_without_this_guard_is_found(monkeypatch, mutant):
    """If this passes through the machine, the machine proves nothing."""
    mutant(monkeypatch)

    with pytest.raises(AssertionError) as found:
        run(MUTANT_EXAMPLES)
    assert found.traceback[-1].path.name in {"machine.py", "journal.py"}, found.value


# -- single situations -------------------------------------------------------------


def _dies_with_the_call_out(desk) -> None:
    """AWS does it, the runner dies before it reads the answer, and reads do not show it yet."""
    desk.fresh(LaggingAws(now=desk.aws.now + timedelta(days=1), lag=timedelta(minutes=1)))
    desk.aws.faults = ["killed-after"]
    with pytest.raises(Killed):
        desk.pass_over("organization")


def test_a_call_that_was_out_when_the_runner_died_is_not_sent_before_its_time(one_desk):
    _dies_with_the_call_out(one_desk)
    with pytest.raises(NotYet, match="may have happened: it is not there yet") as waits:
        one_desk.pass_over("organization")
    one_desk.aws.now = waits.value.wait.next_look

    assert one_desk.pass_over("organization")["Id"]
    assert len(one_desk.aws.sends) == 1


def test_without_the_mark_of_sending_it_would_be_sent_again(one_desk, monkeypatch):
    no_mark_of_sending(monkeypatch)
    _dies_with_the_call_out(one_desk)
    with pytest.raises(NotYet):
        one_desk.pass_over("organization")

    assert one_desk.aws.after_effect == [("CreateOrganization", "org")]


@pytest.mark.parametrize("name", ["invitation", "membership"])
def test_what_cloudtrail_cannot_tell_is_asked_of_a_person_with_evidence(one_desk, name):
    """No timer alone sends an invitation or an acceptance again."""
    one_desk.fresh(LaggingAws(now=one_desk.aws.now + timedelta(days=1), trail_denied=True))
    for before in ("organization", "invitation"):
        if before != name:
            one_desk.pass_over(before)
        else:
            break
    one_desk.aws.faults = ["lost-before"]
    with pytest.raises(OutcomeUnknown):
        one_desk.pass_over(name)
    seen = set()
    for _ in range(5):
        one_desk.aws.now += timedelta(hours=1)
        with pytest.raises(GatewayError) as stopped:
            one_desk.pass_over(name)
        seen.add(stopped.value.wait.waiting_for)
    with one_desk.alive() as (journal, accounts):
        open_ = [i for a in accounts.values() if (i := journal.busy(a.id)) is not None]

    assert [i.status for i in open_] == [IntentStatus.NEEDS_OPERATOR]
    assert any("CloudTrail could not be read" in line for line in open_[0].evidence)
    assert seen == {WaitFor.AWS, WaitFor.PERSON}
    assert [s for s in one_desk.aws.sends if s[0] in {"InviteAccountToOrganization"}] == (
        [] if name == "invitation" else one_desk.aws.sends[1:]
    )


LATE = pytest.mark.parametrize("name", ["invitation", "membership"])


@LATE
def test_a_call_that_failed_before_aws_acted_is_sent_once_more(one_desk, name):
    """CloudTrail shows that AWS failed, and no look finds an effect: the same approval goes on."""
    sends = _pass_until_done(one_desk, name, "failed-before")

    assert sends == 1
    assert one_desk.aws.after_effect == []


@LATE
def test_a_call_that_failed_after_aws_acted_is_not_sent_again(one_desk, name):
    """CloudTrail shows the same error, and reads show the effect an hour and a half later."""
    assert _pass_until_done(one_desk, name, "error-500") == 1
    assert one_desk.aws.after_effect == []


@LATE
def test_cloudtrails_word_of_a_failure_alone_would_send_it_again(one_desk, name, monkeypatch):
    failure_taken_for_refusal(monkeypatch)
    _pass_until_done(one_desk, name, "error-500")

    assert one_desk.aws.after_effect


def _pass_until_done(desk, name: str, fault: str) -> int:
    """Return how often a late call arrived at AWS that met a fault first; reads lag by 90 min."""
    desk.fresh(LaggingAws(now=desk.aws.now + timedelta(days=1), slow=timedelta(minutes=90)))
    for before in ("organization", "invitation"):
        if before == name:
            break
        desk.pass_over(before)
        desk.aws.now += timedelta(hours=2)
    desk.aws.faults, already = [fault], len(desk.aws.sends)
    for _ in range(10):
        try:
            desk.pass_over(name)
        except GatewayError as stopped:
            assert stopped.wait.waiting_for is WaitFor.AWS
            desk.aws.now = max(desk.aws.now, stopped.wait.next_look) + timedelta(seconds=1)
        else:
            break
    return len(desk.aws.sends) - already


def test_a_runner_that_lost_its_workspace_sends_nothing_and_says_so(one_desk):
    one_desk.fresh(LaggingAws(now=one_desk.aws.now + timedelta(days=1)))
    SABOTEUR.at, SABOTEUR.action, SABOTEUR.passed = 4, "steal", 0
    SABOTEUR.steal = one_desk.steal
    with pytest.raises(CallRefused, match="no longer holds the workspace's lock; nothing was sent"):
        one_desk.pass_over("organization")
    SABOTEUR.at = 0

    assert one_desk.aws.sends == []
    assert one_desk.pass_over("organization")["Id"]
