"""The manifest: every file of the archive with its hash, itself hashed into state.db."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from migrate.costs import files
from migrate.costs.archive import CELLS, MANIFEST, TABLES, WORK, Archive
from migrate.costs.asking import CONTROLS
from migrate.costs.blocks import marked
from migrate.costs.cubes import Call, call_body, call_of, cube_of
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.holdings import Holdings, Key
from migrate.costs.periods import DAILY, MONTHLY
from migrate.costs.readme import README, readme
from migrate.costs.tables import printed, tables_of, views_of
from migrate.costs.wants import Want

LATE = "reach:"
"""How the names of lacks begin that `late_lacks` finds by itself."""
FORMAT = "migrate-cost-archive/1"
Announce = Callable[[str], None]
"""Is told the hash of a manifest right before it is written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file."""

    path: str
    sha256: str
    bytes: int
    blocks: str = ""
    """Marks of its parts, by which a wrong byte is named (see `blocks`)."""
    sources: tuple[str, ...] = ()
    """For a table: the cells that it is made from."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that should be in the archive and is not."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's word that something may be missing."""

    name: str
    who: str
    reason: str
    until: date

    def holds(self, day: date) -> bool:
        """Whether it has not expired."""
        return day <= self.until


@dataclass(frozen=True, slots=True)
class Heading:
    """What a capture says of itself."""

    account: str
    partition: str
    level: str
    wants: tuple[Want, ...] = ()
    calls: tuple[Call, ...] = ()
    """What was asked for them, besides the controls."""
    missing: tuple[Lack, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def keys(self) -> tuple[Key, ...]:
        """Cubes that are there as one, with their granularities, the controls first."""
        return tuple(c.key for c in (*CONTROLS, *self.calls) if c.cube.by is None)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an archive."""

    heading: Heading
    captured_at: datetime
    """AWS's clock: the oldest of the newest answers."""
    reach: Mapping[str, tuple[date, date]]
    """First day and end (exclusive) of what there is, by granularity."""
    files: tuple[Entry, ...]

    @property
    def content(self) -> bytes:
        """Return the bytes of manifest.json."""
        return files.dumped(_body(self))

    @property
    def sha256(self) -> str:
        """Return the hash that goes into state.db."""
        return hashlib.sha256(self.content).hexdigest()


def unannounced(_sha256: str) -> None:
    """Tell nobody of a manifest before it is written."""


def publish(archive: Archive, heading: Heading, announce: Announce = unannounced) -> Manifest:
    """Write the tables and the manifest of what the archive holds now."""
    holdings = archive.holdings()
    before = {e.path: e for e in read(archive).files} if archive.exists() else {}
    late = tuple(sorted(late_lacks(holdings, heading.keys), key=lambda lack: lack.name))
    heading = replace(heading, missing=(*heading.missing, *late))
    _explain(archive, heading)
    entries = [*_kept(archive, before), *_tables(archive, holdings, heading, before)]
    reach = {g: r for g in (MONTHLY, DAILY) if (r := holdings.reach(g)) is not None}
    captured = holdings.captured_at(heading.keys)
    if captured is None:
        raise ArchiveSpoiled("A cube of this level was never captured")
    entries.sort(key=lambda entry: entry.path)
    manifest = Manifest(heading, captured, reach, tuple(entries))
    if not archive.exists() or archive.manifest.read_bytes() != manifest.content:
        announce(manifest.sha256)
        files.write(archive.manifest, manifest.content)
    return manifest


def _explain(archive: Archive, heading: Heading) -> None:
    """Put a README beside the manifest, so that the archive can be read without this tool."""
    path = archive.directory / README
    content = readme(heading)
    if not path.exists() or path.read_bytes() != content:
        files.write(path, content)


def late_lacks(holdings: Holdings, keys: tuple[Key, ...]) -> Iterator[Lack]:
    """Yield what fell out of Cost Explorer's reach when a month ended during a capture."""
    for (cube, granularity), first in holdings.late(keys).items():
        name = f"{LATE}{cube}:{granularity.lower()}"
        yield Lack(name, f"begins on {first}: what is before fell out of reach meanwhile")


def _kept(archive: Archive, before: Mapping[str, Entry]) -> list[Entry]:
    """Return the entries of what is no table; a page keeps the hash that it was given once."""
    return [
        before[name] if name in before and name.startswith(f"{CELLS}/") else _entry(archive, name)
        for name in there(archive)
        if not name.startswith(f"{TABLES}/")
    ]


def _tables(
    archive: Archive, holdings: Holdings, heading: Heading, before: Mapping[str, Entry]
) -> list[Entry]:
    """Write the tables whose cells changed."""
    found = []
    for view in views_of(heading.wants, heading.calls):
        tables = {table.path: table for table in tables_of(holdings, view)}
        kept = {p for p, t in tables.items() if p in before and before[p].sources == t.sources}
        found += [before[path] for path in kept]
        new = [table for path, table in tables.items() if path not in kept]
        with ExitStack() as drafts:
            paths = {table.month: archive.directory / table.path for table in new}
            sheets = {m: drafts.enter_context(files.draft(path)) for m, path in paths.items()}
            printed(holdings, view, sheets)
        found += [_entry(archive, table.path, table.sources) for table in new]
    return found


def _entry(archive: Archive, name: str, sources: tuple[str, ...] = ()) -> Entry:
    sha256, size, blocks = marked(archive.directory / name)
    return Entry(name, sha256, size, blocks, sources)


def read(archive: Archive) -> Manifest:
    """Read manifest.json."""
    if not archive.exists():
        raise ArchiveMissing(f"There is no cost archive in {archive.directory}")
    body = files.load(archive.manifest)
    try:
        return _manifest(body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveSpoiled(f"manifest.json is not the manifest of an archive: {error}") from error


def there(archive: Archive) -> list[str]:
    """Return every file that belongs into a manifest, as it lies there now."""
    root = archive.directory
    names = (path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir())
    return sorted(n for n in names if n != MANIFEST and not n.startswith(f"{WORK}/"))


def _body(manifest: Manifest) -> dict[str, Any]:
    heading = manifest.heading
    return {
        "format": FORMAT,
        "account": heading.account,
        "partition": heading.partition,
        "level": heading.level,
        "wants": [want_body(want) for want in heading.wants],
        "calls": [call_body(call) for call in heading.calls],
        "missing": [asdict(lack) for lack in heading.missing],
        "waivers": [{**asdict(w), "until": w.until.isoformat()} for w in heading.waivers],
        "captured_at": manifest.captured_at.astimezone(UTC).isoformat(),
        "reach": {g: [day.isoformat() for day in days] for g, days in manifest.reach.items()},
        "files": [asdict(entry) for entry in manifest.files],
    }


def _manifest(body: Mapping[str, Any]) -> Manifest:
    if body["format"] != FORMAT:
        raise ValueError(f"format {body['format']!r}")
    heading = Heading(
        account=body["account"],
        partition=body["partition"],
        level=body["level"],
        wants=tuple(want_of(want) for want in body["wants"]),
        calls=tuple(call_of(call) for call in body["calls"]),
        missing=tuple(Lack(**lack) for lack in body["missing"]),
        waivers=tuple(
            Waiver(**{**w, "until": date.fromisoformat(w["until"])}) for w in body["waivers"]
        ),
    )
    return Manifest(
        heading,
        datetime.fromisoformat(body["captured_at"]),
        {g: _days(days) for g, days in body["reach"].items()},
        tuple(Entry(**{**e, "sources": tuple(e["sources"])}) for e in body["files"]),
    )


def want_body(want: Want) -> dict[str, Any]:
    """Return a want as JSON."""
    groups = [[group.kind, group.key] for group in want.groups]
    return {"name": want.name, "groups": groups, "granularities": list(want.granularities)}


def want_of(body: Mapping[str, Any]) -> Want:
    """Read a want back."""
    cube = cube_of({"cube": body["name"], "groups": body["groups"], "by": None, "filtered": ""})
    return Want(cube.name, cube.groups, tuple(str(g) for g in body["granularities"]))


def _days(found: Sequence[str]) -> tuple[date, date]:
    return date.fromisoformat(found[0]), date.fromisoformat(found[1])
