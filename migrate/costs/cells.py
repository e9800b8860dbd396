"""Cells: the answer to one question, kept page by page as AWS gave it.

A cell grows in `.work/`, one durable file per page, and is renamed into `cells/` when its
last page is there: what is in `cells/` is complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from migrate.aws.cost_explorer import Answer
from migrate.core.json_text import uncollected
from migrate.core.plan import canonical
from migrate.costs import files
from migrate.costs.adding import Amounts, Place, Sums
from migrate.costs.cubes import Question, cube_body, cube_of
from migrate.costs.errors import ArchiveSpoiled
from migrate.costs.money import exact, plain
from migrate.costs.rows import parts_in, readable

CELL = "cell.json"
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Cell:
    """One complete answer."""

    directory: Path
    question: Question
    asked_at: datetime
    """AWS's clock when its first page came."""
    pages: tuple[str, ...]
    estimated: tuple[date, ...]
    """Starts of the periods that AWS had not closed then."""
    attempts: int
    sums: Mapping[Place, Amounts]
    """What its rows add up to, as it was written down when they came."""
    rows: Mapping[date, int]

    @property
    def key(self) -> tuple[str, str]:
        """Cube and granularity: cells of one key complete each other."""
        return self.question.cube.name, self.question.granularity

    def read(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the pages as they were kept, with their file names."""
        for name in self.pages:
            yield name, files.unpacked(self.directory / name)


@dataclass(frozen=True, slots=True)
class Growing:
    """A cell whose last page is not there yet."""

    directory: Path
    question: Question

    def pages(self) -> Iterator[Mapping[str, Any]]:
        """Yield the pages that were paid for, in their order; one is in memory at a time."""
        return (files.unpacked(path) for path in _page_files(self.directory))

    def begun(self) -> bool:
        """Whether a page was paid for."""
        return bool(_page_files(self.directory))

    def add(self, number: int, request: Mapping[str, Any], answer: Answer) -> None:
        """Keep a page."""
        about = {
            "request": request,
            "at": answer.at.astimezone(UTC).isoformat(),
            "request_id": answer.request_id,
            "attempts": answer.attempts,
        }
        text = answer.text or canonical(answer.body)
        content = files.zipped(f'{{"answer":{text},{canonical(about).removeprefix("{")}')
        files.write(self.directory / f"page-{number:05d}.json.gz", content)

    def drop(self) -> None:
        """Forget the pages: their token is void."""
        files.remove(self.directory)

    @uncollected()
    def finish(self, cells: Path) -> Cell:
        """Describe the cell and move it to its place."""
        asked, attempts, still_open, found = "", 0, set[str](), Sums()
        for page in self.pages():
            asked = asked or page["at"]
            attempts += page["attempts"]
            still_open |= estimated(page)
            _add(found, page, grouped=bool(self.question.cube.groups))
        body = {
            **described(self.question),
            "asked_at": asked,
            "pages": [path.name for path in _page_files(self.directory)],
            "estimated": sorted(still_open),
            "attempts": attempts,
            "sums": _summed(found),
        }
        files.write(self.directory / CELL, files.dumped(body))
        stamp = datetime.fromisoformat(asked).strftime(STAMP)
        name = f"{self.question.start}_{self.question.end}_{stamp}"
        target = _free(cells / place_of(self.question) / name)
        files.move(self.directory, target)
        return load_cell(target)


def _free(directory: Path) -> Path:
    """Return a name that is not taken, behind it in order: AWS's clock tells seconds."""
    number, found = 1, directory
    while found.exists():
        number += 1
        found = directory.with_name(f"{directory.name}-{number}")
    return found


def place_of(question: Question) -> Path:
    """Return where the cells of a cube and granularity lie."""
    return Path(question.granularity.lower()) / question.cube.name


def growing(work: Path, question: Question) -> Growing:
    """Return the cell that answers a question, with the pages it has."""
    window = f"{question.start}_{question.end}"
    return Growing(work / place_of(question) / window, question)


def load_cells(root: Path) -> tuple[Cell, ...]:
    """Return all complete cells, the oldest first."""
    found = [load_cell(path.parent) for path in sorted(root.glob(f"*/*/*/{CELL}"))]
    return tuple(sorted(found, key=lambda cell: (cell.asked_at, str(cell.directory))))


def load_cell(directory: Path) -> Cell:
    """Read the description of a cell."""
    body = files.load(directory / CELL)
    try:
        return Cell(
            directory=directory,
            question=question_of(body),
            asked_at=datetime.fromisoformat(body["asked_at"]),
            pages=tuple(str(name) for name in body["pages"]),
            estimated=tuple(date.fromisoformat(day) for day in body["estimated"]),
            attempts=int(body["attempts"]),
            sums={(d, c): amounts for d, c, _, amounts in map(_sum_of, body["sums"])},
            rows={d: n for d, _, n, _ in map(_sum_of, body["sums"])},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveSpoiled(f"{directory.name}/{CELL} is not a cell: {error!r}") from error


def _add(found: Sums, page: Mapping[str, Any], *, grouped: bool) -> None:
    with readable("an answer"):
        for part in parts_in(page, grouped=grouped):
            found.add(part)


def _summed(found: Sums) -> list[list[Any]]:
    """Write down what all pages add up to, for those who only need sums."""
    return [
        [day.isoformat(), currency, found.rows[day], [plain(amount) for amount in amounts]]
        for (day, currency), amounts in sorted(found.amounts.items())
    ]


def _sum_of(line: Sequence[Any]) -> tuple[date, str, int, Amounts]:
    day, currency, rows, amounts = line
    return date.fromisoformat(day), str(currency), int(rows), tuple(exact(a) for a in amounts)


def described(question: Question) -> dict[str, Any]:
    """Return a question as JSON."""
    return {
        **cube_body(question.cube),
        "granularity": question.granularity,
        "start": question.start.isoformat(),
        "end": question.end.isoformat(),
    }


def question_of(body: Mapping[str, Any]) -> Question:
    """Read a question back."""
    return Question(
        cube_of(body),
        str(body["granularity"]),
        date.fromisoformat(body["start"]),
        date.fromisoformat(body["end"]),
    )


def estimated(page: Mapping[str, Any]) -> set[str]:
    """Return the starts of the periods of a page that AWS marks as not closed."""
    return {
        period["TimePeriod"]["Start"]
        for period in page["answer"]["ResultsByTime"]
        if period.get("Estimated")
    }


def _page_files(directory: Path) -> list[Path]:
    return sorted(directory.glob("page-*.json.gz"))
