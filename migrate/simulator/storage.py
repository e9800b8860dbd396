"""The world on disk: what an answer says was done is there after a kill.

Every change is saved before it is answered: the shards of what it touched, then a manifest
that names them, put in place by one rename.  Services whose objects refer to each other
are one shard.  Calls are appended to a log of their own.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import platform
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from migrate.simulator import clock
from migrate.simulator.calls import CALLS, Call
from migrate.simulator.keeping import KEPT
from migrate.simulator.pickling import Index, dumped, dumped_places, loaded_places, put_places
from migrate.simulator.profiles import write_private
from migrate.simulator.touching import TOUCHED, Place, places

VERSION = f"1 {platform.python_version()}"
"""Of the files, and of the Python that wrote them: parts of them are its own."""
MANIFEST = "manifest.json"


class NotReadable(RuntimeError):
    """The directory holds a state that this version cannot go on from."""


@dataclass(slots=True)
class Storage:
    """The saved state of one simulator; all its methods want the world's lock to be held."""

    directory: Path
    files: dict[str, str] = field(default_factory=dict)
    """Name of a shard -> its file."""
    _digests: dict[str, bytes] = field(default_factory=dict)
    _groups: dict[Place, frozenset[Place]] = field(default_factory=dict)
    _number: int = 0
    _log: Any = None

    @property
    def exists(self) -> bool:
        """Tell whether there is a state to go on from."""
        return (self.directory / MANIFEST).exists()

    def save(self) -> None:
        """Save what was touched, and what modules keep."""
        self._write(TOUCHED.places(), heavy=False)

    def save_all(self) -> None:
        """Save everything."""
        self._write({place for place, _ in places()}, heavy=True)

    def append(self, call: Call) -> None:
        """Write a call into the log."""
        pickle.dump(call, self._open_log(), protocol=5)
        self._open_log().flush()

    def load(self) -> None:
        """Put everything back as it was saved."""
        manifest = json.loads((self.directory / MANIFEST).read_text(encoding="utf-8"))
        if manifest["version"] != VERSION:
            raise NotReadable(
                f"{self.directory} was written by version {manifest['version']} of the simulator; "
                f"this is {VERSION}"
            )
        clock.reset()
        clock.advance(timedelta(seconds=manifest["ahead"]))
        self.files = manifest["shards"]
        self._number = manifest["number"]
        for name, file in self.files.items():
            content = (self.directory / file).read_bytes()
            kind, _, key = name.partition(":")
            if kind == "kept" and key in KEPT:
                KEPT[key].put(pickle.loads(content))  # noqa: S301  # our own file
            elif kind == "places":
                put_places(loaded_places(content))
                group = frozenset(Place(*one.split("/")) for one in key.split(" "))
                self._groups.update(dict.fromkeys(group, group))
        CALLS.calls = list(self._read_log())

    def _write(self, touched: Iterable[Place], *, heavy: bool) -> None:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        index = Index()
        fresh = {
            f"kept:{name}": dumped(kept.take(), index)
            for name, kept in KEPT.items()
            if heavy or not kept.heavy
        }
        done: set[Place] = set()
        for place in touched:
            if place in done:
                continue
            try:
                content, group = self._grouped(place, index)
            except (pickle.PicklingError, TypeError, AttributeError):
                print(f"{place} cannot be saved:", file=sys.stderr)  # noqa: T201
                traceback.print_exc()
                continue
            done |= group
            fresh[_name(group)] = content
        self._commit(fresh)

    def _grouped(self, place: Place, index: Index) -> tuple[bytes, frozenset[Place]]:
        """Return the shard of a place: it grows until no object of another service is in it."""
        group = self._groups.get(place, frozenset({place}))
        while True:
            content, services = dumped_places(group, index)
            wider = group | {
                other
                for other in index.accounts.values()
                if other.account == place.account and other.module.split(".")[1] in services
            }
            if wider == group:
                break
            group = frozenset().union(*(self._groups.get(one, {one}) for one in wider))
        for one in group:
            self._groups[one] = group
        return content, group

    def _commit(self, fresh: dict[str, bytes]) -> None:
        """Write the shards that changed under new names, then let the manifest name them."""
        files = dict(self.files)
        for name, content in fresh.items():
            digest = hashlib.blake2b(content).digest()
            if self._digests.get(name) != digest:
                self._number += 1
                files[name] = f"{self._number}.shard"
                (self.directory / files[name]).write_bytes(content)
                self._digests[name] = digest
        for name in [n for n in files if _covered(n, fresh)]:
            del files[name]
        manifest = {
            "version": VERSION,
            "ahead": clock.ahead().total_seconds(),
            "number": self._number,
            "shards": files,
        }
        write_private(self.directory / MANIFEST, json.dumps(manifest))
        for file in set(self.files.values()) - set(files.values()):
            (self.directory / file).unlink(missing_ok=True)
        self.files = files

    def _open_log(self) -> Any:
        if self._log is None:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._log = (self.directory / "calls.log").open("ab")
        return self._log

    def _read_log(self) -> Iterable[Call]:
        """Read the calls; a record that a kill cut off is cut away."""
        path = self.directory / "calls.log"
        if not path.exists():
            return
        with path.open("r+b") as file:
            whole = 0
            while True:
                try:
                    yield pickle.load(file)  # noqa: S301  # our own file
                except (EOFError, pickle.UnpicklingError):
                    file.truncate(whole)
                    return
                whole = file.tell()


def _name(group: Iterable[Place]) -> str:
    return "places:" + " ".join("/".join(place) for place in sorted(group))


def _covered(name: str, fresh: dict[str, bytes]) -> bool:
    """Tell whether an older shard holds only what a newer, larger one holds as well."""
    if name in fresh or not name.startswith("places:"):
        return False
    held = set(name.removeprefix("places:").split(" "))
    return any(
        held < set(other.removeprefix("places:").split(" "))
        for other in fresh
        if other.startswith("places:")
    )
