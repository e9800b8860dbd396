"""Proofs: that an archive is whole, unaltered, and adds up; from its files alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import DecimalException
from functools import partial

from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.errors import ArchiveMissing, ArchiveSpoiled
from migrate.costs.proofs import Evidence, Proof
from migrate.costs.proofs.answers import one_chain, one_of_each
from migrate.costs.proofs.integrity import all_files, listed_manifest, no_strangers
from migrate.costs.proofs.invoices import months_as_invoiced
from migrate.costs.proofs.periods import every_period, what_was_wanted
from migrate.costs.proofs.sums import cubes_to_controls, days_to_months
from migrate.costs.proofs.tables import tables_as_pages


@dataclass(frozen=True, slots=True)
class Check:
    """One proof and what it said."""

    name: str
    promise: str
    """What it would have found."""
    ok: bool
    said: str
    """What was looked at, or the first thing that is wrong."""
    wrong: tuple[str, ...] = ()
    """The first few things that are wrong."""
    notes: tuple[str, ...] = ()
    """What is not wrong and should be known."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all proofs said."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def wrong(self) -> tuple[str, ...]:
        """What is wrong, check by check."""
        return tuple(f"{c.name}: {c.said}" for c in self.checks if not c.ok)


SHOWN = 5
"""How many things of one proof are named."""
BYTES: tuple[Proof, ...] = (all_files, no_strangers)
"""Proofs that the files are the ones of the manifest."""
MEANING: tuple[Proof, ...] = (
    one_chain,
    one_of_each,
    what_was_wanted,
    every_period,
    cubes_to_controls,
    days_to_months,
    tables_as_pages,
    months_as_invoiced,
)
REMEMBERED = 4
_remembered: dict[str, tuple[Check, ...]] = {}
"""What the files of a manifest mean, by its hash."""


def prove(archive: Archive, expected: str = "", *, processes: int = 0) -> Verdict:
    """Run every proof; `expected` is the manifest's hash as state.db or a person keeps it.

    The bytes are read and hashed each time.  What they mean follows from them alone, so a
    process that proves the same bytes again does not work it out again.  The verdict does not
    depend on how many processes read; 0 is as many as are fastest.
    """
    try:
        manifest = listing.read(archive)
    except (ArchiveSpoiled, ArchiveMissing) as error:
        return Verdict((Check("manifest", "There is a manifest", False, str(error)),))
    evidence = Evidence(archive, manifest, processes)
    look = partial(listed_manifest, expected)
    same = [_check(evidence, "manifest", listed_manifest.__doc__ or "", look)]
    same += [_run(evidence, proof) for proof in BYTES]
    return Verdict((*same, *_meaning(evidence, whole=all(check.ok for check in same))))


def _meaning(evidence: Evidence, *, whole: bool) -> tuple[Check, ...]:
    """Run the proofs of what the files say; remember it when they are the manifest's own."""
    sha256 = hashlib.sha256(evidence.manifest.content).hexdigest()
    if whole and sha256 in _remembered:
        return _remembered[sha256]
    checks = tuple(_run(evidence, proof) for proof in MEANING)
    if whole:
        while len(_remembered) >= REMEMBERED:
            del _remembered[next(iter(_remembered))]
        _remembered[sha256] = checks
    return checks


def _run(evidence: Evidence, proof: Proof) -> Check:
    return _check(evidence, proof.__name__.replace("_", "-"), proof.__doc__ or "", proof)


def _check(
    evidence: Evidence, name: str, promise: str, look: Callable[[Evidence], Iterator[str]]
) -> Check:
    """Make a proof a check: what it yields is wrong, what it cannot read is wrong too."""
    wrong: list[str] = []
    evidence.said, evidence.notes = "", []
    try:
        for sentence in _first(look(evidence)):
            wrong.append(sentence)
    except (ArchiveSpoiled, OSError, DecimalException) as error:
        wrong.append(str(error) or type(error).__name__)
    said = wrong[0] if wrong else evidence.said
    return Check(
        name, promise.strip().splitlines()[0], not wrong, said, tuple(wrong), tuple(evidence.notes)
    )


def _first(sentences: Iterable[str]) -> Iterator[str]:
    for number, sentence in enumerate(sentences):
        if number == SHOWN:
            yield "and more"
            return
        yield sentence
