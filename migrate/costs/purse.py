"""The budget: what was paid is written down before each request, so a kill never hides a cent."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from migrate.core.waiting import Wait, WaitFor
from migrate.costs import files
from migrate.costs.errors import BudgetSpent
from migrate.costs.money import price


@dataclass(slots=True)
class Purse:
    """Counts the requests of one capture; refuses the one that would exceed the budget."""

    path: Path
    capture: str
    """Which capture pays; each has its own budget."""
    limit: int
    """Requests."""
    spent: int = field(init=False, default=0)
    total: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        for line in _lines(self.path):
            count = int(line["requests"])
            self.total += count
            self.spent += count if line["capture"] == self.capture else 0

    def take(self, what: str, requests: int = 1) -> None:
        """Write down requests that are about to be made, or refuse them."""
        if self.spent + requests > self.limit:
            raise BudgetSpent(
                f"The budget of {price(self.limit)} is spent ({self.spent} requests); "
                f"{what} was not asked",
                remedy="Raise `archive-costs.budget` under choices in migrate.yaml, then type "
                "`migrate plan archive-costs`: nothing that was paid for is asked again.",
                wait=Wait(WaitFor.PERSON, f"The budget of {price(self.limit)} is spent"),
            )
        self._add(what, requests)

    def repeated(self, what: str, attempts: int) -> None:
        """Write down what the SDK repeated by itself."""
        if attempts > 1:
            self._add(what, attempts - 1)

    def _add(self, what: str, requests: int) -> None:
        self.spent += requests
        self.total += requests
        line = {"capture": self.capture, "requests": requests, "what": what}
        with files.disk():
            files.make(self.path.parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
            with os.fdopen(os.open(self.path, flags, 0o600), "ab") as file:
                file.write(
                    ("\n" + json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n").encode()
                )
                file.flush()
                os.fsync(file.fileno())


def _lines(path: Path) -> list[dict[str, str]]:
    """Read what was written; a last line that a crash cut short counts as one request."""
    if not path.exists():
        return []
    found = []
    for line in filter(None, path.read_bytes().split(b"\n")):
        try:
            found.append(json.loads(line))
        except ValueError:
            found.append({"capture": "", "requests": "1"})
    return found
