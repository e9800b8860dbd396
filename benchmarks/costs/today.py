"""What users do today for the same cubes: a loop by month and service, by the CLI or by boto3.

The loop by month and service asks each cube for one service and one month at a time; the better
script asks by month alone, and follows pages.  Their requests are counted from the archive that
was captured; a sample of them is made, one after the other, and stands for all.
"""

from __future__ import annotations

import os
import subprocess
import time
from math import ceil
from pathlib import Path

from benchmarks.costs.endpoint import ACCOUNT, PAGE
from migrate.costs.archive import Archive
from migrate.costs.cubes import METRICS
from migrate.costs.manifest import read
from migrate.costs.periods import MONTHLY, first_of, shifted
from migrate.costs.tables import views_of
from migrate.costs.views import View, lines_of


def measured(workspace: Path, url: str, aws: str, sample: int) -> dict:
    archive = Archive(workspace / "archive")
    by_both, by_month = counted(archive)
    environment = {**os.environ, "AWS_CONFIG_FILE": str(workspace.parent / "config"),
                   "AWS_SHARED_CREDENTIALS_FILE": str(workspace.parent / "credentials"),
                   "AWS_PROFILE": "bench"}  # fmt: skip
    return {
        "cli, by month and service": of(by_both, cli(aws, environment, archive, sample)),
        "boto3, by month and service": of(by_both, loop(url, archive, sample, alone=True)),
        "boto3, by month": of(by_month, loop(url, archive, sample, alone=False)),
    }


def of(requests: int, taken: tuple[float, float]) -> dict:
    return {"requests": requests, "wall": taken[0] * requests, "cpu": taken[1] * requests}


def counted(archive: Archive) -> tuple[int, int]:
    """Count requests: a page at the least for each month (and service) of each cube."""
    heading, holdings = read(archive).heading, archive.holdings()
    by_both = by_month = 0
    for view in views_of(heading.wants, heading.calls):
        if not view.want.groups:
            continue
        months: dict[str, int] = {}
        parts: dict[tuple[str, str], int] = {}
        for line in lines_of(holdings, view):
            months[line[0][:7]] = months.get(line[0][:7], 0) + 1
            if view.want.groups[0].key == "SERVICE":
                part = line[0][:7], line[2]
                parts[part] = parts.get(part, 0) + 1
        by_month += pages(months.values())
        by_both += pages(parts.values() or months.values())
    return by_both, by_month


def pages(rows) -> int:
    return sum(max(1, ceil(count / PAGE)) for count in rows)


def questions(archive: Archive, *, alone: bool):
    """Yield requests of the loop, spread over its cubes and months."""
    heading = read(archive).heading
    views = [v for v in views_of(heading.wants, heading.calls) if v.want.groups]
    services = sorted({line[2] for line in lines_of(archive.holdings(), by_service(views))})
    number = 0
    while True:
        view = views[number * 7 % len(views)]
        month = shifted(first_of(read(archive).captured_at.date()), -1 - number * 5 % 12)
        asked = {
            "TimePeriod": {"Start": f"{month}", "End": f"{shifted(month, 1)}"},
            "Granularity": view.call.granularity,
            "Metrics": list(METRICS),
            "GroupBy": [{"Type": g.kind, "Key": g.key} for g in view.want.groups],
        }
        if alone:
            value = services[number * 11 % len(services)]
            asked["Filter"] = {"Dimensions": {"Key": "SERVICE", "Values": [value]}}
        yield asked
        number += 1


def by_service(views: list[View]) -> View:
    fit = (v for v in views if v.want.name == "service-region" and v.call.granularity == MONTHLY)
    return next(fit)


def cli(aws: str, environment: dict, archive: Archive, sample: int) -> tuple[float, float]:
    import json

    began, busy = time.monotonic(), os.times()
    for _, asked in zip(range(sample), questions(archive, alone=True), strict=False):
        words = [aws, "ce", "get-cost-and-usage", "--cli-input-json", json.dumps(asked)]
        subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system - busy.children_user - busy.children_system
    return (time.monotonic() - began) / sample, cpu / sample


def loop(url: str, archive: Archive, sample: int, *, alone: bool) -> tuple[float, float]:
    import boto3

    client = boto3.client("ce", "us-east-1", endpoint_url=url, aws_access_key_id=ACCOUNT,
                          aws_secret_access_key="none")  # fmt: skip
    began, busy, made = time.monotonic(), time.process_time(), 0
    for asked in questions(archive, alone=alone):
        token: dict = {}
        while made < sample:
            answer = client.get_cost_and_usage(**asked, **token)
            made += 1
            if "NextPageToken" not in answer:
                break
            token = {"NextPageToken": answer["NextPageToken"]}
        if made >= sample:
            break
    return (time.monotonic() - began) / sample, (time.process_time() - busy) / sample
