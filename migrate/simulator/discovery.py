"""Make moto ours, and find services and acts by their being there."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import warnings

import migrate.simulator
from migrate.simulator.framework import install
from migrate.simulator.managed_policies import install_policies
from migrate.simulator.moto_images import install_images
from migrate.simulator.moto_time import install_time
from migrate.simulator.touching import install_touching

PACKAGES = ("access", "faults", "services", "organization", "billing", "acts")
"""Every module below these packages is imported; services and acts register themselves."""


@functools.cache
def prepare() -> tuple[str, ...]:
    """Put everything in place, once per process; return the modules that were found."""
    warnings.filterwarnings("ignore", message=".*does not match an error shape.*")
    install()
    install_policies()
    install_images()
    install_time()
    install_touching()
    found = [
        module.name
        for module in pkgutil.walk_packages(migrate.simulator.__path__, "migrate.simulator.")
        if module.name.split(".")[2] in PACKAGES
    ]
    for name in found:
        importlib.import_module(name)
    return tuple(found)
