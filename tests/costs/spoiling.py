"""Ways to spoil an archive: each one changes what is there, as a bad disk or a bad hand would."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from migrate.costs import files
from migrate.costs.archive import Archive

Page = dict[str, Any]
CUBE = "service-record-type"


def pages(archive: Archive, cube: str = CUBE, granularity: str = "daily") -> list[Path]:
    return sorted((archive.cells / granularity / cube).glob("*/page-*"))


def rewrite(path: Path, change: Callable[[Page], None]) -> None:
    """Change a page as if AWS had answered so."""
    page = files.unpacked(path)
    change(page)
    replace(path, files.packed(page))


def replace(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def edit_cell(directory: Path, change: Callable[[Any], object]) -> None:
    path = directory / "cell.json"
    body = json.loads(path.read_bytes())
    change(body)
    replace(path, files.dumped(body))


def changed_byte(archive: Archive) -> None:
    path = pages(archive)[0]
    content = path.read_bytes()
    middle = len(content) // 2
    replace(path, content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


def missing_day(archive: Archive) -> None:
    """Gone from the control and from every cube, so that they agree with each other."""
    for directory in sorted((archive.cells / "daily").iterdir()):
        rewrite(pages(archive, directory.name)[0], _drop_day)


def _drop_day(page: Page) -> None:
    page["answer"]["ResultsByTime"].pop(3)


def truncated_page(archive: Archive) -> None:
    def cut(page: Page) -> None:
        periods = page["answer"]["ResultsByTime"]
        next(p for p in reversed(periods) if p["Groups"])["Groups"].pop()

    rewrite(pages(archive)[0], cut)


def lost_last_page(archive: Archive) -> None:
    last = pages(archive)[-1]
    last.unlink()
    edit_cell(last.parent, lambda body: body["pages"].pop())


def wrong_sign(archive: Archive) -> None:
    def flip(page: Page) -> None:
        groups = (g for p in page["answer"]["ResultsByTime"] for g in p["Groups"])
        metrics = (g["Metrics"]["UnblendedCost"] for g in groups)
        amount = next(m for m in metrics if abs(Decimal(m["Amount"])) >= Decimal("0.01"))
        amount["Amount"] = str(-Decimal(amount["Amount"]))

    rewrite(pages(archive)[0], flip)


def doubled_page(archive: Archive) -> None:
    first = pages(archive)[0]
    double = first.with_name("page-00099.json.gz")
    shutil.copy(first, double)
    edit_cell(first.parent, lambda body: body["pages"].insert(1, double.name))


def lost_cube(archive: Archive) -> None:
    shutil.rmtree(archive.cells / "monthly" / CUBE)


SPOILT = (
    changed_byte,
    missing_day,
    truncated_page,
    lost_last_page,
    wrong_sign,
    doubled_page,
    lost_cube,
)
