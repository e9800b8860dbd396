"""A filter of the inventory for SQLite: what a whole group is asked, and what each row is asked.

Service, type and region of every resource are few and stand in one index with their counts: what
depends on them alone is decided once for a group, never for a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import eq, ge, gt, le, lt

from migrate.core.resource_filter import Filter, FilterInvalid, Term, literal
from migrate.state.view_money import Money
from migrate.state.view_text import in_json, in_tags, pieces

GROUPED = ("region", "service", "type", "cost", "move")
"""Fields that are the same for all of a group."""
ORDER: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">": gt,
    "<": lt,
    ">=": ge,
    "<=": le,
    "=": eq,
}


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """All resources of one type in one region."""

    service: str
    type: str
    region: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a filter refers to besides the resources themselves."""

    scan: int
    """The newest; 0 before the first."""
    money: Money | None
    """None while no bill was compared."""
    moves: Mapping[str, str]
    """Type to how it gets to another account; empty while the playbook was not joined."""
    indexed: bool = False
    """Whether texts can be looked up; else every row is read for one."""


@dataclass(slots=True)
class Condition:
    """SQL that a row has to fulfil, with its parameters."""

    scan: int
    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    gone: bool = False
    """Whether what is no longer there can fit."""
    few: bool = False
    """Whether the candidates are few: they are read, and no other row."""

    def first(self, part: str) -> None:
        """Ask for one thing before all others."""
        self.parts.insert(0, part)

    def add(self, part: str, *values: object) -> None:
        """Ask for one thing more."""
        self.parts.append(part)
        self.values += values

    @property
    def sql(self) -> str:
        """What follows WHERE."""
        return " AND ".join(self.parts)

    @property
    def source(self) -> str:
        """What follows FROM; CROSS JOIN keeps the candidates outside."""
        joined = "temp.candidate CROSS JOIN resource ON resource.id = candidate.id"
        return joined if self.few else "resource"


def chosen_groups(asked: Filter, known: Known, leave_out: str = "") -> Callable[[Group], bool]:
    """Return what tells whether a group fits; `leave_out` is a field not to ask about."""
    terms = [term for term in asked.of(*GROUPED) if term.field != leave_out]
    for term in terms:
        _check(asked, term, known)
    return lambda group: all(_group_fits(term, group, known) for term in terms)


def condition(asked: Filter, account: str, scan: int) -> Condition:
    """Return what each row is asked."""
    made = Condition(scan)
    gone = any("removed" in map(str.lower, t.values) for t in asked.of("is") if not t.negated)
    made.add("account = ?", account)
    made.gone = gone
    if not gone:
        made.add("removed_scan = 0")
    for term in asked.without(*GROUPED):
        one = Condition(scan)
        for value in term.values:
            _ROW[term.field](one, term, value)
        joined = f"({' OR '.join(one.parts)})"
        made.add(f"NOT {joined}" if term.negated else joined, *one.values)
    return made


def _check(asked: Filter, term: Term, known: Known) -> None:
    """Refuse a term about what was never looked at: nothing found would not mean none there."""
    if term.field == "cost" and known.money is None:
        why = "The bill was not compared with the inventory yet, so no cost is known"
    elif term.field == "move" and not known.moves:
        why = "The playbook was not joined with the inventory yet"
    else:
        return
    raise FilterInvalid(why, asked.text, term.at, term.end, remedy="Run take-inventory again.")


def _group_fits(term: Term, group: Group, known: Known) -> bool:
    if term.field == "cost":
        share = known.money.share(group.type, group.region) if known.money else Decimal(0)
        found = any(ORDER[term.sign](share, Decimal(value)) for value in term.values)
    else:
        said = (
            known.moves.get(group.type, "") if term.field == "move" else getattr(group, term.field)
        )
        found = any(_word_fits(term, value, said) for value in term.values)
    return found is not term.negated


