"""The lists besides sums: each row is a read that botocore knows and the border allows."""

from __future__ import annotations

from datetime import date

import botocore.session
import pytest
from botocore.validate import ParamValidator

from migrate.aws.guard import allowed_reads
from migrate.aws.reading import TOKENS
from migrate.costs.extras_table import ESSENTIAL, REGIONS, RESERVED, Extra, extras, extras_of

SESSION = botocore.session.get_session()
NAMES = [extra.name for extra in extras()]


@pytest.mark.parametrize("extra", extras(), ids=NAMES)
def test_a_row_is_a_request_that_botocore_takes(extra: Extra) -> None:
    model = SESSION.get_service_model(extra.service)
    operation = model.operation_model(extra.call.partition(":")[2])
    item = "" if extra.each == REGIONS else "x" * 40

    request = extra.request("111122223333", date(2026, 3, 17), item)

    problems = ParamValidator().validate(request, operation.input_shape)
    assert not problems.has_errors(), problems.generate_report()
    assert extra.call in allowed_reads()


@pytest.mark.parametrize("extra", extras(), ids=NAMES)
def test_every_page_can_be_followed(extra: Extra) -> None:
    """A list whose answer has a token by another name would end after its first page."""
    model = SESSION.get_service_model(extra.service)
    operation = model.operation_model(extra.call.partition(":")[2])
    more = [n for n in operation.output_shape.members if n.lower().endswith(("token", "marker"))]

    assert all(name in TOKENS for name in more)
    assert all(name in operation.input_shape.members for name in more)


def test_each_row_follows_the_list_that_it_is_asked_by() -> None:
    for at, extra in enumerate(extras()):
        name = extra.each.partition("/")[0]
        assert name in {"", REGIONS, RESERVED, *NAMES[:at]}
    assert len(set(NAMES)) == len(NAMES)
    essential = [extra.name for extra in extras_of(ESSENTIAL)]
    assert 0 < len(essential) < len(extras_of("standard")) == len(NAMES)
