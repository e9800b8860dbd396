"""Every check can be trusted before it runs: its reads exist, are allowed, and are told."""

from __future__ import annotations

import re

import botocore.session
import jmespath
import pytest

from migrate.aws.guard import allowed_reads
from migrate.aws.permissions import action_of
from migrate.core.plan import Severity
from migrate.steps.checks import rows
from migrate.steps.checks.check import Check, Side
from migrate.steps.checks.registry import all_checks
from migrate.steps.s020_assess_legacy import LATER, NEVER, STEP

CHECKS = all_checks()
SESSION = botocore.session.get_session()
SET_ASIDE = {key.lower() for key, *_ in (*LATER, *NEVER)}


def test_every_number_of_the_catalogue_is_a_check_or_is_said_not_to_be_looked_at() -> None:
    made = {check.key[:3] for check in CHECKS}
    assert made | SET_ASIDE == {f"g{number:02}" for number in range(1, 41)}


def test_what_is_not_looked_at_here_has_no_check() -> None:
    assert not SET_ASIDE & {check.key[:3] for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
class TestCheck:
    def test_its_reads_exist_and_are_on_the_allow_list(self, check: Check) -> None:
        for operation in (o for some in check.reads.values() for o in some):
            service, _, name = operation.partition(":")
            assert SESSION.get_service_model(service).operation_model(name)
            assert operation in allowed_reads()

    def test_its_permissions_are_told_by_the_step(self, check: Check) -> None:
        for role, operations in check.reads.items():
            assert {action_of(o) for o in operations} <= set(STEP.permissions[role])

    def test_it_says_what_it_asks_and_where_that_comes_from(self, check: Check) -> None:
        assert check.title[0].isupper()
        assert check.source
        assert set(check.reads) <= {"legacy", "management"}
        assert check.side is Side.LEGACY or "management" in check.reads


@pytest.mark.parametrize(
    "row",
    [check.look.args[0] for check in CHECKS if check.look.__class__.__name__ == "partial"],
    ids=lambda row: row.key,
)
class TestRow:
    def test_its_path_begins_in_the_answer(self, row: rows.Row) -> None:
        for listing in row.lists:
            service, _, name = listing.call.partition(":")
            shape = SESSION.get_service_model(service).operation_model(name).output_shape
            head = re.match(r"\w+", listing.items)
            assert head and head[0] in shape.members
            assert jmespath.compile(listing.items)

    def test_its_parameters_are_the_operation_s(self, row: rows.Row) -> None:
        for listing in row.lists:
            service, _, name = listing.call.partition(":")
            shape = SESSION.get_service_model(service).operation_model(name).input_shape
            assert set(listing.params) <= set(shape.members)

    def test_it_says_why_and_what_to_do(self, row: rows.Row) -> None:
        assert "{names}" in row.found
        assert row.why and row.remedy and row.source
        assert row.severity is not Severity.BLOCK


def test_a_row_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(AssertionError, match="colour"):
        rows.check_from_row("g99-x", {"colour": "red"}, "g99_x.yaml")
