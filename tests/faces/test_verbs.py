"""Every verb: stdout is the answer alone, `--json` exactly one document, exit codes as promised."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from datetime import datetime

import pytest

from migrate.cli.main import COMMANDS
from migrate.core.ports import Progress
from migrate.state.lock import RunnerLock
from tests import tui_world
from tests.faces.typing import typed

NEXT = ("Next: ", "Type `", "type `")


@pytest.mark.parametrize("verb", ["", *COMMANDS])
def test_help_of_every_verb_is_an_answer(verb):
    said = typed(*verb.split(), "--help")
    assert said.code == 0
    assert said.out.startswith("Usage: migrate")
    assert said.err == ""


def test_the_help_tells_every_exit_code():
    text = " ".join(typed("--help").out.split())
    for part in ("0 done", "1 failed", "2 wrong input", "3 waiting", "4 AWS", "5 state", "130"):
        assert part in text


READS = (
    ("status", "--json"),
    ("audit", "--json"),
    ("doctor", "--json"),
    ("permissions", "found-organization", "--json"),
    ("documents", "--json"),
    ("status",),
    ("audit",),
)


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_reads_answer_on_stdout_and_narrate_on_stderr(lived, words):
    said = typed("--workspace", lived.directory, *words)
    assert said.code == (1 if words[0] == "doctor" else 0)  # nothing answers at its endpoint
    assert said.out.endswith("\n")
    if "--json" in words:
        json.loads(said.out)


def test_status_json_is_what_other_tools_rely_on(lived):
    found = json.loads(typed("--workspace", lived.directory, "status", "--json").out)
    assert set(found) == {"workspace", "accounts", "runner", "steps", "next"}
    assert found["accounts"] == {"legacy": "111122223333", "management": "444455556666"}
    assert found["runner"] is None
    assert found["next"] == "take-inventory"
    keys = {"id", "title", "status", "ready", "needs", "waiting", "findings"}
    assert all(set(step) == keys for step in found["steps"])
    waits = {step["id"]: step["waiting"] for step in found["steps"] if step["waiting"]}
    assert set(waits) == {"open-management-account"}
    wait = waits["open-management-account"]
    assert set(wait) == {"for", "since", "deadline", "next_look"}
    assert (wait["for"], wait["deadline"]) == ("person", "2026-12-09T12:00:00+00:00")


def test_status_says_the_same_to_a_person(lived):
    said = typed("--workspace", lived.directory, "status")
    for part in (
        "endpoint   http://127.0.0.1:4566",
        "planned   assess-legacy",
        "(1 blocking, 1 to decide)",
        "for person: Give the root user MFA",
        "deadline: 2026-12-09 12:00:00 UTC",
        f"Next: type `migrate --workspace {lived.directory} apply take-inventory`.",
    ):
        assert part in said.out


def test_status_names_the_runner_and_what_to_do_meanwhile(lived):
    with RunnerLock(lived.lock).acquired("apply take-inventory") as me:
        said = typed("--workspace", lived.directory, "status")
    assert f"process {me.pid}, `apply take-inventory`" in said.out
    assert f"since {datetime.fromisoformat(me.since):%Y-%m-%d %H:%M:%S} UTC" in said.out
    assert f"`migrate --workspace {lived.directory}` watches it" in said.out


def test_status_says_how_far_the_runner_is_and_not_how_far_an_earlier_one_was(lived):
    world = tui_world.World.opened(lived)
    world.store.progress(Progress("take-inventory", 1, 2, "of an earlier runner"))
    with RunnerLock(lived.lock).acquired("apply take-inventory"):
        assert "of an earlier runner" not in typed("--workspace", lived.directory, "status").out
        time.sleep(0.01)
        world.store.progress(Progress("take-inventory", 1234, 24567, "7 resources"))
        said = typed("--workspace", lived.directory, "status")
    world.close()
    assert "take-inventory: 1,234 of 24,567  7 resources" in said.out


def test_at_the_end_the_papers_are_what_is_next(tmp_path):
    """Neither of the two that look around sends the reader to the other."""
    world = tui_world.World(tmp_path / "ended", [tui_world.row(1, "alone", "The only step")])
    world.done("alone")
    world.close()
    said = typed("--workspace", world.workspace.directory, "status")
    last = said.out.splitlines()[-1]
    assert f"`migrate --workspace {world.workspace.directory} documents` writes the papers." in last


REFUSED = [
    (2, ("bogus",), "No such command"),
    (2, ("plan",), "Missing argument"),
    (2, ("plan", "bogus"), "There is no step 'bogus'"),
    (2, ("skip", "archive-costs"), "--reason"),
    (2, ("documents", "--as", "papyrus"), "Name one of: csv, json, markdown"),
    (2, ("run", "--until", "bogus"), "There is no step"),
    (1, ("approve", "found-organization", "--digest", "0"), "Plan the step again"),
    (1, ("approve", "assess-legacy", "--digest", "x"), "The newest plan"),
    (1, ("skip", "found-organization", "--reason", "x"), "cannot be skipped"),
]


@pytest.mark.parametrize(
    ("code", "words", "told"), REFUSED, ids=[" ".join(w) for _, w, _ in REFUSED]
)
def test_a_refusal_has_its_code_and_says_what_to_do_on_stderr(lived, code, words, told):
    said = typed("--workspace", lived.directory, *words)
    assert (said.code, said.out) == (code, "")
    assert told in said.err


def test_a_runner_that_is_at_work_is_named_with_code_5(lived):
    with RunnerLock(lived.lock).acquired("run"):
        said = typed("--workspace", lived.directory, "apply", "take-inventory")
    assert said.code == 5
    assert "Another runner works here" in said.err
    assert "`run`" in said.err


def test_a_state_of_a_later_version_is_code_5(lived):
    with sqlite3.connect(lived.state) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    said = typed("--workspace", lived.directory, "status")
    assert (said.code, said.out) == (5, "")
    assert "Install the later version" in said.err


def test_without_a_workspace_the_error_leads_on(tmp_path, lived):
    (tmp_path / "empty").mkdir()
    said = typed("--workspace", tmp_path / "empty", "status")
    assert said.code == 2
    for part in (str(tmp_path / "empty"), "migrate init", "--workspace", "migrate demo"):
        assert part in said.err
    above = typed("--workspace", lived.directory.parent, "status")
    assert f"migrate --workspace {lived.directory}" in above.err


def test_no_verb_and_no_terminal_is_the_status_in_words(lived):
    said = typed("--workspace", lived.directory)
    assert said.code == 0
    assert said.out == typed("--workspace", lived.directory, "status").out


def test_a_broken_record_is_code_1_and_named(lived):
    with sqlite3.connect(lived.state) as database:
        database.execute("DROP TRIGGER IF EXISTS event_stays")
        names = database.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall()
        for (name,) in names:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE event SET body='{}' WHERE n=3")
    database.close()
    said = typed("--workspace", lived.directory, "audit", "--json")
    found = json.loads(said.out)
    assert said.code == 1
    assert not found["ok"]
    assert "3" in str(found["broken"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell):
    said = typed("completion", shell)
    assert said.code == 0
    assert "_MIGRATE_COMPLETE" in said.out
    assert said.err == ""  # it is evaluated whenever a shell starts


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("migrate pl", {"plan"}),
        ("migrate --workspace {} apply take", {"take-inventory"}),
        ("migrate documents --as ", {"csv", "json", "markdown"}),
        ("migrate permissions --account ", {"legacy", "management", "log-archive"}),
    ],
)
def test_verbs_steps_and_formats_complete(lived, line, offered):
    words = line.format(lived.directory)
    done = subprocess.run(
        [sys.executable, "-m", "migrate"],
        env={
            "_MIGRATE_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
            "PATH": "/usr/bin:/bin",
        },
        check=True,
        capture_output=True,
        text=True,
    )
    assert {item.partition(",")[2] for item in done.stdout.split()} == offered


def test_a_step_from_plan_to_verify(workspace):
    """Each command says on stdout what it did, and on stderr what to type next."""

    def say(*words):
        return typed("--workspace", workspace, *words)

    early = say("apply", "connect-accounts")
    assert (early.code, early.out) == (1, "")
    assert f"Next: Type `migrate --workspace {workspace} plan connect-accounts`." in early.err
    assert (say("verify", "connect-accounts").code, say("plan", "join-legacy").code) == (1, 1)

    drawn = say("plan", "connect-accounts", "--json", "--detailed-exitcode")
    plan = json.loads(drawn.out)
    assert drawn.code == 2  # there is something to do, as terraform says it
    assert plan["changes"][0]["after"]["account"] == "111122223333"
    assert f"{workspace} approve connect-accounts --digest {plan['digest']}" in drawn.err

    waits = say("run")
    assert (waits.code, waits.out) == (3, "")
    assert "waits for your approval" in waits.err

    approved = say("approve", "connect-accounts", "--digest", plan["digest"])
    assert approved.code == 0
    assert plan["digest"] in approved.out
    assert f"{workspace} apply connect-accounts`" in approved.err
    applied = say("apply", "connect-accounts")
    assert (applied.code, applied.out) == (0, "connect-accounts is done.\n")
    assert f"{workspace} run`" in applied.err

    verified = say("verify", "--json")
    assert verified.code == 0
    assert json.loads(verified.out)["ok"]
    nothing = say("plan", "connect-accounts", "--json", "--detailed-exitcode")
    assert nothing.code == (2 if json.loads(nothing.out)["changes"] else 0)


def test_a_step_by_hand_is_code_3_with_whose_move_it_is(workspace):
    def say(*words):
        return typed("--workspace", workspace, *words)

    assert say("run", "--yes", "--until", "connect-accounts").code == 0
    digest = json.loads(say("plan", "open-management-account", "--json").out)["digest"]
    say("approve", "open-management-account", "--digest", digest)
    waits = say("apply", "open-management-account")
    assert (waits.code, waits.out) == (3, "")
    for part in ("Waiting:", "for you:", "Sign up for a new AWS account", "/_simulator/console/"):
        assert part in waits.err


def test_what_aws_refuses_is_code_4_with_request_id_and_remedy(workspace, simulator):
    assert typed("--workspace", workspace, "run", "--yes", "--until", "connect-accounts").code == 0
    simulator.fault(operation="GetCallerIdentity", kind="deny", times=1)
    said = typed("--workspace", workspace, "verify", "connect-accounts")
    assert (said.code, said.out) == (4, "")
    assert "sts:GetCallerIdentity" in said.err
    assert "request id" in said.err
