"""Small answers that are worth keeping for an hour; not part of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from migrate.costs import files


@dataclass(frozen=True, slots=True)
class Notes:
    """A directory of JSON files, each with AWS's time of the answer."""

    directory: Path

    def get(self, name: str, now: datetime, lasts: timedelta) -> Any:
        """Return what was kept under a name, or None if it is too old."""
        path = self.directory / f"{name}.json"
        if not path.exists():
            return None
        body = files.load(path)
        age = now - datetime.fromisoformat(body["at"])
        return body["value"] if timedelta() <= age < lasts else None

    def put(self, name: str, now: datetime, value: Any) -> None:
        """Keep a value."""
        body = {"at": now.isoformat(), "value": value}
        files.write(self.directory / f"{name}.json", files.dumped(body))
