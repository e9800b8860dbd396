"""How many calls a second one process makes, and what a second process adds.

    python -m benchmarks.inventory.ceiling [SECONDS]

Each process asks sqs:ListQueues in 17 regions through the scan's own reader, with as many threads
as a scan has.  The endpoint has a process of its own; on two cores it shares them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3.session
from botocore.config import Config

from benchmarks.inventory.bench import Stopwatch, endpoint, new_workspace, opened
from migrate.aws.pace import Pace, Paces
from migrate.aws.scan import Ask, Reader, Tally

REGIONS = tuple(boto3.session.Session().get_available_regions("ec2"))[:17]


class Unbraked(Paces):
    """Lets every call go at once: the client is what is measured."""

    def of(self, *_: str) -> Pace:
        return Pace(1e9)


def plainly(seconds: float, url: str, threads: int) -> dict[str, float]:
    """Do the same with one client of boto3: what there is to be had."""
    client = boto3.session.Session().client(
        "sqs",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="AKIABENCH",
        aws_secret_access_key="bench",
        config=Config(max_pool_connections=threads),
    )

    def ask(_: int) -> int:
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            client.list_queues()
            count += 1
        return count

    client.list_queues()
    with Stopwatch() as watch, ThreadPoolExecutor(threads) as pool:
        calls = sum(pool.map(ask, range(threads)))
    spent = watch.spent
    return {"calls": calls, "seconds": spent.seconds, "cpu_ms": spent.cpu / calls * 1000}


def ask_for(seconds: float, url: str, threads: int) -> dict[str, float]:
    """Ask for some seconds; return how often, and what it cost."""
    with (
        tempfile.TemporaryDirectory() as directory,
        opened(new_workspace(Path(directory) / "w", url)) as (_, account),
    ):
        reader = Reader(account, Unbraked())

        def ask(number: int) -> int:
            count, end = 0, time.monotonic() + seconds
            while time.monotonic() < end:
                region = REGIONS[(number + count) % len(REGIONS)]
                outcome = reader.read(Ask("sqs", "ListQueues", region, {}), lambda _: True, Tally())
                assert outcome is None, outcome
                count += 1
            return count

        for region in REGIONS:
            reader.read(Ask("sqs", "ListQueues", region, {}), lambda _: True, Tally())
        with Stopwatch() as watch, ThreadPoolExecutor(threads) as pool:
            calls = sum(pool.map(ask, range(threads)))
    spent = watch.spent
    return {"calls": calls, "seconds": spent.seconds, "cpu_ms": spent.cpu / calls * 1000}


def together(how: str, processes: int, seconds: float, url: str, threads: int) -> None:
    """Measure some processes at the same time and tell their sum."""
    words = [sys.executable, "-m", "benchmarks.inventory.ceiling", how, str(seconds), url]
    running = [
        subprocess.Popen([*words, str(threads)], stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    found = [json.loads(one.communicate()[0]) for one in running]
    rate = sum(one["calls"] / one["seconds"] for one in found)
    cpu = sum(one["cpu_ms"] for one in found) / processes
    print(f"  {how} x {processes}: {rate:6.0f} calls/s, {cpu:.2f} ms CPU per call", flush=True)


def main() -> None:
    """Measure boto3 by itself, one process of ours, and two, at no latency and at 60 ms."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    for delay, threads in ((0, 8), (0, 48), (60, 48)):
        print(f"latency {delay} ms, {threads} threads")
        with endpoint(delay_ms=delay) as (url, _):
            for how, processes in (("boto3", 1), ("ours", 1), ("ours", 2)):
                together(how, processes, seconds, url, threads)


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["boto3"]):
        measure = {"ours": ask_for, "boto3": plainly}[sys.argv[1]]
        print(json.dumps(measure(float(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
    else:
        main()
