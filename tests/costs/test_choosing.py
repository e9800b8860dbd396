"""The cheapest calls that answer all wants, against every other way of asking."""

from __future__ import annotations

from itertools import combinations

import pytest

from migrate.costs.choosing import FILTERS, Periods, choose, cost, covers, fewest, lower_bound
from migrate.costs.cubes import Call, Cube, Group
from migrate.costs.sizes import Sizes
from migrate.costs.wants import LEVELS, Keys, Want, wants_of

KEYS = Keys(tags=("team", "=1+1", "../x"), categories=("product",))
PERIODS = Periods(38, 425)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("sizes", [Sizes(), Sizes(5, 9, 1000), Sizes(60, 1500, 1000)])
def test_every_want_is_answered_and_nothing_is_asked_twice(level: str, sizes: Sizes) -> None:
    wants = wants_of(level, KEYS)
    calls = choose(wants, sizes, PERIODS)

    for want in wants:
        for granularity in want.granularities:
            fit = [c for c in calls if c.granularity == granularity and covers(c.cube, want)]
            assert fit, want
    assert len({call.key for call in calls}) == len(calls)
    assert all(len(call.cube.groups) <= 2 for call in calls)  # botocore ce: GroupBy
    assert all(call.cube.by is None or call.cube.by in FILTERS for call in calls)


def test_single_keys_are_paired_as_well_as_they_can_be() -> None:
    """Compared with every way to pair four keys."""
    groups = [Group("DIMENSION", name) for name in ("AZ", "PLATFORM", "TENANCY", "LINKED_ACCOUNT")]
    wants = [Want(group.key.lower(), (group,), ("MONTHLY",)) for group in groups]
    sizes = Sizes(page=100)
    ways = [[Cube(w.name, w.groups) for w in wants]]
    for one, other in combinations(wants, 2):
        rest = [w for w in wants if w not in (one, other)]
        pair = Cube("pair", (*one.groups, *other.groups))
        ways.append([pair, *(Cube(w.name, w.groups) for w in rest)])
        ways.append([pair, Cube("rest", (*rest[0].groups, *rest[1].groups))])
    best = min(sum(cost(cube, sizes, 38)[1] for cube in way) for way in ways)

    chosen = choose(wants, sizes, PERIODS)

    assert sum(cost(call.cube, sizes, 38)[1] for call in chosen) == best


def test_three_keys_are_filtered_by_the_key_with_the_fewest_values() -> None:
    keys = [Group("DIMENSION", name) for name in ("SERVICE", "USAGE_TYPE", "RECORD_TYPE")]
    want = Want("three", tuple(keys), ("MONTHLY",))
    (call,) = choose([want], Sizes(services=60, usage_types=1500), PERIODS)

    assert call.cube.by == keys[2]
    assert call.cube.groups == (keys[0], keys[1])


def test_what_lies_in_a_larger_answer_is_not_asked_for() -> None:
    calls = choose(wants_of("everything", Keys()), Sizes(), PERIODS)

    assert "service-usage-type" not in {call.cube.name for call in calls}
    assert "service-operation" not in {call.cube.name for call in calls}


def test_nothing_is_cheaper_than_the_lower_bound() -> None:
    wants = wants_of("standard", KEYS)
    for services, page in ((5, 100), (60, 1000)):
        sizes = Sizes(services, 300, page)
        rows = {
            (w.name, g): sizes.rows(w.groups)[0] * PERIODS.of(g)
            for w in wants
            for g in w.granularities
        }
        calls = choose(wants, sizes, PERIODS)
        fewest = 2 + sum(cost(c.cube, sizes, PERIODS.of(c.granularity))[0] for c in calls)

        assert 0 < lower_bound(wants, rows, page, services) <= fewest


def test_the_fewest_requests_are_no_guess() -> None:
    """A tag whose values nobody counted, and a service that is used on one day of the month."""
    usage = frozenset({Group("DIMENSION", "SERVICE"), Group("DIMENSION", "USAGE_TYPE")})
    sizes = Sizes(60, 1500, 0, {usage: 1500})
    tag = Call(Cube("tag", (Group("DIMENSION", "SERVICE"), Group("TAG", "team"))), "DAILY")
    whole = Call(Cube("usage", tuple(usage)), "DAILY")

    assert fewest(tag, sizes, PERIODS) == 1  # 60 rows in each of 14 months
    assert fewest(whole, sizes, PERIODS) == 5  # 21,000 rows in pages of 5,000
    assert fewest(whole, Sizes(), PERIODS) == 1


def test_the_names_of_tags_never_lead_out_of_a_directory() -> None:
    for want in wants_of("everything", KEYS):
        assert "/" not in want.name
        assert ".." not in want.name
