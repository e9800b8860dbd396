"""Errors that stand before any service, written in the protocol of the service asked."""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

from moto.core.model import OperationModel
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from migrate.simulator import cbor
from migrate.simulator.asked import Asked
from migrate.simulator.framework import AwsError

JSON = "application/x-amz-json-1.1"
Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""

_ID_HEADERS = frozenset({"x-amzn-requestid", "x-amz-request-id"})
_ID_TEXT = re.compile(rb"(<(?:RequestId|requestId|RequestID)>)[^<]*")


class HungUp(Exception):
    """The connection ends without an answer."""


def refusal(asked: Asked, code: str, message: str, status: int, **extra: Any) -> Answer:
    """Return an error as the asked service would write it."""
    try:
        service = get_service_model(asked.service)
    except Exception:  # noqa: BLE001  # botocore has several ways not to know a service
        return plain(code, message, status)
    protocol = asked.protocol
    if "cbor" in protocol:
        return status, dict(cbor.HEADERS), cbor.written({"__type": code, "message": message})
    model = asked.model or OperationModel({"name": asked.operation, "http": {}}, service)
    serializer = get_serializer_class(asked.service, protocol)(model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # moto warns of codes that the model does not list
        written = serializer.serialize(AwsError(code, message, **extra))
    headers = {str(k): str(v) for k, v in dict(written["headers"]).items()}
    if "json" in protocol and not any(name.lower() == "x-amzn-errortype" for name in headers):
        headers["x-amzn-errortype"] = code
    body = written["body"]
    return status, headers, body.encode() if isinstance(body, str) else body


def identified(answer: Answer, service: str, request_id: str) -> Answer:
    """Return an answer that bears one request id, in its head and where XML repeats it."""
    status, headers, body = answer
    named = {k: v for k, v in headers.items() if k.lower() not in _ID_HEADERS}
    named["x-amzn-RequestId"] = request_id
    if service == "s3":
        named["x-amz-request-id"] = request_id
    if body.startswith(b"<") and (service != "s3" or status >= 400):
        body = _ID_TEXT.sub(rb"\g<1>" + request_id.encode(), body)
        named = {k: v for k, v in named.items() if k.lower() != "content-length"}
    return status, named, body


def plain(code: str, message: str, status: int) -> Answer:
    """Return an error of no service in particular."""
    headers = {"Content-Type": JSON, "x-amzn-errortype": code}
    return status, headers, json.dumps({"__type": code, "message": message}).encode()


def by_protocol(asked: Asked, query: str, json_code: str, s3: str, ec2: str) -> str:
    """Return the name that a service's family gives to one and the same error."""
    if asked.service == "s3":
        return s3
    if asked.service == "ec2":
        return ec2
    try:
        return json_code if "json" in asked.protocol else query
    except Exception:  # noqa: BLE001
        return json_code
