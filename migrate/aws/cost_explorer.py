"""Cost Explorer, page by page: every page is a request that AWS charges for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from migrate.aws.account import Account
from migrate.core.errors import GatewayError, NotYet
from migrate.core.json_text import parsed
from migrate.core.waiting import Wait, WaitFor

PAUSE = timedelta(minutes=1)
QUESTION, AS_WRITTEN, OK = "GetCostAndUsage", "AsWritten", 200


class NoDataYet(GatewayError):
    """Cost Explorer was never enabled in this account, or has not filled yet."""


class TokenLost(GatewayError):
    """The paging token is void; the question has to be asked from its first page."""


class QuestionRefused(GatewayError):
    """Cost Explorer does not answer this question: too old, or a grouping that it lacks."""


LEAVES: Mapping[str, type[GatewayError]] = {
    "DataUnavailableException": NoDataYet,
    "BillExpirationException": TokenLost,
    "InvalidNextTokenException": TokenLost,
    "RequestChangedException": TokenLost,
    "ValidationException": QuestionRefused,
}
"""Source: botocore ce GetCostAndUsage.  That DataUnavailableException stands for an account
whose Cost Explorer is off is our reading of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One page as AWS gave it."""

    body: Mapping[str, Any]
    at: datetime
    """AWS's clock."""
    request_id: str
    attempts: int
    """How often it was sent: the SDK repeats a throttled request, and AWS may charge each."""
    text: str = ""
    """The JSON that the body was read from, where it was kept."""


@dataclass(frozen=True, slots=True)
class CostExplorer:
    """Cost Explorer of one account; it answers in the home region of the partition."""

    account: Account

    def cost_and_usage(self, request: Mapping[str, Any]) -> Answer:
        """Return one page of GetCostAndUsage, as the JSON that AWS wrote.

        botocore would walk through every amount of it, which takes ten times as long.
        """
        events, event = (
            self.account.read("ce").meta.events,
            f"before-parse.cost-explorer.{QUESTION}",
        )
        events.register(event, _as_written, QUESTION)
        try:
            answer = self.page("get_cost_and_usage", request)
        finally:
            events.unregister(event, unique_id=QUESTION)  # others share the client, and its parser
        if AS_WRITTEN not in answer.body:
            raise GatewayError(
                "Cost Explorer answered something that is no JSON",
                operation=f"ce:{QUESTION}",
                request_id=answer.request_id,
            )
        text, body = answer.body[AS_WRITTEN]
        return replace(answer, body=body, text=text)

    def page(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """Return one page of any read; each is a request that AWS may charge for."""
        with _told_apart(self.account):
            body = dict(self.account.call("ce", operation, **request))
        meta = body.pop("ResponseMetadata")
        return Answer(
            body=body,
            at=self.account.clock.now(),
            request_id=str(meta.get("RequestId", "")),
            attempts=1 + int(meta.get("RetryAttempts", 0)),
        )


def _as_written(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any
) -> None:
    """Read an answer as plain JSON and leave botocore nothing to parse; errors stay its own."""
    if response_dict["status_code"] == OK:
        with suppress(ValueError):
            text = bytes(response_dict["body"]).decode()
            customized_response_dict[AS_WRITTEN] = text, parsed(text)
            response_dict["body"] = b"{}"


@contextmanager
def _told_apart(account: Account) -> Iterator[None]:
    """Give Cost Explorer's own codes their meaning; `LimitExceededException` is a throttle here."""
    try:
        yield
    except GatewayError as error:
        if type(error) is not GatewayError:
            raise
        if error.code in LEAVES:
            raise _retold(LEAVES[error.code], error, error.wait) from error
        if error.code == "LimitExceededException":
            again = account.clock.now() + PAUSE
            wait = Wait(WaitFor.AWS, str(error), probe=error.operation, next_look=again)
            raise _retold(NotYet, error, wait) from error
        raise


def _retold(leaf: type[GatewayError], error: GatewayError, wait: Wait | None) -> GatewayError:
    return leaf(
        str(error),
        operation=error.operation,
        code=error.code,
        request_id=error.request_id,
        remedy=error.remedy,
        wait=wait,
    )
