"""Services made from botocore's models and put into moto, so that unmodified clients speak to them.

A service is a class with one method per operation, named as the client's method, taking the
request's members and returning the answer's.  Routing, parsing and writing come from moto's
own model-driven parts.  moto's private names used here are why its version is pinned exactly.
"""

from __future__ import annotations

import functools
import json
import re
import sys
import threading
import types
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

import migrate.simulator.loading  # noqa: F401  # isort: skip  # before moto
import moto
from botocore import xform_name
from moto import backend_index
from moto.core import responses
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.core.utils import get_service_model, method_names_from_class
from moto.utilities.utils import PARTITION_NAMES

PINNED = "5.2.5"
if moto.__version__ != PINNED:
    raise RuntimeError(f"The simulator was proven with moto {PINNED}, not with {moto.__version__}")

LOCK = threading.RLock()
"""moto has no locks of its own: a read beside a write answers 500."""
NOT_IMPLEMENTED = "SimulatorNotImplemented"
C = TypeVar("C", bound="type[ModelBackend]")


class AwsError(ServiceException):
    """An error as AWS's model has it; `extra` are further members, such as `Reason`."""

    def __init__(self, code: str, message: str, **extra: Any) -> None:
        super().__init__(code, message)
        self.__dict__.update(extra)


class ModelBackend(BaseBackend):
    """One service in one region of one account."""

    account_id: str
    region_name: str
    backends: ClassVar[Any]
    """By account, then by region (or partition, for a global service)."""
    _urls: ClassVar[types.ModuleType]

    @property
    def _url_module(self) -> types.ModuleType:
        return self._urls


class ModelResponse(BaseResponse):
    """Parses requests and writes answers by the service's model."""

    SERVICE = ""

    def __init__(self) -> None:
        super().__init__(service_name=self.SERVICE)
        self.automated_parameter_parsing = True


def service(name: str, *, host_prefix: str = "", is_global: bool = False) -> Callable[[C], C]:
    """Make a moto service of a class; one that moto has under the same host is shadowed."""

    def register(cls: C) -> C:
        key = f"simulated_{name.replace('-', '')}"  # beside moto's own, which others of moto import
        model = get_service_model(name)
        prefix = (
            host_prefix or model.metadata.get("signingName") or model.metadata["endpointPrefix"]
        )
        backends = BackendDict(
            cls,
            name,
            use_boto3_regions=not is_global,
            additional_regions=list(PARTITION_NAMES) if is_global else _EVERYWHERE,
        )
        known = {xform_name(op) for op in model.operation_names}
        methods = {op: _method(op, backends, is_global) for op in known if hasattr(cls, op)}
        response = type(f"{cls.__name__}Response", (ModelResponse,), {"SERVICE": name, **methods})
        cls._urls = _urls(key, prefix, response)
        cls.backends = backends
        module = types.ModuleType(f"moto.{key}")
        setattr(module, f"{key}_backends", backends)
        sys.modules[f"moto.{key}"] = module
        for pattern in reversed(cls._urls.url_bases):
            backend_index.backend_url_patterns.insert(0, (key, re.compile(pattern)))
        return cls

    return register


_EVERYWHERE = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"]
"""Regions in which a service answers even where botocore lists none for it."""


def _method(operation: str, backends: Any, is_global: bool) -> Callable[[Any], Any]:
    def method(response: Any) -> Any:
        place = response.partition if is_global else response.region
        asked = {**(response.uri_match or {}), **response.params}
        with LOCK:
            answer = getattr(backends[response.current_account][place], operation)(**asked)
        return EmptyResult() if answer is None else ActionResult(answer)

    method.__name__ = operation
    return method


def _urls(key: str, prefix: str, response: Any) -> types.ModuleType:
    urls = types.ModuleType(f"moto.{key}.urls")
    host = re.escape(prefix)
    urls.url_bases = [  # type: ignore[attr-defined]
        rf"https?://(?:.+\.)?{host}\.(.+)\.(?:amazonaws\.com|api\.aws)",
        rf"https?://{host}\.amazonaws\.com",
    ]
    urls.url_paths = {  # type: ignore[attr-defined]
        "{0}/$": response.dispatch,
        "{0}/(?P<route>.+)$": response.dispatch,
    }
    return urls


def extend(
    response: Any,
    backend_of: Callable[[Any], Any],
    operations: Mapping[str, Callable[..., Any]],
) -> None:
    """Add operations to a JSON service of moto, or replace them: `{method: f(backend, **asked)}`"""

    def made(function: Callable[..., Any]) -> Callable[[Any], Any]:
        def method(self: Any) -> Any:
            with LOCK:
                answer = function(backend_of(self), **json.loads(self.body or "{}"))
            return EmptyResult() if answer is None else ActionResult(answer)

        return method

    for name, function in operations.items():
        setattr(response, name, made(function))


# -- what nobody answers -----------------------------------------------------------


class _Nobody(BaseBackend):
    """Stands for every AWS host that no service claims."""

    @property
    def _url_module(self) -> types.ModuleType:
        return _nobody_urls


def _nobody(request: Any, full_url: str, headers: Any) -> tuple[int, dict[str, Any], str]:
    found = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", headers.get("Authorization", ""))
    host = re.sub(r"^https?://", "", full_url).split("/")[0]
    operation = headers.get("X-Amz-Target") or f"{request.method} {request.path}"
    return not_implemented(found[1] if found else host, operation)


def not_implemented(name: str, operation: str) -> tuple[int, dict[str, Any], str]:
    """Return a 501, which botocore does not retry, in place of moto's 500 or empty success."""
    kind = {"x-amzn-errortype": NOT_IMPLEMENTED, "Content-Type": "application/x-amz-json-1.1"}
    body = {"__type": NOT_IMPLEMENTED, "message": f"{name}: {operation} is not simulated"}
    return 501, {**kind, "status": 501}, json.dumps(body)


_nobody_urls = types.ModuleType("moto.simulatornobody.urls")
_nobody_urls.url_bases = [r"https?://.+\.(?:amazonaws\.com|api\.aws)"]  # type: ignore[attr-defined]
_nobody_urls.url_paths = {  # type: ignore[attr-defined]
    "{0}/$": _nobody,
    "{0}/(?P<route>.+)$": _nobody,
}


@functools.cache
def install() -> None:
    """Answer 501 for what is not simulated, and drop what moto recomputes on every request."""
    module = types.ModuleType("moto.simulatornobody")
    module.simulatornobody_backends = BackendDict(  # type: ignore[attr-defined]
        _Nobody,
        "simulatornobody",
        use_boto3_regions=False,
        additional_regions=["us-east-1", *PARTITION_NAMES],
    )
    sys.modules["moto.simulatornobody"] = module
    pattern = re.compile(_nobody_urls.url_bases[0])
    backend_index.backend_url_patterns.append(("simulatornobody", pattern))
    responses.method_names_from_class = functools.cache(method_names_from_class)
    call_action = BaseResponse.call_action

    def guarded(self: Any) -> Any:
        try:
            return call_action(self)
        except NotImplementedError:
            return _missing(self)

    BaseResponse.call_action = guarded


def _missing(response: Any) -> Any:
    """Write the 501 in the service's own protocol where the model allows it."""
    name, operation = response.boto3_service_name, response._get_action()  # noqa: SLF001
    error = AwsError(NOT_IMPLEMENTED, f"{name}: {operation} is not simulated")
    try:
        _, headers, body = response.serialized(ActionResult(error))
    except (AttributeError, KeyError, NotImplementedError, TypeError):
        return not_implemented(name, operation)
    return 501, {**headers, "status": "501"}, body
