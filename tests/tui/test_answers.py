"""What a step asks is answered on the screen, and stands in migrate.yaml as if it were typed."""

from __future__ import annotations

import stat

import pytest
from textual.widgets import Input

from migrate.core.errors import OperatorError, WorkspaceInvalid
from migrate.tui.screens.answers import Answered
from migrate.tui.screens.journey import JourneyScreen
from migrate.workspace.answers import answer, asked_of
from migrate.workspace.workspace import SETTINGS, Workspace, open_workspace
from migrate.workspace.yaml import load, put
from tests.faces.seen import NARROW, WIDE, Heard, until
from tests.tui_world import HOSTILE, row, workspace_at

QUESTIONS = (
    {"key": "level", "label": "How much to save", "default": "plain", "choices": ["plain", "all"]},
    {"key": "budget", "label": HOSTILE[1], "default": "10", "choices": []},
)


@pytest.fixture
def asking(tmp_path) -> Workspace:
    rows = [row(1, "archive-costs", "Archive the costs", asks=QUESTIONS), row(2, "quiet", "Quiet")]
    return workspace_at(tmp_path / "asking", rows)


def said(workspace: Workspace) -> dict[str, str]:
    return dict(open_workspace(workspace.directory).settings.choices)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_the_form_is_filled_with_keys_alone(asking, app_of, size):
    heard, app = Heard(), app_of(asking)
    async with app.run_test(size=size, message_hook=heard, notifications=True) as pilot:
        await until(pilot, "Quit")
        await pilot.press("e")
        shown = await until(pilot, "How much to save")
        assert "one of plain, all; empty means plain" in shown
        assert "archive-costs.level: one of plain, all; empty means plain" in shown
        assert "[@click=app.quit]" in shown
        await pilot.press(*"all", "enter", *"=25", "enter")
        await until(pilot, "Kept in migrate.yaml")
        assert isinstance(app.screen, JourneyScreen)
        await pilot.press("e")
        await until(pilot, "=25")
        await pilot.press("escape")
    assert said(asking) == {"archive-costs.level": "all", "archive-costs.budget": "=25"}
    assert [one.step for one in heard.of(Answered)] == ["archive-costs"]
    assert stat.S_IMODE((asking.directory / SETTINGS).stat().st_mode) == 0o600


async def test_a_wrong_choice_is_refused_and_nothing_is_written(asking, app_of):
    before, app = (asking.directory / SETTINGS).read_bytes(), app_of(asking)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Quit")
        await pilot.press("e")
        await until(pilot, "How much to save")
        await pilot.press(*"most", "down", *"30", "ctrl+s")
        await until(pilot, "Choose one of plain, all.")
        assert app.focused is app.screen.query(Input).first()
        await pilot.press("escape")
    assert (asking.directory / SETTINGS).read_bytes() == before


async def test_a_step_that_asks_nothing_offers_no_form(asking, app_of):
    app = app_of(asking)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, "Answers")
        await pilot.press("down", "e")
        await pilot.pause(0.3)
        assert isinstance(app.screen, JourneyScreen)


def test_all_answers_are_written_or_none(asking):
    level, budget = asked_of(asking, "archive-costs", QUESTIONS)
    with pytest.raises(OperatorError, match="level is 'most'"):
        answer(asking, [(budget, "30"), (level, "most")])
    assert said(asking) == {}


@pytest.mark.parametrize("value", ["yes", "", "012", "=cmd|x: #", "{{a}} '\"", "🦄 漢字"])
@pytest.mark.parametrize(
    "text",
    [
        "a: b\n",
        "# why\na: b # kept\nchoices:\n  x.y: '1' # the old one\n  z: 2\nlast: q\n",
        "a: b\nchoices: {}\nlast: 1\n",
        "choices: {q: 1, x.y: 3}\nlast: 1\n",
        "choices: {q: 1}\nlast: 1\n",
        "choices:\nlast: 1\n",
        "choices:\n    k: v\n",
        "choices:\n  x.y:\n  z: 1\n",
    ],
)
def test_one_answer_changes_and_every_comment_stays(text, value):
    written = put(text, "migrate.yaml", ("choices", "x.y"), value)
    before, after = load(text, "before"), load(written, "after")
    assert after["choices"].pop("x.y") == value
    kept = before.get("choices") or {}
    kept.pop("x.y", None)
    assert after == {**before, "choices": kept}
    assert [part for part in text.split("#")[1:] if part.split("\n")[0] not in written] == []


def test_what_cannot_be_changed_safely_is_refused():
    text = "choices: [a]\n"
    with pytest.raises(WorkspaceInvalid, match="cannot be changed from here"):
        put(text, "migrate.yaml", ("choices", "x.y"), "1")
