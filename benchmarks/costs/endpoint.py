"""Cost Explorer of the benchmark, over HTTP on loopback, at a fixed time for each request.

Answers are made once and kept compressed, so that a second run measures its asker alone.
`python -m benchmarks.costs.endpoint SCALE` prints its address; `POST /latency` sets milliseconds,
`GET /count` tells the requests.
"""

from __future__ import annotations

import gzip
import json
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.costs.ledger import TAGS, Ledger
from migrate.costs.cubes import COSTS, METRICS
from migrate.costs.periods import cut, first_of

ACCOUNT, PAGE = "111122223333", 5000
SHARES = dict(zip(METRICS, (1000, 1000, 931, 973, 907, 41, 8), strict=True))
"""Of each metric in 1/10,000,000 of an amount: linear, so that all cubes add up."""
NOW = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0)
IDENTITY = f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/bench</Arn><UserId>AIDA</UserId>
<Account>{ACCOUNT}</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"""


class Answers:
    def __init__(self, scale: float) -> None:
        self.ledger = Ledger(scale)
        self.latency = 0.0
        self.count = 0
        self._pages: dict[str, list[bytes]] = {}
        self._making = threading.Lock()

    def answer(self, operation: str, asked: dict) -> bytes:
        if operation == "ListCostAllocationTags":
            tags = [{"TagKey": f"tag-{n:02d}", "Type": "UserDefined", "Status": "Active"}
                    for n in range(TAGS)]  # fmt: skip
            return json.dumps({"CostAllocationTags": tags}).encode()
        if operation == "ListCostCategoryDefinitions":
            return b'{"CostCategoryReferences": []}'
        number = int(asked.pop("NextPageToken", "0"))
        name = json.dumps(asked, sort_keys=True)
        with self._making:
            if name not in self._pages:
                self._pages[name] = [gzip.compress(page, 1) for page in self._made(asked)]
        return gzip.decompress(self._pages[name][number])

    def _made(self, asked: dict):
        """Yield the pages of a question: a page is cut after so many rows, wherever that is."""
        groups = [(g["Type"], g["Key"]) for g in asked.get("GroupBy", ())]
        leaf = asked.get("Filter", {}).get("Dimensions")
        start, end = (date.fromisoformat(asked["TimePeriod"][k]) for k in ("Start", "End"))
        periods = [
            [low, high, self._rows(low, min(high, NOW.date()), groups, leaf)]
            for low, high in cut(start, end, asked["Granularity"])
        ]
        heads = [{"Type": kind, "Key": key} for kind, key in groups]
        pages, room, page = [], PAGE, []
        for low, high, rows in periods:
            if not groups:
                page.append(_period(low, high, [], rows[0] if rows else _row((), 0)))
                continue
            at = 0
            while at < len(rows) or not at:
                if not room:
                    pages.append(page)
                    page, room = [], PAGE
                part = rows[at : at + room]
                page.append(_period(low, high, part, ""))
                room, at = room - len(part), at + len(part)
                if not part:
                    break
        pages.append(page)
        for index, found in enumerate(pages):
            token = f',"NextPageToken":"{index + 1}"' if index + 1 < len(pages) else ""
            text = ",".join(found)
            yield (f'{{"GroupDefinitions":{json.dumps(heads)},"ResultsByTime":[{text}]{token}}}'
                   .encode())  # fmt: skip

    def _rows(self, low: date, high: date, groups: list, leaf: dict | None) -> list[str]:
        names = [self.ledger.names(*group) for group in groups]
        wanted = self.ledger.names("DIMENSION", leaf["Key"]) if leaf else None
        sums: dict[tuple[str, ...], int] = {}
        for atom, amount in self.ledger.by_atom(low, high).items() if low < high else ():
            if wanted is None or wanted[atom] in leaf["Values"]:
                key = tuple([name[atom] for name in names])
                sums[key] = sums.get(key, 0) + amount
        return [_row(key, amount) for key, amount in sorted(sums.items())]


def _row(key: tuple[str, ...], amount: int) -> str:
    """Write a row whose metrics differ, as they do where there are commitments and discounts."""
    parts = ",".join(
        f'"{name}":{{"Amount":"{amount * share // 10**7}.{amount * share % 10**7:07d}000",'
        f'"Unit":"{"USD" if name in COSTS else "N/A"}"}}'
        for name, share in SHARES.items()
    )
    return f'{{"Keys":{json.dumps(list(key))},"Metrics":{{{parts}}}}}' if key else f"{{{parts}}}"


def _period(low: date, high: date, rows: list[str], total: str) -> str:
    estimated = "true" if high > first_of((NOW - timedelta(days=4)).date()) else "false"
    return (
        f'{{"TimePeriod":{{"Start":"{low}","End":"{high}"}},"Estimated":{estimated},'
        f'"Total":{total or "{}"},"Groups":[{",".join(rows)}]}}'
    )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answers: Answers

    def do_POST(self) -> None:
        began = time.monotonic()
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path == "/latency":
            self.answers.latency = float(body) / 1000
            self._say(b"")
        elif b"GetCallerIdentity" in body:
            self._say(IDENTITY.encode(), "text/xml")
        else:
            self.answers.count += 1
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            found = self.answers.answer(operation, json.loads(body))
            time.sleep(max(0.0, self.answers.latency - (time.monotonic() - began)))
            self._say(found)

    def do_GET(self) -> None:
        self._say(str(self.answers.count).encode())

    def _say(self, body: bytes, kind: str = "application/x-amz-json-1.1") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        del timestamp
        return super().date_time_string(NOW.timestamp())

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    Handler.answers = Answers(float(sys.argv[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()
