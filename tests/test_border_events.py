"""Names of events are looked up once, and mean what they mean to botocore."""

from __future__ import annotations

import pytest
from botocore.hooks import EVENT_ALIASES, EventAliaser, HierarchicalEmitter
from botocore.session import Session

from migrate.aws.events import Events, remember_names

OLD = [f"before-call.{name}.ListThings" for name in sorted(EVENT_ALIASES)]


def _session() -> Session:
    session = Session()
    session.set_credentials("AKIAIOSFODNN7EXAMPLE", "x")
    remember_names(session)
    return session


def _looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every name that is compared with the old names of services."""
    names: list[str] = []

    class Told(dict[str, str]):
        def __setitem__(self, name: str, meaning: str) -> None:
            names.append(name)
            super().__setitem__(name, meaning)

    monkeypatch.setattr(Events, "names", Told())
    return names


@pytest.mark.parametrize("name", [*OLD, "before-sign.s3.PutObject", "creating-client-class.sqs"])
def test_a_name_means_what_it_means_to_botocore(name: str) -> None:
    plain, heard = EventAliaser(HierarchicalEmitter()), []
    plain.register(name, lambda **_: heard.append("plain"))
    events = Events(plain._emitter)
    events.register(name, lambda **_: heard.append("ours"))
    for emitter in (plain, events):
        emitter.emit(name)

    assert heard == ["plain", "ours"] * 2


def test_a_second_client_looks_up_no_name_again(monkeypatch: pytest.MonkeyPatch) -> None:
    names = _looked_up(monkeypatch)
    for _ in range(2):
        _session().create_client("organizations", region_name="us-east-1")

    assert "creating-client-class.organizations" in names
    assert len(names) == len(set(names))


def test_what_a_client_hears_is_its_own() -> None:
    session, heard = _session(), []
    first, second = (session.create_client("sqs", region_name="us-east-1") for _ in range(2))
    first.meta.events.register("heard.sqs", lambda **_: heard.append("first"))
    second.meta.events.emit("heard.sqs.ListQueues")
    first.meta.events.emit("heard.sqs.ListQueues")

    assert heard == ["first"]
