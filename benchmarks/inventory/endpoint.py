"""An AWS that costs next to nothing: every list is empty, but for N instances in their subnets.

python -m benchmarks.inventory.endpoint PORT INSTANCES DELAY_MS
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
from email.utils import formatdate
from functools import cache

ACCOUNT = "111122223333"
PAGE = 1000
_TEMPLATE = (
    "<item><reservationId>r-@@@{i:05x}</reservationId><ownerId>" + ACCOUNT + "</ownerId>"
    "<instancesSet><item><instanceId>i-@@@{i:05x}</instanceId><imageId>ami-0abcdef12</imageId>"
    "<instanceState><code>16</code><name>running</name></instanceState>"
    "<instanceType>m5.large</instanceType><launchTime>2025-01-01T00:00:00.000Z</launchTime>"
    "<placement><availabilityZone>us-east-1a</availabilityZone></placement>"
    "<subnetId>subnet-{s:08x}</subnetId><vpcId>vpc-{v:08x}</vpcId>"
    "<tagSet><item><key>Name</key><value>server-{i}</value></item>"
    "<item><key>Team</key><value>team-{v}</value></item></tagSet>"
    "</item></instancesSet></item>"
)
_CALLER = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult>"
    f"<Arn>arn:aws:iam::{ACCOUNT}:user/bench</Arn><UserId>AIDA</UserId>"
    f"<Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)
SUBNETS, VPCS = 50, 10
_NETWORK = {
    b"DescribeSubnets": "<subnetSet>"
    + "".join(
        f"<item><subnetId>subnet-{i:08x}</subnetId><vpcId>vpc-{i % VPCS:08x}</vpcId></item>"
        for i in range(SUBNETS)
    )
    + "</subnetSet>",
    b"DescribeVpcs": "<vpcSet>"
    + "".join(f"<item><vpcId>vpc-{i:08x}</vpcId></item>" for i in range(VPCS))
    + "</vpcSet>",
}
_REGIONS = json.dumps(
    {"Regions": [{"RegionName": "us-east-1", "RegionOptStatus": "ENABLED_BY_DEFAULT"}]}
).encode()
_XML_SERVICES = (b"/s3/", b"/route53/", b"/cloudfront/", b"/s3express/")


@cache
def _items(count: int) -> bytes:
    return "".join(_TEMPLATE.format(i=i, s=i % SUBNETS, v=i % VPCS) for i in range(count)).encode()


def page(start: int, total: int) -> bytes:
    """Return a page of instances: one replacement in a template, whatever the total."""
    count = min(PAGE, total - start)
    body = _items(count).replace(b"@@@", b"%012x" % (start // PAGE))
    more = b"<nextToken>%d</nextToken>" % (start + count) if start + count < total else b""
    return (
        b"<DescribeInstancesResponse><reservationSet>%b</reservationSet>%b"
        b"</DescribeInstancesResponse>" % (body, more)
    )


def answer(head: bytes, body: bytes, total: int) -> tuple[bytes, bytes]:
    """Return the type and the content of an answer."""
    action = re.search(rb"Action=(\w+)", body)
    if action is None:
        if b"/listRegions " in head:
            return b"application/json", _REGIONS
        xml = any(name in head for name in _XML_SERVICES)
        return (b"text/xml", b"<Empty/>") if xml else (b"application/json", b"{}")
    name = action[1]
    if name == b"GetCallerIdentity":
        return b"text/xml", _CALLER.encode()
    if name == b"DescribeInstances" and total:
        token = re.search(rb"NextToken=(\d+)", body)
        return b"text/xml", page(int(token[1]) if token else 0, total)
    content = _NETWORK.get(name, "") if total else ""
    inner = content.encode() or b"<%bResult/>" % name
    return b"text/xml", b"<%bResponse>%b</%bResponse>" % (name, inner, name)


async def serve(port: int, total: int, delay: float) -> None:
    """Answer on loopback until the process ends."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                if delay:
                    await asyncio.sleep(delay)
                kind, content = answer(head, body, total)
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nDate: %b\r\nContent-Length: %d\r\n\r\n"
                    % (kind, formatdate(usegmt=True).encode(), len(content))
                    + content
                )
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1000))
