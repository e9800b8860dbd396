"""What a request asks for: service, operation, region and whose key signed it.

AWS's hosts are gone behind one address, so the service is recognised by the name in the
signature, and where several services sign with one name, by target, version or path.
"""

from __future__ import annotations

import functools
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, unquote

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

_SCOPE = re.compile(r"Credential=([^/,\s]+)/(\d{8})/([^/,\s]+)/([^/,\s]+)/aws4_request")
_CBOR_CALL = re.compile(r"/service/[^/]+/operation/(\w+)$")
_READS = (
    "Get",
    "List",
    "Describe",
    "Head",
    "Lookup",
    "Search",
    "BatchGet",
    "Select",
    "Query",
    "Scan",
    "Simulate",
    "Generate",
    "Preview",
    "Check",
    "Validate",
    "Test",
    "Estimate",
    "Detect",
    "Resolve",
    "View",
    "Count",
    "Download",
    "Decode",
)


@dataclass(slots=True)
class Asked:
    """One request, as far as it could be recognised."""

    service: str
    """botocore's name; the signing name or the host where it is not one of botocore's."""
    operation: str
    region: str
    access_key: str = ""
    token: str = ""
    model: Any = None
    """moto's model of the operation; None where it was not recognised."""
    request: Any = None
    uri: Mapping[str, Any] = field(default_factory=dict)
    signed_at: datetime | None = None

    @property
    def mutating(self) -> bool:
        """Tell whether the operation may change something."""
        return not self.operation.startswith(_READS)

    @property
    def protocol(self) -> str:
        """Return the protocol that the client speaks."""
        service = get_service_model(self.service)
        if self.request.environ.get("HTTP_SMITHY_PROTOCOL"):
            return "smithy-rpc-v2-cbor"
        try:
            return str(determine_request_protocol(service, self.request.content_type))
        except NotImplementedError:
            return str(service.protocol)

    def params(self) -> dict[str, Any]:
        """Return the request's members by the model; empty where there is none."""
        if self.model is None:
            return {}
        parser = PROTOCOL_PARSERS[self.protocol](self.model, map_type=dict)
        request = self.request
        parsed = parser.parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": request.get_data(cache=True),
                "url_path": request.path,
                "url_params": self.uri,
            }
        )
        return dict(parsed)


def body_of(environ: Mapping[str, Any]) -> bytes:
    """Read a request's body; whoever comes after reads it again with `with_body`."""
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(stream.read())
    return bytes(stream.read(int(environ.get("CONTENT_LENGTH") or 0)))


def with_body(environ: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Give a request its body back."""
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ


def recognise(environ: Mapping[str, Any], body: bytes) -> Asked:
    """Return what a request asks for."""
    request = Request(with_body(dict(environ), body))
    request.get_data(cache=True)
    key, region, signing, signed_at = _scope(environ)
    if not key:
        key, signing = _second_version(body) or (key, signing)
    token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN", "") or _query(environ, "X-Amz-Security-Token")
    asked = Asked(signing, "", region, key, token, request=request, signed_at=signed_at)
    for name in _likeliest(environ, signing):
        if _matched(asked, name, body):
            break
    else:
        names = candidates(signing)
        asked.service = names[0] if names else signing
    if not asked.operation:
        asked.operation = _target(environ)[1] or _form(body).get("Action", [""])[0]
    return asked


@functools.cache
def _signing() -> Mapping[str, Sequence[str]]:
    text = resources.files("migrate.simulator").joinpath("signing.json").read_text("utf-8")
    found: Mapping[str, Sequence[str]] = json.loads(text)
    return found


@functools.cache
def candidates(signing: str) -> Sequence[str]:
    """Return botocore's services that sign with a name, the likeliest first."""
    known = _signing().get(signing) or [signing]
    return [name for name in known if _known(name)]


def _likeliest(environ: Mapping[str, Any], signing: str) -> Sequence[str]:
    """Return the candidates; S3's routes take S3 Control's paths for keys of a bucket."""
    if signing == "s3" and environ.get("HTTP_X_AMZ_ACCOUNT_ID"):
        return ["s3control"]
    return candidates(signing)


def _second_version(body: bytes) -> tuple[str, str] | None:
    """Return whose key signed the old way, which names no service; SimpleDB alone still does."""
    form = parse_qs(body.decode("utf-8", "replace")) if b"SignatureVersion=2" in body else {}
    return (form["AWSAccessKeyId"][0], "sdb") if "AWSAccessKeyId" in form else None


def _known(name: str) -> bool:
    try:
        get_service_model(name)
    except (UnknownServiceError, ValueError):
        return False
    return True


def _scope(environ: Mapping[str, Any]) -> tuple[str, str, str, datetime | None]:
    found = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    stamp = environ.get("HTTP_X_AMZ_DATE", "")
    if found is None:
        credential = unquote(_query(environ, "X-Amz-Credential"))
        found = _SCOPE.search(f"Credential={credential}")
        stamp = _query(environ, "X-Amz-Date")
    if found is None:
        return "", "us-east-1", "", None
    return found[1], found[3], found[4], _moment(stamp)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _query(environ: Mapping[str, Any], name: str) -> str:
    return str((parse_qs(environ.get("QUERY_STRING", "")).get(name) or [""])[0])


def _target(environ: Mapping[str, Any]) -> tuple[str, str]:
    prefix, _, operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")
    return prefix, operation


def _form(body: bytes) -> Mapping[str, Sequence[str]]:
    if b"Action=" not in body:
        return {}
    return parse_qs(body.decode("utf-8", "replace"))


def _matched(asked: Asked, name: str, body: bytes) -> bool:
    """Set service, operation and model if a service knows the request."""
    model = get_service_model(name)
    called = _CBOR_CALL.search(asked.request.path)
    if asked.request.environ.get("HTTP_SMITHY_PROTOCOL") and called:
        return "cbor" in str(model.metadata) and _set(asked, name, called[1])
    prefix, operation = _target(asked.request.environ)
    if operation:
        if prefix != model.metadata.get("targetPrefix"):
            return False
        return _set(asked, name, operation)
    if model.protocol in {"query", "ec2"} or "query" in model.metadata.get("protocols", ()):
        form = _form(body) or asked.request.args.to_dict(flat=False)
        if "Action" in form:
            version = (form.get("Version") or [model.metadata["apiVersion"]])[0]
            return version == model.metadata["apiVersion"] and _set(asked, name, form["Action"][0])
    return _routed(asked, name)


def _set(asked: Asked, name: str, operation: str) -> bool:
    try:
        asked.model = get_service_model(name).operation_model(operation)
    except OperationNotFoundError:
        return False
    asked.service, asked.operation = name, operation
    return True


def _routed(asked: Asked, name: str) -> bool:
    try:
        model, uri = get_service_router(name).match(asked.request)
    except (HTTPException, NotImplementedError, KeyError):
        return False
    asked.service, asked.operation, asked.model, asked.uri = name, model.name, model, uri
    return True
