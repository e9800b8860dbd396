"""Who works in a workspace."""

from __future__ import annotations

import getpass
import os
import socket


def operator() -> str:
    """Return who types, as far as this machine knows."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = f"uid-{os.getuid()}"
    return f"{name}@{socket.gethostname()}"