def _word_fits(term: Term, value: str, said: str) -> bool:
    if term.sign == "=":
        return said == literal(value)
    pattern = "".join(
        ".*" if piece == "*" else re.escape(literal(piece)) for piece in pieces(value)
    )
    part = term.field == "type" and "*" not in pieces(value)
    return bool((re.search if part else re.fullmatch)(pattern, said, re.IGNORECASE | re.DOTALL))


def like(value: str, *, whole: bool = False) -> str:
    """Return the pattern for `LIKE … ESCAPE '\\'`: a part of the text, or with `*` all of it."""
    parts = pieces(value)
    made = "".join("%" if p == "*" else re.sub(r"([\\%_])", r"\\\1", literal(p)) for p in parts)
    return made if whole or "*" in parts else f"%{made}%"


def _column(*names: str) -> Callable[[Condition, Term, str], None]:
    def ask(made: Condition, term: Term, value: str) -> None:
        if term.sign == "=":
            made.add(" OR ".join(f"{n} = ?" for n in names), *[literal(value)] * len(names))
            return
        columns = [(name, like(in_json(value) if name in _JSON else value)) for name in names]
        made.add(
            " OR ".join(f"{name} LIKE ? ESCAPE '\\'" for name, _ in columns),
            *[pattern for _, pattern in columns],
        )

    return ask


_JSON = frozenset({"tags", "properties"})


def _tag(made: Condition, term: Term, value: str) -> None:
    """Ask for a tag, or for a tag with a value.

    The tags are one JSON text with sorted keys and no spaces, and a quote inside a name or value
    is written `\\"`, so `"key":"value"` stands there only as exactly that.
    """
    key, has_value, wanted = value.partition("=")
    made.add("tags LIKE ? ESCAPE '\\'", like(f"*{in_tags(value)}*"))
    if "*" in pieces(value):
        compared = "json_each.key LIKE ? ESCAPE '\\' AND json_each.value LIKE ? ESCAPE '\\'"
        made.parts[-1] += f" AND EXISTS (SELECT 1 FROM json_each(resource.tags) WHERE {compared})"  # noqa: S608
        made.values += [like(key, whole=True), like(wanted if has_value else "*", whole=True)]
    del term


def _created(made: Condition, term: Term, value: str) -> None:
    if term.sign == "=":
        made.add("substr(created, 1, 10) = ?", value)
    else:
        made.add(f"created != '' AND substr(created, 1, 10) {term.sign} ?", value)


def _managed(made: Condition, term: Term, value: str) -> None:
    one = Condition(made.scan)
    _column('"by"', "what")(one, term, value)
    where = f"managed.resource = resource.id AND ({one.sql})"
    made.add(f"EXISTS (SELECT 1 FROM managed WHERE {where})", *one.values)  # noqa: S608


_FLAGS: Mapping[str, tuple[str, int]] = {
    "new": ("first_scan = ?", 1),
    "changed": ("changed_scan = ? AND first_scan < ?", 2),
    "tagged": ("tags != '{}'", 0),
    "untagged": ("tags = '{}'", 0),
    "redacted": ("redacted > 0", 0),
    "removed": ("removed_scan > 0", 0),
    "managed": ("EXISTS (SELECT 1 FROM managed WHERE managed.resource = resource.id)", 0),
    "linked": ("EXISTS (SELECT 1 FROM link WHERE resource.id IN (link.source, link.target))", 0),
}
"""Flag to its SQL, and how often that names the newest scan."""


def _flag(made: Condition, term: Term, value: str) -> None:
    sql, scans = _FLAGS[value.lower()]
    made.add(sql, *[made.scan] * scans)
    del term


_ROW: Mapping[str, Callable[[Condition, Term, str], None]] = {
    "": _column("name", "identifier", "arn", "tags"),
    "name": _column("name"),
    "id": _column("identifier"),
    "arn": _column("arn"),
    "text": _column("name", "identifier", "arn", "tags", "properties"),
    "tag": _tag,
    "created": _created,
    "managed": _managed,
    "is": _flag,
}
