"""The filter language of the inventory: one parser for the screen and the command line.

`region:eu-west-1 type:instance tag:env=prod -name:test* cost>10 backup`: every term has to hold,
commas mean "one of these", a leading `-` means "not", quotes keep spaces, `*` stands for anything.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from migrate.core.errors import OperatorError

SHOWN = 60
"""Characters of a long filter that an error quotes."""


class FilterInvalid(OperatorError):
    """The filter does not read as one; says where."""

    def __init__(self, why: str, text: str, at: int, end: int, *, remedy: str = "") -> None:
        self.why, self.at, self.end = why, at, end
        start = max(0, at - SHOWN // 2)
        quoted = text[start : start + SHOWN]
        marked = "^" * max(1, min(end, start + SHOWN) - at)
        super().__init__(f"{why}\n  {quoted}\n  {' ' * (at - start)}{marked}", remedy=remedy)


class Kind(StrEnum):
    """How a field is compared."""

    WHOLE = "is"
    """The whole value, in any case; `*` stands for anything."""
    PART = "contains"
    """A part of the value; with `*` the whole of it."""
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    """One of a few words."""


@dataclass(frozen=True, slots=True)
class Field:
    """What can be asked of a resource."""

    name: str
    kind: Kind
    meaning: str
    example: str


FIELDS = {
    field.name: field
    for field in (
        Field("region", Kind.WHOLE, "where it is", "region:eu-*,global"),
        Field("service", Kind.WHOLE, "the service of its type", "service:ec2"),
        Field("type", Kind.PART, "its type", "type:ec2::instance"),
        Field("name", Kind.PART, "its name", "name:web-*"),
        Field("id", Kind.PART, "its identifier", "id:i-0abc"),
        Field("arn", Kind.PART, "its ARN", "arn:loadbalancer"),
        Field("tag", Kind.PART, "a tag, or a tag and its value", "tag:env=prod"),
        Field("text", Kind.PART, "name, identifier, ARN, tags and properties", "text:t3.large"),
        Field("created", Kind.DATE, "when it was made", "created<2022-01-01"),
        Field("cost", Kind.NUMBER, "its even share of the bill", "cost>10"),
        Field("move", Kind.WHOLE, "how it gets to another account", "move:recreate"),
        Field("managed", Kind.PART, "what manages it", "managed:cloudformation"),
        Field("is", Kind.FLAG, "what is said of it", "is:untagged"),
    )
}
FLAGS = ("new", "changed", "removed", "tagged", "untagged", "managed", "linked", "redacted")
ORDERED = (">=", "<=", ">", "<")
_FIELD = re.compile(r"([A-Za-z]+)(:(?!:)|>=|<=|=|>|<)")
_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s,"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: any of its values fits, or, negated, none does."""

    field: str
    """Empty for plain text."""
    sign: str
    """`:` as the field's kind says, `=` exactly, or an order."""
    values: tuple[str, ...]
    """With a backslash before each backslash and before each `*` that stands for itself."""
    negated: bool
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Terms that all have to hold; none means everything."""

    text: str = ""
    terms: tuple[Term, ...] = ()

    def of(self, *fields: str) -> tuple[Term, ...]:
        """Return the terms about these fields."""
        return tuple(term for term in self.terms if term.field in fields)

    def without(self, *fields: str) -> tuple[Term, ...]:
        """Return the terms about anything else."""
        return tuple(term for term in self.terms if term.field not in fields)


def parse(text: str) -> Filter:
    """Read a filter; a wrong one is refused with the place where it is wrong."""
    terms, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        term = _term(text, at)
        terms.append(term)
        at = term.end
    return Filter(text.strip(), tuple(terms))


def literal(value: str) -> str:
    """Return a value of a term as the text that it means."""
    return re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)


def escaped(text: str) -> str:
    """Return a text as the value of a term that means exactly it."""
    return re.sub(r"([\\*])", r"\\\1", text)


def quoted(value: str) -> str:
    """Return a value as it is written in a filter, so that it is read as itself."""
    if re.fullmatch(r"[^\s,\"*\\]+", value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def toggled(text: str, field: str, value: str) -> str:
    """Return the filter with `field:value` added; without it when exactly that was there."""
    for term in parse(text).of(field):
        if term.values == (escaped(value),) and not term.negated:
            return " ".join((text[: term.at].strip(), text[term.end :].strip())).strip()
        if not term.negated:
            text = f"{text[: term.at]}{text[term.end :]}"
            break
    sign = "=" if FIELDS[field].kind is Kind.PART else ":"
    return f"{text.strip()} {field}{sign}{quoted(value)}".strip()


def _term(text: str, start: int) -> Term:
    negated = text[start] == "-" and start + 1 < len(text) and not text[start + 1].isspace()
    at = start + negated
    named = _FIELD.match(text, at)
    if named is None:
        values, end = _values(text, at, listed=False)
        return Term("", ":", values, negated, start, end)
    name, sign = named[1].lower(), named[2]
    if name not in FIELDS:
        raise _unknown(text, at, at + len(named[1]), name)
    values, end = _values(text, named.end(), listed=True)
    if not values:
        raise FilterInvalid(
            f"`{name}{sign}` needs a value", text, at, named.end(),
            remedy=f"For example `{FIELDS[name].example}`.",
        )  # fmt: skip
    term = Term(name, sign, _spread(name, values), negated, start, end)
    _check(text, term, named.end())
    return term


def _values(text: str, at: int, *, listed: bool) -> tuple[tuple[str, ...], int]:
    """Read values up to a space: bare, quoted or both, and where a list may stand, a list."""
    values: list[str] = []
    while at < len(text):
        value, end = _value(text, at, listed=listed)
        if end == at and not values:
            break
        if not value:
            raise FilterInvalid("A value is missing here", text, at, max(at + 1, end))
        values.append(value)
        at = end
        if not (listed and text[at : at + 1] == ","):
            break
        at += 1
        if at == len(text):
            raise FilterInvalid("A value is missing after the comma", text, at - 1, at)
    return tuple(values), at


def _value(text: str, at: int, *, listed: bool) -> tuple[str, int]:
    value = ""
    while at < len(text) and not text[at].isspace():
        if text[at] == "," and listed:
            break
        if text[at] == ",":
            value, at = f"{value},", at + 1
            continue
        piece = _PIECE.match(text, at)
        if piece is None:
            raise FilterInvalid("This quote is not closed", text, at, len(text))
        whole = piece[1] is not None
        value += escaped(literal(piece[1])) if whole else piece[2].replace("\\", r"\\")
        at = piece.end()
    return value, at


def _spread(field: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Read `tag:env=prod,dev` as either value of one tag."""
    key, has_value, _ = values[0].partition("=")
    if field != "tag" or not has_value:
        return values
    return tuple(value if "=" in value else f"{key}={value}" for value in values)


