"""What a refused or failed call means for a scan: its state, its cause, its gap."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import pytest
from botocore import exceptions as boto

from migrate.aws.outcomes import Seen, of_answer, of_exception
from migrate.inventory.ask import may_be_denied
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import ALL, Cell, State
from migrate.inventory.gaps import gaps_of, missing_actions, open_gaps


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
