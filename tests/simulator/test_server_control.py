"""What people and tests do that no AWS client could: acts, console, clock, ledger, summary."""

from __future__ import annotations

import http.client
import json
import re
from datetime import date
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from tests.corpus import CORPUS
from tests.simulators import Simulator


class Page(HTMLParser):
    """The texts and forms of a page, as a browser would see them."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.forms: list[dict[str, str]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        if tag == "input":
            self.forms[-1][found["name"]] = found["value"]

    def handle_data(self, data: str) -> None:
        self.text += data


def page(simulator: Simulator, path: str = "") -> Page:
    return Page(simulator.raw(f"console{path}").decode())


def press(simulator: Simulator, form: dict[str, str]) -> Page:
    """Click on a button, as a browser on this page would."""
    connection = http.client.HTTPConnection(simulator.url.removeprefix("http://"))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": simulator.url}
    connection.request("POST", "/_simulator/console", urlencode(form), headers)
    answer = connection.getresponse()
    found = Page(answer.read().decode())
    connection.close()
    assert answer.status == 200
    return found


@pytest.mark.parametrize(
    "path", ["", "/", "/iam/home", "/billing/home", "/organizations/v2/home/accounts"]
)
def test_every_deep_link_leads_to_the_page(simulator: Simulator, path: str) -> None:
    assert "Sign up for a new AWS account" in page(simulator, path).text


def test_a_person_walks_through_the_sign_up_by_its_buttons(simulator: Simulator) -> None:
    for name in ("sign-up", "activate", "paid-plan", "root-mfa", "billing-access"):
        open_now = {form["act"]: form for form in page(simulator).forms}
        assert name in open_now
        assert f"Done: {name}" in press(simulator, open_now[name]).text

    management = simulator.accounts["management"]
    left = {(form["act"], form["account"]) for form in page(simulator).forms}
    assert ("root-mfa", management) not in left
    assert (
        simulator.client("freetier", "management").get_account_plan_state()["accountPlanType"]
        == "PAID"
    )


@pytest.mark.parametrize("name", [*CORPUS, "<script>alert(1)</script>\"'><img src=x onerror=y>"])
def test_names_cannot_become_markup(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from migrate.simulator import acting, console
    from migrate.simulator.world import WORLD

    monkeypatch.setattr(WORLD, "accounts", {})
    WORLD.add("111122223333", name, "a@example.com")
    monkeypatch.setattr(acting, "ACTS", {})
    acting.act(name, name, page=name, is_open=lambda _: True)(lambda _: None)
    plain = console.page()[2].decode()

    status, headers, body = console.clicked(name, "111122223333")

    found = Page(body.decode())
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert found.forms[0] == {"act": _browser(name), "account": "111122223333"}
    assert not set(found.tags) - set(WRITTEN)
    assert len(Page(plain).forms) == 2


WRITTEN = "html meta title style h1 p b h2 ul li small form input button".split()  # noqa: SIM905


def _browser(name: str) -> str:
    """Return a text as it comes back out of a UTF-8 page."""
    return name.encode("utf-8", "replace").decode()


def test_everything_leaves_nothing(simulator: Simulator) -> None:
    done = simulator.act("everything")

    assert {line.split()[0] for line in done} >= {"sign-up", "activate", "paid-plan", "root-mfa"}
    assert simulator.get("act")["open"] == []
    assert simulator.act("everything") == []
    assert "Nothing is left" in page(simulator).text


def test_each_act_is_open_until_it_is_done(simulator: Simulator) -> None:
    for _ in range(60):
        left = simulator.get("act")["open"]
        if not left:
            break
        first = left[0]
        assert simulator.act(first["act"], first["account"]) == [
            f"{first['act']} {first['account']}"
        ]
        assert simulator.act(first["act"], first["account"]) == []

    assert simulator.get("act")["open"] == []


def test_an_act_in_no_account_is_refused(simulator: Simulator) -> None:
    with pytest.raises(HTTPError) as caught:
        simulator.act("root-mfa", "999999999999")

    assert caught.value.code == 400
    caught.value.close()


def test_time_is_moved_and_set(simulator: Simulator) -> None:
    before = simulator.now()
    simulator.advance(days=15)
    moved = simulator.now()
    simulator.post("clock", {"set": "2026-01-31T23:59:00+00:00"})

    assert 15 * 86400 <= (moved - before).total_seconds() < 15 * 86400 + 60
    assert simulator.now().isoformat().startswith("2026-01-31T23:59")


@pytest.mark.parametrize(
    "body", [{}, {"advance": "soon"}, {"set": "tomorrow"}, {"set": "2026-01-01T00:00:00"}, []]
)
def test_nonsense_leaves_the_clock_alone(simulator: Simulator, body: object) -> None:
    before = simulator.get("clock")["ahead"]

    with pytest.raises(HTTPError) as caught:
        simulator.post("clock", body)

    assert caught.value.code == 400
    caught.value.close()
    assert simulator.get("clock")["ahead"] == before


def test_calls_are_told_from_a_number_on(simulator: Simulator) -> None:
    sqs = simulator.client("sqs")
    sqs.list_queues()
    first = simulator.calls()[-1]["number"]
    sqs.list_queues()

    rows = simulator.calls(since=first)
    assert [row["operation"] for row in rows] == ["ListQueues"]
    assert list(rows[0])[1:10] == [
        "time",
        "account",
        "principal",
        "service",
        "operation",
        "region",
        "status",
        "error",
        "request_id",
    ]
    assert rows[0]["service"] == "sqs"


def test_the_ledger_is_what_cost_explorer_adds_up(simulator: Simulator) -> None:
    rows = simulator.lines(f"ledger?account={simulator.accounts['legacy']}&granularity=MONTHLY")
    month = sorted({row["start"] for row in rows})[1]
    end = min(row["end"] for row in rows if row["start"] == month)
    answer = simulator.client("ce").get_cost_and_usage(
        TimePeriod={"Start": month, "End": end},
        Granularity="MONTHLY",
        Metrics=["UnblendedCost"],
    )

    total = answer["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"]
    known = sum(float(row["unblended_cost"]) for row in rows if row["start"] == month)
    assert date.fromisoformat(month).day == 1
    assert known > 10
    assert float(total) == pytest.approx(known)


def test_the_summary_names_what_ids_hide(signed_up: Simulator) -> None:
    organizations = signed_up.client("organizations", "management")
    organizations.create_organization(FeatureSet="ALL")
    signed_up.advance(hours=2)
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="Workloads")
    parent = unit["OrganizationalUnit"]["Id"]
    organizations.create_organizational_unit(ParentId=parent, Name="Prod")

    found = signed_up.state()

    tree = found["organizations"][0]
    assert tree["units"] == ["Root/Workloads", "Root/Workloads/Prod"]
    assert tree["accounts"] == {
        signed_up.accounts["management"]: {"in": "Root", "method": "INVITED"}
    }
    assert not re.search(r"\b(ou|r|o|p|h)-[a-z0-9]{4,}", json.dumps(found))