def _unknown(text: str, at: int, end: int, name: str) -> FilterInvalid:
    near = difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.6)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return FilterInvalid(
        f"There is no field `{name}`.{hint}",
        text,
        at,
        end,
        remedy=f"Fields: {', '.join(FIELDS)}. To search for it as text, put it in quotes.",
    )


def _check(text: str, term: Term, at: int) -> None:
    """Refuse a sign or a value that the field cannot have."""
    field = FIELDS[term.field]
    ordered = field.kind in {Kind.NUMBER, Kind.DATE}
    if (term.sign in ORDERED) != ordered and not (ordered and term.sign == "="):
        signs = "> >= < <= or =" if ordered else ": or ="
        raise FilterInvalid(
            f"`{term.field}` is followed by {signs}", text, at - len(term.sign), at,
            remedy=f"For example `{field.example}`.",
        )  # fmt: skip
    for value in term.values:
        if why := _WRONG.get(field.kind, _nothing)(value):
            raise FilterInvalid(why, text, at, term.end, remedy=f"For example `{field.example}`.")


def _nothing(value: str) -> str:
    del value
    return ""


def _number(value: str) -> str:
    try:
        fits = Decimal(value).is_finite()
    except InvalidOperation:
        fits = False
    return "" if fits else f"`{value}` is no number"


def _date(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        return f"`{value}` is no date such as 2024-12-31"
    return ""


def _flag(value: str) -> str:
    return "" if value.lower() in FLAGS else f"`is:` knows {', '.join(FLAGS)}"


_WRONG = {Kind.NUMBER: _number, Kind.DATE: _date, Kind.FLAG: _flag}
