"""After the join: nothing is lost, nothing is doubled, and what is not known yet is said so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Typed, typed
from tests.costs.conftest import at_work, carried_out, chosen, made_workspace
from tests.simulators import Simulator, Warmed

START = "2026-03-10T09:00:00+00:00"


@dataclass
class Story:
    """One workspace, compared again and again; and how many requests were paid by then."""

    simulator: Simulator
    here: Path

    def compare(self, *more: str) -> tuple[Typed, int]:
        done = typed("--workspace", str(self.here), "costs", "compare", *more,
                     simulator=self.simulator)  # fmt: skip
        return done, len(self.simulator.calls(service="ce"))

    def paper(self) -> str:
        typed("--workspace", str(self.here), "documents", "--as", "markdown",
              simulator=self.simulator)  # fmt: skip
        return (self.here / "documents" / "cost-comparison.md").read_text()

    def join(self) -> None:
        management = self.simulator.client("organizations", "management")
        target = {"Id": self.simulator.accounts["legacy"], "Type": "ACCOUNT"}
        found = management.invite_account_to_organization(Target=target)["Handshake"]
        self.simulator.client("organizations").accept_handshake(HandshakeId=found["Id"])
        payer = self.simulator.accounts["management"]
        self.simulator.act("enable-cost-explorer", payer)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Typed, int]]:
    """The old account saves its history on 10 March and joins; what each comparison said."""
    directory = tmp_path_factory.mktemp("story")
    with Warmed("tiny", START) as parent, parent.fork(directory / "aws") as simulator:
        simulator.act("everything")
        story = Story(simulator, made_workspace(simulator, directory / "here"))
        chosen(story.here, level="essential")
        with at_work(story.here) as made:
            carried_out(made)
        simulator.client("organizations", "management").create_organization(FeatureSet="ALL")
        found = {"before": story.compare("--yes")}
        story.join()
        simulator.advance(days=4)
        found["asked"] = story.compare("--json")
        found["days later"] = story.compare("--yes", "--json")
        simulator.advance(days=36)
        found["months later"] = story.compare("--yes", "--json")
        found["again"] = story.compare("--yes", "--json")
        found["paper"] = _said(story.paper()), 0
        found["pdfs"] = _said(str(list(story.here.glob("after-join/invoices/2026-03/*.pdf")))), 0
        _spoil(story.here)
        found["spoiled"] = story.compare("--yes")
        return found


def _said(text: str) -> Typed:
    return Typed((), 0, text, "")


def _spoil(here: Path) -> None:
    path = next((here / "archive" / "cells").glob("daily/*/*/page-*"))
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-1])


Told = dict[str, tuple[Typed, int]]


def words(done: Typed) -> dict[str, str]:
    return {claim["name"]: claim["word"] for claim in json.loads(done.stdout)["claims"]}


def test_before_the_join_there_is_nothing_to_compare(told: Told) -> None:
    done, _ = told["before"]

    assert done.returncode == 1
    assert "has not joined yet" in done.stderr


def test_nothing_is_paid_without_consent(told: Told) -> None:
    done, paid = told["asked"]

    assert done.returncode == 3
    assert "It costs $0.02" in done.stderr
    assert paid == told["before"][1]


def test_what_cannot_be_known_yet_is_said_so(told: Told) -> None:
    done, _ = told["days later"]

    assert done.returncode == 3, done.stderr
    found = words(done)
    assert found["run-rate"] == found["days"] == found["last-invoice"] == "cannot know yet"
    assert found["two-answers"] == "agrees"


def test_months_later_every_day_is_on_one_bill(told: Told) -> None:
    """The last invoice has what Cost Explorer never showed."""
    done, _ = told["months later"]

    assert words(done) == dict.fromkeys(words(done), "agrees"), done.stdout
    assert done.returncode == 0
    said = {day["day"]: day["said"] for day in json.loads(done.stdout)["days"]}
    assert said["2026-03-06"] == "on the old bill, and saved"
    assert "last invoice alone" in said["2026-03-09"]
    assert said["2026-03-10"].startswith("the day of joining")
    assert said["2026-03-20"] == "on the new payer's bill"
    assert ".pdf" in told["pdfs"][0].stdout


def test_an_answer_of_the_last_hour_is_not_paid_again(told: Told) -> None:
    assert told["again"][0].stdout == told["months later"][0].stdout
    assert told["again"][1] == told["months later"][1]


def test_the_papers_have_all_of_it(told: Told) -> None:
    paper = told["paper"][0].stdout

    assert "2026-03-20" in paper
    assert "last-invoice: agrees" in paper


def test_a_spoiled_archive_is_compared_with_nothing(told: Told) -> None:
    done, paid = told["spoiled"]

    assert done.returncode == 1
    assert "not as it was captured" in done.stderr
    assert paid == told["again"][1]
