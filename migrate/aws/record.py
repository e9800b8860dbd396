"""Keep every call: hung on each client, told to the recorder with its parameters redacted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from migrate.aws.clock import AwsClock
from migrate.aws.guard import Identity, Sending
from migrate.aws.redact import redacted
from migrate.core.call import CallRecord
from migrate.core.ports import Recorder

_STARTED = "migrate_started"
_PARAMS = "migrate_params"


class Tape:
    """Records what one account's clients do; also sets the clock by each answer's Date."""

    def __init__(
        self,
        recorder: Recorder,
        clock: AwsClock,
        account: str,
        step: Callable[[], str],
        principal: Callable[[], str],
    ) -> None:
        self._recorder = recorder
        self._clock = clock
        self._account = account
        self._step = step
        self._principal = principal

    def attach(self, client: Any, sending: Sending | None = None) -> None:
        """Record every call of a client."""
        events = client.meta.events
        service = client.meta.service_model.service_name
        region = client.meta.region_name

        def started(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
            context[_STARTED] = time.monotonic()
            context[_PARAMS] = redacted(params) if sending is not None else {}

        def answered(
            http_response: Any, parsed: dict[str, Any], model: Any, context: Any, **_: Any
        ) -> None:
            at = self._clock.see(http_response.headers.get("Date", ""))
            meta = parsed.get("ResponseMetadata", {})
            self._keep(
                service,
                model.name,
                region,
                context,
                sending,
                outcome=str(parsed.get("Error", {}).get("Code", "ok")),
                request_id=str(meta.get("RequestId", "")),
                at=at,
            )

        def broke(exception: BaseException, context: Any, **event: Any) -> None:
            operation = str(event.get("event_name", "")).rpartition(".")[2]
            self._keep(
                service, operation, region, context, sending, outcome=type(exception).__name__
            )

        events.register("provide-client-params", started)
        events.register("after-call", answered)
        events.register("after-call-error", broke)

    def _keep(
        self,
        service: str,
        operation: str,
        region: str,
        context: Any,
        sending: Sending | None,
        *,
        outcome: str,
        **known: Any,
    ) -> None:
        started = context.get(_STARTED)
        took = 0 if started is None else int((time.monotonic() - started) * 1000)
        self._recorder.call(
            CallRecord(
                service,
                operation,
                region,
                self._account,
                self._principal(),
                outcome,
                duration_ms=took,
                mutating=sending is not None,
                intent=sending.intent.id if sending is not None else "",
                step=self._step(),
                params=context.get(_PARAMS, {}),
                **known,
            )
        )


def principal_of(identity: Identity | None) -> str:
    """Return the ARN to record; empty while it is not proven."""
    return identity.arn if identity is not None else ""
