"""Where botocore's exceptions die: which of our errors each becomes, and what it tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from migrate.aws.codes import AMBIGUOUS, LEAVES, REFUSALS
from migrate.aws.errors import from_answer, translated
from migrate.aws.login import login_of
from migrate.aws.permissions import action_of
from migrate.aws.redact import HIDDEN, redacted
from migrate.core.errors import (
    AlreadyThere,
    CredentialsExpired,
    GatewayError,
    NotFound,
    NotPermitted,
    NotYet,
    OutcomeUnknown,
)
from migrate.core.waiting import WaitFor

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def answered(code: str, status: int = 400, **more: Any) -> GatewayError:
    answer = {
        "Error": {"Code": code, "Message": f"said {code}"},
        "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "r-1"},
        **more,
    }
    return from_answer(answer, "organizations:InviteAccountToOrganization", "old", NOW)


@pytest.mark.parametrize(
    ("code", "leaf"),
    [
        ("AccessDeniedException", NotPermitted),
        ("UnauthorizedOperation", NotPermitted),
        ("ExpiredToken", CredentialsExpired),
        ("FinalizingOrganizationException", NotYet),
        ("TooManyRequestsException", NotYet),
        ("ConcurrentModificationException", NotYet),
        ("DuplicateHandshakeException", AlreadyThere),
        ("AWSOrganizationsNotInUseException", NotFound),
        ("NobodyKnowsThisException", GatewayError),
    ],
)
def test_a_code_becomes_its_leaf_and_keeps_what_aws_said(code: str, leaf: type) -> None:
    error = answered(code)

    assert type(error) is leaf
    assert error.code == code
    assert error.request_id == "r-1"
    assert error.remedy


def test_a_permission_is_named_by_its_iam_action() -> None:
    answer = {"Error": {"Code": "AccessDenied", "Message": "no"}}
    assert "budgets:ViewBudget" in from_answer(answer, "budgets:DescribeBudgets").remedy
    assert action_of("service-quotas:ListServiceQuotas") == "servicequotas:ListServiceQuotas"
    assert action_of("s3:ListBuckets") == "s3:ListAllMyBuckets"


def test_a_reason_code_says_cause_whose_action_and_how_long() -> None:
    error = answered(
        "HandshakeConstraintViolationException", Reason="ACCOUNT_NUMBER_LIMIT_EXCEEDED"
    )
    assert error.reason == "ACCOUNT_NUMBER_LIMIT_EXCEEDED"
    assert "quota" in error.remedy
    assert error.wait is not None
    assert error.wait.waiting_for is WaitFor.AWS
    assert error.wait.next_look == NOW + timedelta(hours=1)

    person = answered("HandshakeConstraintViolationException", Reason="PAYMENT_INSTRUMENT_REQUIRED")
    assert person.wait is not None
    assert person.wait.waiting_for is WaitFor.PERSON


def test_a_server_error_without_a_known_code_is_worth_another_look() -> None:
    assert type(answered("WhateverFailure", 503)) is NotYet


@pytest.mark.parametrize(
    ("raised", "leaf"),
    [
        (boto.ReadTimeoutError(endpoint_url="https://x"), OutcomeUnknown),
        (boto.ConnectionClosedError(endpoint_url="https://x"), OutcomeUnknown),
        (ResponseParserError("not well-formed"), OutcomeUnknown),
        (boto.SSLError(endpoint_url="https://x", error="eof"), OutcomeUnknown),
        (boto.EndpointConnectionError(endpoint_url="https://x"), GatewayError),
        (boto.ConnectTimeoutError(endpoint_url="https://x"), GatewayError),
        (boto.UnauthorizedSSOTokenError(), CredentialsExpired),
        (boto.NoCredentialsError(), CredentialsExpired),
        (boto.ParamValidationError(report="x"), GatewayError),
        (boto.ProfileNotFound(profile="old"), GatewayError),
    ],
)
def test_a_client_error_is_sorted_by_what_may_have_happened(raised: Exception, leaf: type) -> None:
    with pytest.raises(leaf) as caught, translated("x:Y", "old", NOW):
        raise raised
    assert type(caught.value) is leaf


def test_lost_credentials_are_waited_for_with_the_command_to_type() -> None:
    login = login_of("old", {"old": {"sso_session": "corp"}})
    with pytest.raises(CredentialsExpired) as caught, translated("x:Y", "old", NOW, login):
        raise boto.UnauthorizedSSOTokenError

    assert caught.value.wait is not None
    assert "`aws sso login --profile old`" in caught.value.wait.instruction
    assert "aws sso login --profile old" in caught.value.remedy


@pytest.mark.parametrize(
    ("profiles", "says"),
    [
        ({"p": {"sso_start_url": "https://x"}}, "`aws sso login --profile p`"),
        ({"p": {"source_profile": "q"}, "q": {"sso_session": "s"}}, "`aws sso login --profile q`"),
        ({"p": {"login_session": "arn"}}, "`aws login --profile p`"),
        ({"p": {"credential_process": "x"}}, "credential_process"),
        ({"p": {"source_profile": "p"}}, "keys of profile p"),
        ({"p": {"source_profile": "q"}, "q": {"source_profile": "p"}}, "keys of profile"),
        ({}, "keys of profile p"),
    ],
)
def test_a_profile_is_renewed_by_its_kind(profiles: Any, says: str) -> None:
    assert says in login_of("p", profiles)


def test_a_profile_name_is_quoted_in_the_command() -> None:
    assert "'$(reboot)'" in login_of("$(reboot)", {"$(reboot)": {"sso_session": "s"}})


def test_what_is_ambiguous_is_never_taken_for_a_refusal() -> None:
    """A call that AWS failed at may have happened: it is looked up, not repeated."""
    assert AMBIGUOUS.isdisjoint(REFUSALS)
    assert set(LEAVES) >= AMBIGUOUS
    assert "NobodyKnowsThisException" not in REFUSALS


def test_secrets_are_redacted_by_name_and_by_look() -> None:
    key, secret = "AKIA" + "A" * 16, "s" * 40
    kept = redacted(
        {
            "RoleName": "r",
            "SecretString": "x",
            "Environment": {"Variables": {"DB_PASSWORD": "y", "PORT": "1"}},
            "Text": f"{key} {secret}",
            "NextToken": "page-2",
        }
    )

    assert kept["RoleName"] == "r"
    assert kept["SecretString"] == HIDDEN
    assert kept["Environment"]["Variables"] == {"DB_PASSWORD": HIDDEN, "PORT": "1"}
    assert key not in str(kept)
    assert secret not in str(kept)
    assert kept["NextToken"] == "page-2"


def test_an_error_text_of_aws_is_redacted() -> None:
    answer = {"Error": {"Code": "X", "Message": "bad key AKIA" + "B" * 16}}
    assert "AKIABBBB" not in str(from_answer(answer, "x:Y"))
