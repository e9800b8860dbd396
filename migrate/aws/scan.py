"""Ask AWS for one list after another: paced, retried where it makes sense, every call counted."""

from __future__ import annotations

import random
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore import exceptions as boto
from botocore import xform_name
from botocore.parsers import ResponseParserError

from migrate.aws.account import Bound
from migrate.aws.clients import Clients
from migrate.aws.codes import LEAVES, LOST_CREDENTIALS
from migrate.aws.errors import expired
from migrate.aws.outcomes import LONGEST, Outcome, Seen, of_answer, of_exception
from migrate.aws.pace import Paces
from migrate.aws.paging import Paging, paging_of
from migrate.aws.redact import redacted
from migrate.core.call import CallRecord
from migrate.core.errors import CredentialsExpired, EndpointRefused

THROTTLED_ATTEMPTS = 8
FIRST_PAGE_ATTEMPTS = 3
"""A list of which nothing was read is better asked later than waited for."""
BROKEN_ATTEMPTS = 3
"""For what AWS or the network got wrong; an operation that does not exist is asked once."""
UNREADABLE = (ResponseParserError, ValueError, MemoryError, struct.error, KeyError)
"""What botocore's readers raise at an answer that is no answer: a proxy's page read as CBOR, or
an endpoint discovery (Timestream) that names no endpoints."""
STOPPED = "Stopped"
"""Code of a list that was not read because the scan ends; it stays planned."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One list to be read in one region, with its parameters."""

    service: str
    operation: str
    region: str
    params: Mapping[str, Any]
    nothing: frozenset[str] = frozenset()
    """Error codes by which AWS says that there is nothing to list."""

    @property
    def call(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.operation}"


@dataclass
class Tally:
    """What one list cost, summed for the record."""

    calls: int = 0
    milliseconds: int = 0
    request_id: str = ""
    at: datetime | None = None


