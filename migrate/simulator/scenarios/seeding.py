"""Put resources straight into moto's backends, in the words of the AWS API but without HTTP.

A call is written and read by botocore's own models, so a seeded resource is the
same as one that a client made; what is left out is the connection and the signature.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import botocore.parsers
import botocore.serialize
from botocore.awsrequest import AWSRequest, prepare_request_dict
from moto import backend_index
from moto.backends import get_backend
from moto.core.request import normalize_request
from moto.core.utils import get_service_model

_HOSTS: Mapping[str, str] = {
    "iam": "iam.amazonaws.com",
    "route53": "route53.amazonaws.com",
    "cloudfront": "cloudfront.amazonaws.com",
    "s3": "s3.amazonaws.com",
    "organizations": "organizations.us-east-1.amazonaws.com",
    "budgets": "budgets.amazonaws.com",
}
"""Hosts of services that ignore the region."""


class SeedRefused(RuntimeError):
    """A scenario asked for something that moto does not accept."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """Makes resources in one region of an account."""

    account: str
    region: str = "us-east-1"

    def at(self, region: str) -> Seeds:
        """Return the same in another region."""
        return Seeds(self.account, region)

    def __call__(self, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """Make one call and return its answer; anything but success is an error of the scenario."""
        model = get_service_model(service)
        shape = model.operation_model(operation)
        written = _serializer(service).serialize_to_request(params, shape)
        host = (
            _HOSTS.get(service) or f"{model.metadata['endpointPrefix']}.{self.region}.amazonaws.com"
        )
        prepare_request_dict(written, endpoint_url=f"https://{host}", context={})
        written["headers"].update(self._headers(model))
        request = _prepared(written)
        handler = _handler(host, re.sub(r"^https?://[^/]+|\?.*$", "", request.url) or "/")
        normal = normalize_request(request)
        status, headers, body = handler(normal, normal.raw_url, normal.headers)
        if int(status) >= 300:
            raise SeedRefused(f"{service}:{operation} in {self.region}: {status} {body!r}")
        return _read(service, shape, status, headers, body)

    def _headers(self, model: Any) -> dict[str, str]:
        name = model.metadata.get("signingName") or model.metadata["endpointPrefix"]
        scope = f"AKIASEED/20260101/{self.region}/{name}/aws4_request"
        return {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, "
            "Signature=0",
            "x-moto-account-id": self.account,
        }


def _protocol(service: str) -> str:
    model = get_service_model(service)
    known = model.metadata.get("protocols") or [model.metadata["protocol"]]
    return next(str(p) for p in known if p != "smithy-rpc-v2-cbor")


@functools.cache
def _serializer(service: str) -> Any:
    return botocore.serialize.create_serializer(_protocol(service), include_validation=True)


@functools.cache
def _parser(service: str) -> Any:
    return botocore.parsers.create_parser(_protocol(service))


def _prepared(written: Mapping[str, Any]) -> Any:
    keys = ("method", "url", "headers")
    return AWSRequest(**{key: written[key] for key in keys}, data=written["body"]).prepare()


@functools.cache
def _routes(host: str) -> tuple[tuple[re.Pattern[str], Any], ...]:
    """Return the paths and functions of the moto service behind a host."""
    for name, pattern in backend_index.backend_url_patterns:
        if pattern.match(f"https://{host}/"):
            backends = get_backend(name)
            regions = backends["123456789012"]
            backend = regions["us-east-1"] if "us-east-1" in regions else regions["aws"]
            return tuple((re.compile(url), found) for url, found in backend.urls.items())
    raise SeedRefused(f"No service answers at {host}")


def _handler(host: str, path: str) -> Any:
    for pattern, found in _routes(host):
        if pattern.match(f"https://{host}{path}"):
            return found
    raise SeedRefused(f"Nothing answers at {host}{path}")


def _read(service: str, shape: Any, status: int, headers: Any, body: Any) -> dict[str, Any]:
    if shape.output_shape is None:
        return {}
    content = body.encode() if isinstance(body, str) else body
    lowered = {str(k).lower(): str(v) for k, v in dict(headers).items()}
    answer = {"status_code": int(status), "headers": lowered, "body": content}
    found: dict[str, Any] = _parser(service).parse(answer, shape.output_shape)
    return found
