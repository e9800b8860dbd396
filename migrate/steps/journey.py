"""Find the steps by their being there, and refuse a journey that cannot be walked."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from migrate import steps as package
from migrate.core.step import Step
from migrate.steps.context import Context

_STEP_FILE = re.compile(r"s\d{3}_[a-z_]+\Z")


@cache
def journey() -> tuple[Step[Context], ...]:
    """Return every step in the order of its file's number."""
    names = sorted(m.name for m in iter_modules(package.__path__) if _STEP_FILE.match(m.name))
    found: list[Step[Context]] = []
    for name in names:
        step: Step[Context] = import_module(f"{package.__name__}.{name}").STEP
        known = {earlier.id for earlier in found}
        late = [need for need in step.needs if need not in known]
        if step.id in known or late or step.id != name[5:].replace("_", "-"):
            raise AssertionError(f"{name}: id {step.id}, needs {late or step.needs}")
        found.append(step)
    return tuple(found)
