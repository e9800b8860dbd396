"""One pool of connections for every client of a scan: certificates are read once, hosts kept.

botocore gives each client its own pool of ten hosts and reads the certificates for each
connection anew (botocore#3171): 30 ms of CPU for every service in every region.
"""

from __future__ import annotations

import resource
from contextlib import suppress
from functools import cache
from ssl import SSLContext
from typing import Any

from botocore.httpsession import (
    ProxyConfiguration,
    URLLib3Session,
    create_urllib3_context,
    get_cert_path,
)
from botocore.utils import get_environ_proxies

HOSTS = 200
"""Hosts whose connections are kept; the one that was not asked for longest makes room.

A scan's threads ask 48 at a time; each has some six connections, and 50 KB of memory for each.
"""
FEWEST = 24
FILES = 4096
"""Open files that a process asks its system for: 256 is what macOS gives, 1024 most of Linux."""
EACH = 6
"""Connections of one host, at most what the scan asks of it at once."""


def hosts_kept() -> int:
    """Return the connections of how many hosts may stay open, by what the system lets us open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES:
        soft = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    room = HOSTS if soft == resource.RLIM_INFINITY else soft // 2 // EACH
    return max(FEWEST, min(HOSTS, room))


class HostProxies(ProxyConfiguration):  # type: ignore[misc]
    """Proxies of the environment, judged for each host: `no_proxy` names hosts."""

    def __init__(self, settings: Any) -> None:
        super().__init__({}, settings)
        self._of = cache(get_environ_proxies)

    def proxy_url_for(self, url: str) -> str | None:
        """Return the proxy of an address, if it has one."""
        scheme, _, rest = url.partition("://")
        origin = f"{scheme}://{rest.split('/', 1)[0]}"
        return ProxyConfiguration(self._of(origin)).proxy_url_for(url)  # type: ignore[no-any-return]


class SharedConnections(URLLib3Session):  # type: ignore[misc]
    """Does what the HTTP session of one client does, for all clients of one configuration."""

    def __init__(self, config: Any, verify: Any, socket_options: Any = None) -> None:
        self._trusted: dict[Any, SSLContext] = {}
        super().__init__(
            verify=verify,
            socket_options=socket_options,
            proxies=config.proxies,
            timeout=(config.connect_timeout, config.read_timeout),
            max_pool_connections=config.max_pool_connections,
            client_cert=config.client_cert,
            proxies_config=config.proxies_config,
        )
        if config.proxies is None:
            self._proxy_config = HostProxies(config.proxies_config)

    def _get_ssl_context(self) -> SSLContext:
        """Return one context that trusts what botocore's connections trust."""
        if self._verify not in self._trusted:
            context = create_urllib3_context()
            if self._verify:
                context.load_verify_locations(get_cert_path(self._verify))
            self._trusted[self._verify] = context
        return self._trusted[self._verify]

    def _get_pool_manager_kwargs(self, **extra: Any) -> dict[str, Any]:
        kwargs = {"num_pools": hosts_kept(), **extra}
        found: dict[str, Any] = super()._get_pool_manager_kwargs(**kwargs)
        return found

    def _setup_ssl_cert(self, conn: Any, url: str, verify: Any) -> None:
        """Demand a certificate; the context has the authorities already."""
        super()._setup_ssl_cert(conn, url, verify)
        if conn.ca_certs and verify == self._verify:
            conn.ca_certs = None
