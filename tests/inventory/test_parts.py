"""The parts of a scan by themselves: secrets, pace, turns, paging, causes."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import pytest
from botocore import exceptions as boto

from migrate.aws.outcomes import Seen, of_answer, of_exception
from migrate.aws.pace import FASTEST, SLOWEST, Pace
from migrate.aws.paging import Paging
from migrate.inventory.ask import given, may_be_denied
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import ALL, Cell, State
from migrate.inventory.collect import tags_of
from migrate.inventory.gaps import gaps_of, missing_actions, open_gaps
from migrate.inventory.queue import CellQueue
from migrate.inventory.redaction import Redaction
from migrate.inventory.resource import Resource
from migrate.inventory.rows import digest_of

ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf"


@pytest.mark.parametrize(
    ("given", "kept", "hidden"),
    [
        ({"MasterUserPassword": "hunter2"}, {"MasterUserPassword": "(redacted, 7 characters)"}, 1),
        ({"SecretArn": ARN}, {"SecretArn": ARN}, 0),
        ({"PasswordLastUsed": "2026-01-01"}, {"PasswordLastUsed": "2026-01-01"}, 0),
        (
            {"Environment": {"Variables": {"MODE": "live", "TABLE": ARN}}},
            {"Environment": {"Variables": {"MODE": "(redacted, 4 characters)", "TABLE": ARN}}},
            1,
        ),
        (
            {"environment": [{"name": "MODE", "value": "live"}]},
            {"environment": [{"name": "MODE", "value": "(redacted, 4 characters)"}]},
            1,
        ),
        (
            {
                "environment": {
                    "image": "aws/codebuild:7",
                    "environmentVariables": [{"value": "x y"}],
                }
            },
            {
                "environment": {
                    "image": "aws/codebuild:7",
                    "environmentVariables": [{"value": "(redacted, 3 characters)"}],
                }
            },
            1,
        ),
        ({"UserData": "IyEvYmlu"}, {"UserData": "(redacted, 8 characters)"}, 1),
        ({"Url": "mysql://u:pw@h/db"}, {"Url": "mysql://(redacted)@h/db"}, 1),
        ({"Note": "AKIAABCDEFGHIJKLMNOP"}, {"Note": "(redacted)"}, 1),
        (
            {"Parameters": [{"Key": "DbPassword", "Value": "hunter2"}]},
            {"Parameters": [{"Key": "DbPassword", "Value": "(redacted, 7 characters)"}]},
            1,
        ),
        ({"Name": "secret-santa", "Size": 3}, {"Name": "secret-santa", "Size": 3}, 0),
    ],
)
def test_secrets_are_hidden_and_references_kept(given: Any, kept: Any, hidden: int) -> None:
    redaction = Redaction()
    assert redaction.clean(given) == kept
    assert redaction.hidden == hidden


def answer(code: str, message: str = "", status: int = 400) -> dict[str, Any]:
    return {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }


@pytest.mark.parametrize(
    ("said", "seen", "final"),
    [
        (answer("AccessDeniedException"), Seen.DENIED, False),
        (answer("ThrottlingException"), Seen.THROTTLED, False),
        (answer("Whatever", status=429), Seen.THROTTLED, False),
        (answer("SubscriptionRequiredException"), Seen.NOT_SUBSCRIBED, True),
        (answer("X", "This is not available in this region"), Seen.NOT_IN_REGION, True),
        (answer("InternalError", status=500), Seen.ERROR, False),
        (answer("NotImplemented", status=501), Seen.ERROR, True),
        (answer("ValidationException", "Parameter x is wrong"), Seen.ERROR, False),
        (answer("", status=404), Seen.ERROR, False),
    ],
)
def test_no_error_is_ever_empty(said: dict[str, Any], seen: Seen, final: bool) -> None:
    outcome = of_answer(said, "ec2:DescribeVpcs")
    assert (outcome.seen, outcome.final) == (seen, final)
    assert outcome.code


def test_macie_refuses_when_it_is_off_and_that_is_no_missing_permission() -> None:
    off = answer("AccessDeniedException", "Macie is not enabled", 403)
    assert of_answer(off, "macie2:ListMembers").seen is Seen.NOT_SUBSCRIBED
    refused = answer(
        "AccessDeniedException", "User: x is not authorized to perform: macie2:List", 403
    )
    assert of_answer(refused, "macie2:ListMembers").action == "macie2:List"


REFUSED = (
    "AWS::APS::Scraper Handler returned status FAILED: User: arn:aws:sts::111122223333:"
    f"assumed-role/{'r' * 250}/me is not authorized to perform: aps:ListScrapers on resource: * "
    "(HandlerErrorCode: GeneralServiceException, RequestToken: 1)"
)
UNTOLD = (
    "AWS::APS::Scraper Handler returned status FAILED: Access denied (Service: Amp, Status Code: "
    "403) (HandlerErrorCode: AccessDenied, RequestToken: 1)"
)


@pytest.mark.parametrize(
    ("code", "message", "action"),
    [
        ("GeneralServiceException", REFUSED, "aps:ListScrapers"),
        ("AccessDeniedException", REFUSED, "aps:ListScrapers"),
        ("AccessDeniedException", UNTOLD, ""),
        ("AccessDeniedException", "no", "cloudformation:ListResources"),
    ],
)
def test_a_refusal_behind_cloud_control_names_what_was_refused(
    code: str, message: str, action: str
) -> None:
    outcome = of_answer(answer(code, message), "cloudcontrol:ListResources")
    assert (outcome.seen, outcome.action) == (Seen.DENIED, action)


def test_a_handler_that_failed_otherwise_is_an_error() -> None:
    said = answer("GeneralServiceException", "AWS::A::B Handler returned status FAILED: no idea")
    assert of_answer(said, "cloudcontrol:ListResources").seen is Seen.ERROR


def test_every_action_that_may_have_been_denied_is_missing() -> None:
    cells = [Cell("c:L(T=1)", "r1", state=State.DENIED, action=ALL.join(("a:One", "b:Two")))]
    assert missing_actions(cells) == ("a:One", "b:Two")


def test_a_refusal_without_a_name_always_means_some_action() -> None:
    listings = load_catalogue().listings.values()
    assert [one.id for one in listings if not may_be_denied(one)] == []


def test_refusals_without_a_name_are_accepted_list_by_list() -> None:
    own = "cloudformation:ListResources"
    unnamed = Cell("cloudcontrol:ListResources(T=A)", "r1", state=State.DENIED, message=UNTOLD)
    cells = [
        replace(unnamed, action=own),
        replace(unnamed, listing="cloudcontrol:ListResources(T=B)"),
        replace(unnamed, listing="cloudcontrol:ListResources(T=C)", action=own, message="no"),
        replace(unnamed, listing="cloudcontrol:ListResources(T=D)", action="a:One"),
    ]
    gaps = gaps_of(cells)
    keys = [gap.key for gap in gaps]
    assert keys == [
        "denied a:One",
        "denied cloudcontrol:ListResources(T=A)",
        "denied cloudcontrol:ListResources(T=B)",
        f"denied {own}",
    ]
    assert [gap.unnamed for gap in gaps] == [False, True, True, False]
    assert [gap.key for gap in open_gaps(gaps, [keys[1]])] == [keys[0], *keys[2:]]
    assert missing_actions(cells) == ("a:One", own)


@pytest.mark.parametrize(("listed", "seen"), [(True, Seen.ERROR), (False, Seen.NOT_IN_REGION)])
def test_a_host_that_does_not_answer_is_absent_only_where_botocore_knows_none(
    listed: bool, seen: Seen
) -> None:
    nowhere = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    error = boto.EndpointConnectionError(endpoint_url="https://a.b", error=nowhere)
    assert of_exception(error, listed=listed).seen is seen


@pytest.mark.parametrize(
    "cause", [None, socket.gaierror(socket.EAI_AGAIN, "try again"), ConnectionRefusedError()]
)
def test_a_broken_network_is_never_taken_for_an_absent_service(cause: Any) -> None:
    error = boto.EndpointConnectionError(endpoint_url="https://a.b", error=cause)
    assert of_exception(error, listed=False).seen is Seen.ERROR


def test_the_pace_halves_once_for_calls_that_were_under_way_together() -> None:
    now = [0.0]
    pace = Pace(20.0, lambda: now[0])
    waits = [round(pace.turn(), 3) for _ in range(23)]
    assert waits[:21] == [0.0] * 21
    assert waits[21:] == [0.05, 0.1]
    pace.refused()
    pace.refused()
    assert pace.rate == 10.0
    now[0] = 5.0
    pace.refused()
    assert pace.rate == 5.0
    pace.answered()
    assert pace.rate == 6.0
    for _ in range(400):
        pace.answered()
    assert pace.rate == FASTEST
    for _ in range(40):
        now[0] += 100
        pace.refused()
    assert pace.rate == SLOWEST


def test_a_lane_that_is_full_or_rests_is_passed_by() -> None:
    now, rests = [0.0], {"tired": 0.0}
    queue = CellQueue(
        lambda cell: (cell.listing, cell.region),
        at_once=2,
        rank=lambda lane: {"first": 0, "tired": 1}.get(lane[0], 2),
        rest=lambda cell: rests.get(cell.listing, 0.0),
        clock=lambda: now[0],
    )
    first = [Cell("first", "r", str(n)) for n in range(3)]
    assert queue.add([Cell("last", "r"), Cell("tired", "r"), *first, first[0]]) == 5
    rests["tired"] = 2.0
    assert [getattr(queue.next(), "listing", None) for _ in range(4)] == [
        "first",
        "first",
        "last",
        None,
    ]
    assert queue.pause(5.0) == 2.0
    queue.done(first[0])
    following = queue.next()
    assert following is not None
    assert following.parent == "2"
    now[0], rests["tired"] = 2.5, 0.0
    rested = queue.next()
    assert rested is not None
    assert rested.listing == "tired"
    assert not queue
    assert queue.next() is None


LISTENER = "arn:aws:vpc-lattice:eu-west-1:111122223333:service/svc-1/listener/listener-2"


@pytest.mark.parametrize(
    ("child", "identifier", "arn", "asked"),
    [
        ("qbusiness:ListDataSources", "app|idx", "", {"applicationId": "app", "indexId": "idx"}),
        (
            "vpc-lattice:ListRules",
            LISTENER,
            LISTENER,
            {"serviceIdentifier": "svc-1", "listenerIdentifier": LISTENER},
        ),
        ("qbusiness:ListDataSources", "app", "", {"applicationId": "app", "indexId": ""}),
    ],
)
def test_a_thing_on_two_parents_finds_the_upper_one_in_the_nearer_ones_name(
    child: str, identifier: str, arn: str, asked: dict[str, str]
) -> None:
    found = [one for one in load_catalogue().listings.values() if one.id.startswith(f"{child}(")]
    parent = Resource("111122223333", "eu-west-1", found[0].parent, identifier, arn)
    assert given(found[0], parent) == asked


def test_paging_ends_where_aws_says_so() -> None:
    paging = Paging((("Marker", "Marker"),), more="IsTruncated")
    assert paging.next({"IsTruncated": True, "Marker": "x"}) == {"Marker": "x"}
    assert paging.next({"IsTruncated": False, "Marker": "x"}) == {}
    assert paging.next({}) == {}


def test_gaps_are_named_by_cause_and_only_curable_ones_stay_open() -> None:
    denied = Cell("a:List", "r1", state=State.DENIED, code="AccessDenied", action="a:List")
    cells = [
        denied,
        replace(denied, region="r2"),
        Cell("b:List(X=1)", "r1", state=State.ERROR, code="NotImplemented", final=True),
        Cell("c:List", "r1", state=State.EMPTY),
        Cell("d:List", "r1", state=State.NOT_SUBSCRIBED),
    ]
    gaps = gaps_of(cells)
    assert [(gap.key, gap.cells) for gap in gaps] == [
        ("denied a:List", 2),
        ("error b:List NotImplemented (no such operation)", 1),
    ]
    assert [gap.key for gap in open_gaps(gaps)] == ["denied a:List"]
    assert open_gaps(gaps, ["denied a:List"]) == ()


@pytest.mark.parametrize(
    "found",
    [
        [{"Key": "a", "Value": "1"}],
        [{"key": "a", "value": "1"}],
        [{"TagKey": "a", "TagValue": "1"}],
        {"a": "1"},
    ],
)
def test_tags_read_the_same_in_every_spelling(found: Any) -> None:
    assert tags_of(found) == {"a": "1"}


def test_what_moves_by_itself_is_no_change() -> None:
    one = Resource("1", "r", "T::A::B", "x", properties={"storedBytes": 1, "Size": 2})
    assert digest_of(one) == digest_of(replace(one, properties={"storedBytes": 9, "Size": 2}))
    assert digest_of(one) != digest_of(replace(one, properties={"storedBytes": 1, "Size": 3}))
