"""A read that AWS denies never looks like "nothing there": the plan says what was missing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pytest

from migrate.aws.permissions import action_of
from migrate.core.errors import MigrateError
from tests.stages import END, Stages
from tests.steps.alone import Alone

from .looking import NEEDS_NO_PERMISSION, STEPS, changing, operation

Read = tuple[str, str]
"""Account and `service:Operation`."""


@pytest.mark.parametrize("step", STEPS)
def test_a_denied_read_is_named(step: str, stages: Stages, tmp_path: Path) -> None:
    """Deny every read of a look until each one that was denied has been named.

    A read that an earlier denial kept from being made is denied in a later round.
    """
    proven: set[Read] = set()
    for stage in (step, END):
        with stages.at(stage, tmp_path / f"usual-{stage}") as here:
            usual = _said(here, step)
            todo = _asked(here.simulator.calls()) - proven
        with stages.at(stage, tmp_path / f"denied-{stage}") as here:
            while todo:
                met = _round(here, step, usual, todo)
                assert met, f"not asked any more, and not denied yet: {sorted(todo)}"
                todo -= met
                proven |= met


def _round(here: Alone, step: str, usual: frozenset[str], todo: Iterable[Read]) -> set[Read]:
    """Deny some reads, look, and return those that were met; each of them has to be named."""
    for account, read in todo:
        service, _, name = read.partition(":")
        here.simulator.fault(kind="deny", service=service, operation=name, account=account)
    before = len(here.simulator.calls())
    news = " ".join(sorted(_said(here, step) - usual))
    rows = here.simulator.calls(since=before)
    here.simulator.raw("fault", "DELETE")
    assert changing(rows) == []
    met = _asked(row for row in rows if row["fault"] == "deny")
    silent = {read for _, read in met if read not in news and action_of(read) not in news}
    assert silent == set(), news
    return met


def _said(here: Alone, step: str) -> frozenset[str]:
    """Return what the operator reads of a look, sentence by sentence."""
    try:
        plan = here.plan(step)
    except MigrateError as error:
        return frozenset({f"{error} {error.remedy}"})
    findings = (json.dumps(asdict(finding)) for finding in plan.findings)
    return frozenset([*findings, *(change.probe for change in plan.changes)])


def _asked(rows: Iterable[dict[str, str]]) -> set[Read]:
    return {
        (row["account"], operation(row))
        for row in rows
        if operation(row) not in NEEDS_NO_PERMISSION
    }
