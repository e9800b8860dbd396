"""What a command tells a person to type works where it is pasted."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.aws.errors import expired
from migrate.cli import demo
from migrate.cli.hints import complete, named
from migrate.cli.simulated import Simulated
from migrate.core.errors import WorkspaceInvalid
from migrate.tui import hand
from migrate.workspace.workspace import Workspace, create_workspace, open_workspace
from tests.faces.typing import typed

COMMANDS = re.compile(r"`(migrate[^`]*)`")


@pytest.fixture
def spaced(lived: Workspace, tmp_path: Path) -> Workspace:
    """A workspace whose name a shell would take apart."""
    return open_workspace(Path(shutil.move(lived.directory, tmp_path / "my $(id) work")))


def pasted(text: str) -> list[list[str]]:
    """Return every command in a text, as a shell takes it apart."""
    return [shlex.split(command) for command in COMMANDS.findall(text)]


@pytest.mark.parametrize("after", [False, True], ids=["before the verb", "after the verb"])
def test_what_is_next_names_the_workspace_that_was_named(spaced: Workspace, after: bool) -> None:
    option = ("--workspace", spaced.directory)
    said = typed(*(("status", *option) if after else (*option, "status")))

    (following,) = pasted(said.out)
    assert following == ["migrate", *map(str, option), "apply", "take-inventory"]
    assert typed(*following[1:], "--help").code == 0


@pytest.mark.parametrize(
    "words",
    [("skip", "archive-costs", "--reason", "x"), ("costs", "report"), ("costs", "verify")],
    ids=" ".join,
)
def test_narration_and_errors_name_it_too(spaced: Workspace, words: tuple[str, ...]) -> None:
    said = typed("--workspace", spaced.directory, *words)

    commands = pasted(said.err)
    assert commands
    assert all(c[:3] == ["migrate", "--workspace", str(spaced.directory)] for c in commands)


def test_in_the_workspace_itself_commands_stay_short(
    spaced: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(spaced.directory)

    short = ["migrate", "apply", "take-inventory"]
    assert pasted(typed("status").out) == [short]
    assert pasted(typed("--workspace", ".", "status").out) == [short]
    assert pasted(typed("--workspace", spaced.directory, "status").out) == [short]


def test_the_next_command_line_starts_anew(
    spaced: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("--workspace", spaced.directory, "status")
    monkeypatch.chdir(spaced.directory.parent)

    assert "`migrate --workspace DIR`" in typed("--workspace", "nowhere", "status").err
    assert "`migrate decide" not in typed("status").err


def test_commands_that_need_no_workspace_and_data_stay_as_they_are(tmp_path: Path) -> None:
    named(tmp_path)
    try:
        for text in ("`migrate init DIR`", "`migrate simulate stop`", "migrate run", "`aws x`"):
            assert complete(text) == text
        assert complete("`migrate` or `migrate run`") == (
            f"`migrate --workspace {tmp_path}` or `migrate --workspace {tmp_path} run`"
        )
    finally:
        named(Path())


def test_rows_of_data_keep_a_name_that_looks_like_a_command(capsys) -> None:
    from migrate.cli.output import answer_row

    named("elsewhere")
    try:
        answer_row(["`migrate run`", "a\tb\nc"], between="\t")
    finally:
        named(Path())
    assert capsys.readouterr().out == "`migrate run`\ta·b·c\n"


def test_the_paper_of_a_hand_step_can_be_pasted(spaced: Workspace) -> None:
    from migrate.state.view import View

    step = View(spaced.state).step("open-management-account")
    last = hand.write(spaced, step).read_text().splitlines()[-1]

    words = shlex.split(last.removeprefix("Then type: "))
    assert words == ["migrate", "--workspace", str(spaced.directory), "apply", step.id]


def test_a_workspace_that_is_there_already_is_named_to_be_pasted(spaced: Workspace) -> None:
    with pytest.raises(WorkspaceInvalid) as refused:
        create_workspace(spaced.directory, spaced.settings, "")
    assert pasted(refused.value.remedy) == [
        ["migrate", "--workspace", str(spaced.directory), "status"]
    ]


def test_the_demo_tells_how_to_go_on(tmp_path: Path, capsys, monkeypatch) -> None:
    directory = tmp_path / "my demo"
    monkeypatch.setattr("sys.argv", [str(tmp_path / "a bin" / "migrate")])
    driver = demo.Driver(directory, Simulated("http://127.0.0.1:1", "", {}))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
    driver.hand_over()

    told = re.findall("`([^`]*)`", capsys.readouterr().err)
    assert [shlex.split(command)[1:] for command in told] == [
        ["demo", "--workspace", str(directory)],
        ["simulate", "stop", "--workspace", str(directory)],
    ]


def test_a_profile_with_a_space_is_one_word() -> None:
    remedy = expired("sts:GetCallerIdentity", "my prod", "gone").remedy
    assert "aws sso login --profile 'my prod'" in remedy
