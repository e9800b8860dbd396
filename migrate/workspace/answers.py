"""Answers to the steps' questions, written into migrate.yaml as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from migrate.core.errors import OperatorError, WorkspaceInvalid
from migrate.workspace import whole
from migrate.workspace.settings import settings_from
from migrate.workspace.workspace import SETTINGS, Workspace, open_workspace
from migrate.workspace.yaml import load, put

CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a step, and what migrate.yaml says to it."""

    step: str
    key: str
    label: str
    default: str
    choices: tuple[str, ...]
    """Empty means free text."""
    said: str
    """Empty where nothing was said: then the default counts."""

    def check(self, value: str) -> None:
        """Refuse an answer that is none of the choices; the step judges a free text."""
        if value and self.choices and value not in self.choices:
            raise OperatorError(
                f"{self.step}.{self.key} is {value!r}",
                remedy=f"Choose one of {', '.join(self.choices)}.",
            )


def asked_of(
    workspace: Workspace, step: str, questions: Sequence[Mapping[str, object]]
) -> tuple[Asked, ...]:
    """Return the questions of a step as state.db keeps them, with what was said so far."""
    return tuple(_asked(workspace, step, question) for question in questions)


def answer(workspace: Workspace, answers: Sequence[tuple[Asked, str]]) -> Workspace:
    """Write the answers that are new; all or none, and everything else stays as it was typed."""
    for asked, value in answers:
        asked.check(value)
    path = workspace.directory / SETTINGS
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceInvalid(f"{path} cannot be read: {error}") from error
    said, written = settings_from(load(text, SETTINGS), SETTINGS).choices, text
    for asked, value in answers:
        if value != said.get(f"{asked.step}.{asked.key}", ""):
            written = put(written, SETTINGS, (CHOICES, f"{asked.step}.{asked.key}"), value)
    if written != text:
        _replace(workspace, written)
    return open_workspace(workspace.directory)


def _asked(workspace: Workspace, step: str, question: Mapping[str, object]) -> Asked:
    key, choices = str(question["key"]), question["choices"]
    return Asked(
        step,
        key,
        str(question["label"]),
        str(question["default"]),
        tuple(map(str, choices)) if isinstance(choices, Sequence) else (),
        workspace.settings.choices.get(f"{step}.{key}", ""),
    )


def _replace(workspace: Workspace, text: str) -> None:
    """Put the file in place, where a link leads to if it is one."""
    path = (workspace.directory / SETTINGS).resolve()
    try:
        whole.put(path, text.encode())
    except OSError as error:
        raise WorkspaceInvalid(f"{path} cannot be written: {error}") from error
