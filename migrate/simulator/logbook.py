"""Write every exchange into the log of calls: what CloudTrail, `GET calls` and tests read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import botocore.parsers

from migrate.simulator import clock
from migrate.simulator.asked import Asked
from migrate.simulator.calls import CALLS, Call
from migrate.simulator.identities import Principal
from migrate.simulator.refusals import Answer

_XML_CODE = re.compile(rb"<Code>([^<]*)</Code>")
_XML_TEXT = re.compile(rb"<Message>([^<]*)</Message>")


@dataclass(slots=True)
class Exchange:
    """One request on its way through the simulator."""

    environ: dict[str, Any]
    body: bytes
    asked: Asked
    request_id: str
    principal: Principal | None = None
    fault: Any = None
    """The rule that it met."""


def note(exchange: Exchange, answer: Answer) -> Call:
    """Append an exchange to the log with what AWS did, whatever of it the client saw.

    A status of 0 says that the request was never looked at.
    """
    asked, who = exchange.asked, exchange.principal
    status, headers, body = answer
    error, message = _error(status, headers, body)
    changed = asked.mutating and who is not None
    call = Call(
        number=CALLS.next_number,
        time=clock.now(),
        account=who.account if who else "",
        principal=who.arn if who else "",
        service=asked.service or exchange.environ.get("HTTP_HOST", ""),
        operation=asked.operation or asked.request.method,
        region=asked.region,
        status=status,
        error=error,
        request_id=exchange.request_id,
        message=message,
        user_agent=exchange.environ.get("HTTP_USER_AGENT", ""),
        user_id=who.user_id if who else "",
        kind=who.kind if who else "",
        access_key=asked.access_key,
        mutating=asked.mutating,
        asked=_asked(asked) if changed else {},
        answered=_answered(asked, answer) if changed and not error else {},
        fault=exchange.fault.kind if exchange.fault else "",
    )
    CALLS.add(call)
    return call


def _error(status: int, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """Return code and message of an error answer; empty of any other."""
    if status < 400:
        return "", ""
    found = _XML_CODE.search(body)
    if found:
        text = _XML_TEXT.search(body)
        return found[1].decode(), text[1].decode("utf-8", "replace") if text else ""
    lowered = {name.lower(): value for name, value in headers.items()}
    try:
        content = json.loads(body)
    except ValueError:
        content = {}
    if not isinstance(content, dict):
        content = {}
    kind = lowered.get("x-amzn-errortype") or content.get("__type") or content.get("code") or ""
    code = str(kind).rpartition("#")[2].partition(":")[0]
    return code or str(status), str(content.get("message") or content.get("Message") or "")


def _asked(asked: Asked) -> dict[str, Any]:
    try:
        return {k: v for k, v in asked.params().items() if _plain(v)}
    except (ValueError, KeyError, TypeError):  # what cannot be read was refused by its service
        return {}


def _answered(asked: Asked, answer: Answer) -> dict[str, Any]:
    status, headers, body = answer
    if asked.model is None or asked.model.output_shape is None:
        return {}
    lowered = {name.lower(): value for name, value in headers.items()}
    parser = botocore.parsers.create_parser(asked.protocol)
    written = {"status_code": status, "headers": lowered, "body": body}
    try:
        found = parser.parse(written, asked.model.output_shape)
    except (botocore.parsers.ResponseParserError, KeyError, ValueError):
        return {}
    found.pop("ResponseMetadata", None)
    return {k: v for k, v in found.items() if _plain(v)}


def _plain(value: object) -> bool:
    """Leave out contents of objects and other bodies that are streams or bytes."""
    return not isinstance(value, bytes | bytearray) and not hasattr(value, "read")
