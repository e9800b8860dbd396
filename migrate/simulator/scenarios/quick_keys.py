"""Make each kind of key once while a scenario is built: dozens of RSA keys take seconds.

Nothing here signs or encrypts for others to check, so that keys are alike harms nobody.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from unittest.mock import patch

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_SLOW: tuple[tuple[ModuleType, str], ...] = (
    (rsa, "generate_private_key"),
    (rsa, "rsa_recover_prime_factors"),
    (serialization, "load_pem_private_key"),
)


@contextmanager
def quick_keys() -> Iterator[None]:
    """Remember the keys that are made or read within."""
    with ExitStack() as stack:
        for module, name in _SLOW:
            found = functools.cache(getattr(module, name))
            stack.enter_context(patch.object(module, name, found))
        yield
