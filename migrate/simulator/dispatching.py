"""moto's server without what it does anew for every request."""

from __future__ import annotations

from typing import Any

from moto import backends
from moto.core.routing import SmithyRule
from moto.moto_server import werkzeug_app


class Dispatcher(werkzeug_app.DomainDispatcherApplication):
    """Finds the service of a request as moto does, and remembers it by host."""

    def __init__(self, create_app: Any) -> None:
        super().__init__(create_app)
        self._known: dict[str, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """Return the name of the service; moto lists its own folders to find it."""
        if host is None:
            return None
        if host not in self._known:
            self._known[host] = super().get_backend_for_host(host)
        return self._known[host]


def dispatcher() -> Any:
    """Return moto's application; no web page has business there."""
    werkzeug_app.DISABLE_GLOBAL_CORS = True
    folders = tuple(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: folders
    SmithyRule._compile_builder = lambda *_: _unbuilt  # noqa: SLF001
    return Dispatcher(werkzeug_app.create_backend_app)


def _unbuilt(*_: Any) -> tuple[str, str]:
    """Stand for what makes addresses of a route: no one asks, and making it is most of the work."""
    raise NotImplementedError
