"""Measure the Resources screen on a terminal, at several sizes, beside Textual's DataTable.

python -m benchmarks.resources_table.run [--rows N ...] [--beside N ...] [--keep DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.resources_table.screen import Screen, opened
from benchmarks.resources_table.world import build, prove
from migrate.state.database import Database
from migrate.workspace.workspace import Workspace, open_workspace

PAGES, RESTED_PAGES = 60, 40
LULL = 0.6
"""Seconds without output after which the details are drawn too."""
COMPARED = ("first_rows_ms", "first_rows_cpu_ms", "page_p95_ms", "page_cpu_ms")
PAGE_DOWN, PAGE_UP, END, ESCAPE, CLEAR = "\x1b[6~", "\x1b[5~", "\x1b[F", "\x1b", "\x15"
FIRST_ROW = "CloudWatch::Alarm"
"""Of the type that sorts first."""
FILTERS = {
    "region and service": ("service:ec2 region:nowhere", ",eu-west-1"),
    "name": ("name:nowhere", ",web-etl"),
    "tag": ("tag:env=nowhere", ",prod"),
    "all text": ("text:nowhere", ",web-etl"),
}
"""Name to a filter that nothing fits, and what makes something fit."""
ORDERS = ("region", "name", "share of the bill", "creation", "when they were first seen", "type")
"""What `o` goes through."""


def world(directory: Path, rows: int) -> tuple[Workspace, dict[str, Any]]:
    """Make a workspace, or take the one that is there."""
    if directory.exists():
        return open_workspace(directory), {}
    start = time.perf_counter()
    workspace = build(directory, rows)
    with closing(Database.open(workspace.state)) as database:
        prove(database)
    seconds = time.perf_counter() - start
    size = workspace.state.stat().st_size / 1e6
    return workspace, {"build_s": round(seconds, 1), "database_mb": round(size)}


def ours(workspace: Workspace, rows: int) -> dict[str, Any]:
    """Measure the product's own screen."""
    with opened(["-m", "migrate", "--workspace", str(workspace.directory)]) as screen:
        screen.until("Quit")
        screen.settle()
        before = screen.cpu()
        found: dict[str, Any] = {"first_rows_ms": _ms(screen.until(FIRST_ROW, "2"))}
        found["first_rows_cpu_ms"] = _ms(screen.cpu() - before)
        found["all_rows_ms"] = _ms(screen.further(rf" {rows:,} resources  by"))
        screen.settle()
        found |= _pages(screen) | _rested(screen)
        found["filters_ms"] = _filters(screen, rows)
        found["orders_ms"] = {name: _ms(_sort(screen, name, rows)) for name in ORDERS}
        found["memory_mb"], found["memory_high_mb"] = map(round, screen.memory())
    return found


def beside(workspace: Workspace, rows: int) -> dict[str, Any]:
    """Measure Textual's DataTable on the same rows."""
    words = ["-m", "benchmarks.resources_table.datatable", str(workspace.state)]
    with opened(words) as screen:
        screen.until("waiting")
        screen.settle()
        before = screen.cpu()
        found: dict[str, Any] = {"first_rows_ms": _ms(screen.until(f"{rows:,} resources", "2"))}
        found["first_rows_cpu_ms"] = _ms(screen.cpu() - before)
        screen.settle()
        found |= _pages(screen)
        found["memory_mb"], found["memory_high_mb"] = map(round, screen.memory())
    return found


def _pages(screen: Screen) -> dict[str, Any]:
    before = screen.cpu()
    seconds = sorted(screen.redraw(PAGE_DOWN) for _ in range(PAGES))
    taken = screen.cpu() - before
    ends = [screen.redraw(key) for key in (END, PAGE_UP) * 3]
    return {
        "page_cpu_ms": _ms(taken / PAGES),
        "page_p50_ms": _ms(median(seconds)),
        "page_p95_ms": _ms(seconds[int(len(seconds) * 0.95) - 1]),
        "end_and_up_ms": _ms(max(ends)),
    }


def _rested(screen: Screen) -> dict[str, float]:
    """Press a page key only when all is drawn; return when the list, then the details, were there.

    `page_p95_ms` presses on while the details of the key before may still be drawn.
    """
    lists, details = [], []
    for _ in range(RESTED_PAGES):
        screen.settle(LULL)
        start = time.perf_counter()
        lists.append(screen.redraw(PAGE_DOWN))
        details.append(screen.settle(LULL) - start)
    lists.sort()
    return {
        "rested_page_p50_ms": _ms(median(lists)),
        "rested_page_p95_ms": _ms(lists[int(len(lists) * 0.95) - 1]),
        "details_p50_ms": _ms(median(details)),
    }


def _filters(screen: Screen, rows: int) -> dict[str, Any]:
    """Type filters; return when it was known that nothing fits, and when rows were there.

    The pause after the last key is part of it.
    """
    found: dict[str, Any] = {}
    screen.redraw("/")
    for name, (nothing, more) in FILTERS.items():
        none = screen.until("Nothing fits", nothing)
        first = screen.until(r"\d resources", more)
        whole = screen.further(r"\d resources  by")
        found[name] = {"nothing": _ms(none), "first": _ms(first), "all": _ms(whole)}
        screen.until(rf" {rows:,} resources  by", CLEAR)
        screen.settle()
    screen.redraw(ESCAPE)
    return found


def _sort(screen: Screen, name: str, rows: int) -> float:
    screen.settle()
    return screen.until(rf" {rows:,} resources  by {name}", "o")


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def ratios(found: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Compare within this run: ours with the DataTable, and the largest size with the smallest."""
    told: dict[str, Any] = {}
    for rows, one in found.items():
        if "datatable" in one:
            told[f"datatable / ours at {rows:,}"] = {
                name: round(one["datatable"][name] / one["ours"][name], 1)
                for name in (*COMPARED, "memory_high_mb")
            }
    small, large = min(found), max(found)
    if small != large:
        told[f"{large:,} / {small:,} rows"] = {
            name: round(found[large]["ours"][name] / found[small]["ours"][name], 2)
            for name in (*COMPARED, "all_rows_ms", "memory_high_mb")
        }
    return told


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="sizes (1,000 to 1,000,000)")
    parser.add_argument("--beside", type=int, action="append", help="sizes for DataTable (10,000)")
    parser.add_argument("--keep", type=Path, help="keep the workspaces here, and take them again")
    asked = parser.parse_args()
    sizes = asked.rows or [1_000, 10_000, 100_000, 1_000_000]
    compared = asked.beside or [10_000]
    with tempfile.TemporaryDirectory() as temporary:
        found: dict[int, dict[str, Any]] = {}
        for rows in sizes:
            workspace, built = world((asked.keep or Path(temporary)) / str(rows), rows)
            found[rows] = {**built, "ours": ours(workspace, rows)}
            if rows in compared:
                found[rows]["datatable"] = beside(workspace, rows)
            found[rows]["load"] = round(os.getloadavg()[0], 1)
            print(json.dumps({rows: found[rows]}), file=sys.stderr)
    print(json.dumps({"sizes": found, "ratios": ratios(found)}, indent=2))


if __name__ == "__main__":
    main()
