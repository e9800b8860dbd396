"""The state of every service that moto has can be saved, and comes back to those who hold it."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Any

import pytest
from moto import backend_index
from moto.backends import get_backend

from migrate.simulator.discovery import prepare
from migrate.simulator.pickling import Index, dumped, dumped_places, loaded_places, put_places
from migrate.simulator.scenarios.seeding import Seeds
from migrate.simulator.touching import Place, places

ACCOUNT = "999988887777"
NO_SERVICE = {"moto_api", "moto_api._internal", "instance_metadata", "simulatornobody"}


@pytest.fixture(scope="module")
def everything() -> list[Place]:
    """A backend of every service, in one account and region."""
    prepare()
    for name in {name for name, _ in backend_index.backend_url_patterns} - NO_SERVICE:
        backends = get_backend(name)[ACCOUNT]
        for region in ("us-east-1", "aws"):
            if region in backends:
                assert backends[region]
    return [place for place, _ in places() if place.account == ACCOUNT]


def test_every_backend_can_be_saved_and_loaded(everything: list[Place]) -> None:
    index, failed = Index(), {}
    for place in everything:
        try:
            content, _ = dumped_places([place], index)
            put_places(loaded_places(content))
        except Exception as error:  # noqa: BLE001  # all of them are told at once
            failed[place.module] = repr(error)

    assert len(everything) > 150
    assert failed == {}


def test_what_refers_to_a_backend_refers_to_the_one_that_serves(everything: list[Place]) -> None:
    from moto.iam.models import iam_backends

    iam = iam_backends[ACCOUNT]["aws"]
    iam.create_user("us-east-1", "kept")
    place = next(p for p in everything if p.module.startswith("moto.iam"))
    content, _ = dumped_places([place], Index())
    iam.users.clear()

    put_places(loaded_places(content))

    assert iam_backends[ACCOUNT]["aws"] is iam
    assert list(iam.users) == ["kept"]
    assert iam.account_summary._iam_backend is iam
    policy = iam.managed_policies["arn:aws:iam::aws:policy/AdministratorAccess"]
    assert policy in iam.aws_managed_policies
    assert '"Action": "*"' in policy.versions[0].document


def _inner(factor: int) -> Any:
    return lambda value, plus=1: value * factor + plus


class _Own(defaultdict[str, list[int]]):
    def __init__(self, region: str) -> None:
        super().__init__(list)
        self.region = region


def _load(content: bytes) -> Any:
    import pickle

    return pickle.loads(content)


def test_what_pickle_refuses_is_saved_too() -> None:
    own = _Own("eu-west-1")
    own["a"].append(1)
    state = {"inner": _inner(3), "lock": threading.RLock(), "own": own, "same": own}

    back = _load(dumped(state, Index()))

    assert back["inner"](2) == 7
    assert back["lock"].acquire(blocking=False)
    assert (back["own"]["a"], back["own"]["new"], back["own"].region) == ([1], [], "eu-west-1")
    assert back["own"] is back["same"]


def test_keys_and_certificates_are_saved() -> None:
    prepare()
    seeds = Seeds(ACCOUNT)
    key = seeds("kms", "CreateKey", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    seeds("acm", "RequestCertificate", DomainName="example.com")
    seeds("cognito-idp", "CreateUserPool", PoolName="people")
    public = seeds("kms", "GetPublicKey", KeyId=key["KeyId"])["PublicKey"]
    wanted = ("moto.kms", "moto.acm.", "moto.cognitoidp")
    chosen = [p for p, _ in places() if p.account == ACCOUNT and p.module.startswith(wanted)]
    content, _ = dumped_places(chosen, Index())
    for place in chosen:
        for backend in place.backends().values():
            backend.reset()

    put_places(loaded_places(content))

    assert len(chosen) == 3
    assert seeds("kms", "GetPublicKey", KeyId=key["KeyId"])["PublicKey"] == public
    found = seeds("acm", "ListCertificates")["CertificateSummaryList"]
    assert [one["DomainName"] for one in found] == ["example.com"]
    assert len(seeds("cognito-idp", "ListUserPools", MaxResults=5)["UserPools"]) == 1
