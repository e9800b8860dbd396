"""Hear every witness in every region, and compare what each knows with the inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import islice
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from migrate.aws.account import Account
from migrate.core.errors import CredentialsExpired, GatewayError, NotPermitted
from migrate.inventory import witnesses as package
from migrate.inventory.kinds import GLOBAL
from migrate.inventory.witnesses.arns import tails_of
from migrate.inventory.witnesses.claims import Absent, Asking, Claim
from migrate.inventory.witnesses.explaining import on_purpose
from migrate.state.witnesses import WitnessStore

Row = Mapping[str, Any]
BATCH = 400
MOST = 10_000
"""Gaps of one witness in one region that are kept; all of them are counted."""
NO_SUCH = frozenset(
    {
        "InvalidAction",
        "NotImplemented",
        "SimulatorNotImplemented",
        "UnknownOperationException",
        "UnsupportedOperationException",
    }
)
"""Codes by which an endpoint says that it has no such operation."""


@dataclass
class Heard:
    """What one witness said in one region."""

    name: str
    region: str
    state: str = "heard"
    """`heard`; `partly`, when it broke off or named nothing; `absent`, `denied`, `error`."""
    why: str = ""
    known: int = 0
    agreed: int = 0
    explained: int = 0
    calls: int = 0
    gaps: list[dict[str, Any]] = field(default_factory=list)
    unexplained: int = 0

    @property
    def row(self) -> dict[str, Any]:
        """It as a row, with its gaps beside it."""
        names = ("name", "region", "state", "why", "known", "agreed", "explained", "calls")
        return {name: getattr(self, name) for name in names}


@cache
def all_witnesses() -> tuple[ModuleType, ...]:
    """Return every module that can be asked for claims."""
    found = [
        import_module(f"{package.__name__}.{module.name}")
        for module in iter_modules(package.__path__)
    ]
    return tuple(module for module in found if hasattr(module, "ONCE"))


def calls() -> tuple[str, ...]:
    """Return every call that a witness may take."""
    return tuple(sorted({call for module in all_witnesses() for call in module.CALLS}))


def hear(
    account: Account, store: WitnessStore, scan: int, regions: Sequence[str], types: frozenset[str]
) -> None:
    """Ask every witness, and keep what each knows that the inventory does not."""
    heard = [
        _hear(module, Asking(account, region, regions), store, types)
        for module in all_witnesses()
        for region in ((account.region,) if module.ONCE else regions)
    ]
    store.save(account.id, scan, [(one.row, one.gaps) for one in heard])


def _hear(module: ModuleType, asking: Asking, store: WitnessStore, types: frozenset[str]) -> Heard:
    heard = Heard(module.NAME, GLOBAL if module.ONCE else asking.region)
    claims = module.claims(asking)
    try:
        while batch := list(islice(claims, BATCH)):
            _compare(heard, batch, store, asking.account.id, types)
    except Absent as error:
        _broken(heard, "absent", str(error))
    except NotPermitted as error:
        _broken(heard, "denied", str(error))
    except CredentialsExpired:
        raise
    except GatewayError as error:
        _broken(heard, "absent" if error.code in NO_SUCH else "error", str(error))
    heard.calls = asking.calls
    if heard.state == "heard" and not heard.known:
        heard.state, heard.why = "partly", "it names nothing here, which proves nothing"
    return heard


def _broken(heard: Heard, state: str, why: str) -> None:
    """Keep what was heard before it broke off, and say that it is not all."""
    heard.state, heard.why = ("partly" if heard.known else state), why


def _compare(
    heard: Heard, batch: Sequence[Claim], store: WitnessStore, account: str, types: frozenset[str]
) -> None:
    heard.known += len(batch)
    left = _unmatched(batch, store.known(account, _all_names(batch)))
    left = _unmatched(left, store.named(account, _all_names(left)) if left else {})
    heard.agreed += len(batch) - len(left)
    for claim in left:
        why = on_purpose(claim)
        heard.explained += bool(why)
        heard.unexplained += not why
        if len(heard.gaps) < MOST:
            heard.gaps.append(
                {
                    "arn": claim.shown,
                    "type": claim.type,
                    "explained": bool(why),
                    "why": why or _why(claim, types),
                }
            )


def _all_names(claims: Sequence[Claim]) -> set[str]:
    return {name for claim in claims for name in _names(claim)}


def _unmatched(claims: Sequence[Claim], there: Mapping[str, Sequence[Row]]) -> list[Claim]:
    """Return the claims that nothing of a name of theirs, of their service and region, meets."""
    return [
        claim
        for claim in claims
        if not any(
            (claim.arn and row["arn"] == claim.arn) or _same(claim, row)
            for name in _names(claim)
            for row in there.get(name, ())
        )
    ]


def _names(claim: Claim) -> tuple[str, ...]:
    """Return every text by which the inventory may know a claim."""
    joined = ("|".join(claim.identifiers), "|".join(reversed(claim.identifiers)))
    tails = tails_of(claim.arn)
    found = (claim.arn, *claim.identifiers, *joined, *tails, *(f"/{tail}" for tail in tails))
    return tuple(dict.fromkeys(name for name in found if name))


def _same(claim: Claim, row: Row) -> bool:
    """Whether a resource of that name is of the claim's service and place."""
    service = claim.type.replace("::", ":").removeprefix("AWS:").partition(":")[0].lower()
    ours = str(row["service"]).lower()
    if claim.region and row["region"] not in {claim.region, GLOBAL}:
        return False
    return ours.startswith(service) or service.startswith(ours) or _akin(service, ours)


AKIN = (
    frozenset({"ecr", "ecr-public"}),
    frozenset({"elasticloadbalancing", "elasticloadbalancingv2"}),
    frozenset({"elasticfilesystem", "efs"}),
    frozenset({"states", "stepfunctions"}),
    frozenset({"es", "opensearchservice", "elasticsearch"}),
    frozenset({"acm", "certificatemanager"}),
    frozenset({"kafka", "msk"}),
    frozenset({"mq", "amazonmq"}),
    frozenset({"firehose", "kinesisfirehose"}),
    frozenset({"cognito-idp", "cognito-identity", "cognito"}),
    frozenset({"elasticmapreduce", "emr"}),
    frozenset({"airflow", "mwaa"}),
    frozenset({"ds", "directoryservice"}),
)
"""Prefixes of ARNs beside the services of CloudFormation's names, where neither begins the other
(Service Authorization Reference)."""


def _akin(one: str, other: str) -> bool:
    return any({one, other} <= names for names in AKIN)


def _why(claim: Claim, types: frozenset[str]) -> str:
    if claim.type.startswith("AWS::") and claim.type not in types:
        return "The inventory does not look for this type."
    return "Looked for and not found: newer than the scan, gone since, or a gap."


def told(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Sum the witnesses' rows by name, as every face shows them."""
    titles = {module.NAME: module.TITLE for module in all_witnesses()}
    for name, title in sorted(titles.items()):
        mine = [row for row in rows if row["name"] == name]
        states: dict[str, list[str]] = {}
        for row in mine:
            states.setdefault(row["state"], []).append(row["region"])
        sums = {k: sum(row[k] for row in mine) for k in ("known", "agreed", "explained", "calls")}
        yield {
            "name": name,
            "title": title,
            **sums,
            "gaps": sums["known"] - sums["agreed"] - sums["explained"],
            "states": states,
            "why": sorted({row["why"] for row in mine if row["why"]}),
        }