class Reader:
    """Reads lists of one account; shared by threads, writes nothing."""

    def __init__(
        self, account: Bound, paces: Paces, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.account = account
        self.stopped = threading.Event()
        """Set to end every wait: nothing is sent after it."""
        self._paces = paces
        self._clock = clock
        self._clients = Clients(account)
        self._absent: dict[tuple[str, str], Outcome] = {}
        """Services that are not in a region: asked once."""
        self._listed: dict[str, frozenset[str]] = {}

    def read(
        self, ask: Ask, take: Callable[[Mapping[str, Any]], bool], tally: Tally
    ) -> Outcome | None:
        """Hand every page to `take` until it says no; return None for a list read to its end.

        `take` returning False means that enough was seen: the outcome is then CAPPED.
        """
        absent = self._absent.get((ask.service, ask.region))
        if absent is not None:
            return absent
        client = self._clients.of(ask.service, ask.region)
        paging = paging_of(self.account.session, client, ask.operation)
        params = dict(ask.params)
        seen_tokens: set[str] = set()
        while True:
            patience = THROTTLED_ATTEMPTS if seen_tokens else FIRST_PAGE_ATTEMPTS
            page = self._page(client, ask, {**paging.first, **params}, tally, patience)
            if isinstance(page, Outcome):
                return self._remembered(ask, page)
            more = take(page)
            token = paging.next(page)
            if not token:
                return None
            if not more:
                return Outcome(Seen.CAPPED, code="cap")
            if repr(token) in seen_tokens:
                return Outcome(Seen.ERROR, code="TokenRepeats", message="paging does not end")
            seen_tokens.add(repr(token))
            params.update(token)

    def rest(self, service: str, region: str, operation: str) -> float:
        """Return how many seconds an operation's next turn is away."""
        return self._paces.of(service, region, operation).wait()

    def forget(self, service: str) -> None:
        """Let go of what only a service needs, while none of its lists is under way."""
        self._clients.forget(service)

    def record(self, ask: Ask, tally: Tally, outcome: str, step: str) -> CallRecord:
        """Return the sum of one list's calls as one row of the record."""
        return CallRecord(
            ask.service,
            ask.operation,
            ask.region,
            self.account.id,
            self.account.principal,
            outcome,
            request_id=tally.request_id,
            duration_ms=tally.milliseconds,
            at=tally.at,
            step=step,
            count=tally.calls,
        )

    def _page(
        self, client: Any, ask: Ask, params: Mapping[str, Any], tally: Tally, throttled: int
    ) -> Mapping[str, Any] | Outcome:
        """Read one page, patiently; an answer that is an error comes back as its outcome."""
        pace = self._paces.of(ask.service, ask.region, ask.operation)
        failed = Counter[Seen]()  # a throttle takes none of the attempts that an error is given
        while True:
            if self.stopped.wait(pace.turn()):
                return Outcome(Seen.ERROR, code=STOPPED, message="the scan was stopped")
            answer = self._once(client, ask, params, tally)
            if not isinstance(answer, Outcome):
                pace.answered()
                return answer
            if answer.seen is not Seen.THROTTLED and not _broken(answer):
                pace.answered()
            if answer.seen is Seen.THROTTLED:
                pace.refused()
                patience = throttled
            elif answer.seen is Seen.ERROR and not answer.final and _broken(answer):
                patience = BROKEN_ATTEMPTS
            else:
                return answer
            failed[answer.seen] += 1
            if failed[answer.seen] >= patience or self.stopped.wait(_pause(failed.total())):
                return answer

    def _once(
        self, client: Any, ask: Ask, params: Mapping[str, Any], tally: Tally
    ) -> Mapping[str, Any] | Outcome:
        started = self._clock()
        tally.calls += 1
        try:
            page: Mapping[str, Any] = getattr(client, xform_name(ask.operation))(**params)
        except boto.ClientError as error:
            answer = error.response
            self._note(tally, answer)
            code = str(answer.get("Error", {}).get("Code", ""))
            if code in ask.nothing:
                return {}
            if LEAVES.get(code) is CredentialsExpired:
                raise self._expired(ask, code) from error
            return of_answer(answer, ask.call)
        except LOST_CREDENTIALS as error:
            raise self._expired(ask, type(error).__name__) from error
        except boto.BotoCoreError as error:
            return of_exception(error, listed=self.offered(ask.service, ask.region))
        except (EndpointRefused, *UNREADABLE) as error:
            final = isinstance(error, EndpointRefused)  # nothing was sent, nor will it be
            code, said = type(error).__name__, str(redacted(str(error)))[:LONGEST]
            return Outcome(Seen.ERROR, code=code, message=said, final=final)
        else:
            self._note(tally, page)
            return page
        finally:
            tally.milliseconds += int((self._clock() - started) * 1000)

    def _remembered(self, ask: Ask, outcome: Outcome) -> Outcome:
        """Ask a service no more in a region where it is not, by AWS's word and botocore's."""
        absent = outcome.seen is Seen.NOT_IN_REGION
        if absent and not self.offered(ask.service, ask.region):
            self._absent[ask.service, ask.region] = outcome
        return outcome

    def offered(self, service: str, region: str) -> bool:
        """Whether botocore's tables know the service in the region; True where they list none.

        They lag behind AWS: that a service is not there takes AWS's own word, or no such host.
        """
        known = self._listed.get(service)
        if known is None:
            account = self.account
            found = account.session.get_available_regions(service, account.partition)
            known = self._listed[service] = frozenset(found)
        return not known or region in known

    def _note(self, tally: Tally, answer: Mapping[str, Any]) -> None:
        meta = answer.get("ResponseMetadata", {})
        tally.request_id = str(meta.get("RequestId", "")) or tally.request_id
        date = str(meta.get("HTTPHeaders", {}).get("date", ""))
        tally.at = self.account.clock.see(date) or tally.at

    def _expired(self, ask: Ask, said: str) -> CredentialsExpired:
        return expired(ask.call, self.account.profile, said, login=self.account.login)


def _broken(outcome: Outcome) -> bool:
    """Whether AWS or the network failed, rather than refused."""
    return outcome.code in BREAKS or outcome.code.startswith(("5", "Internal"))


BREAKS = frozenset(
    {
        "ConnectTimeoutError",
        "ConnectionClosedError",
        "ConnectionError",
        "EndpointConnectionError",
        "HTTPClientError",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "InternalServiceError",
        "InternalServiceException",
        "ProxyConnectionError",
        "ReadTimeoutError",
        "RequestTimeout",
        "RequestTimeoutException",
        "ResponseStreamingError",
        "SSLError",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "ServiceFailure",
        "ServiceException",
        "(no code)",
    }
)


def _pause(attempt: int) -> float:
    """Return how long to wait before the next attempt, with jitter so that threads spread."""
    longest = min(20.0, 0.1 * float(2**attempt))
    return longest * (0.5 + random.random())  # noqa: S311


__all__ = ["Ask", "Outcome", "Paces", "Paging", "Reader", "Seen", "Tally"]
