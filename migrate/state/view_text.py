"""What a filter asks of the text index: a query that every row which fits also fits.

The index folds the case of every letter and `LIKE` that of ASCII alone, and trigrams say nothing of
their order: what it finds is looked at again, and what it does not find cannot fit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from migrate.core.resource_filter import Filter, Term, escaped, literal
from migrate.state.text_index import SHORTEST

MOST = 40
"""Trigrams of one piece that are asked for; more would not leave fewer rows."""
Pieces = tuple[str, ...]
"""Texts that all stand in a column, with anything between them."""


def pieces(value: str) -> list[str]:
    """Return a value in pieces; the piece `*` is the one that stands for anything."""
    return re.findall(r"\\.|\*|[^*\\]+", value, re.DOTALL)


def in_json(value: str) -> str:
    """Write a value as it stands inside JSON; a wild `*` stays one."""
    return "".join(p if p == "*" else escaped(_json(literal(p))) for p in pieces(value))


def in_tags(value: str) -> str:
    """Write a tag, or a tag with its value, as it stands in the JSON of all tags."""
    key, has_value, wanted = value.partition("=")
    return f'"{in_json(key)}":' + (f'"{in_json(wanted)}"' if has_value else "")


def is_textual(asked: Filter) -> bool:
    """Whether a filter asks for a text, which the index is there for."""
    return any(term.field in _SPELLINGS for term in asked.terms)


def candidates(asked: Filter) -> str:
    """Return the query of the index; empty when it cannot tell any row apart."""
    terms = (t for t in asked.terms if t.field in _SPELLINGS and not t.negated)
    return " AND ".join(f"({one})" for term in terms if (one := _either(term)))


def _either(term: Term) -> str:
    ways = [way for value in term.values for way in _ways(term, value)]
    asked = [" AND ".join(_trigrams(way)) for way in dict.fromkeys(ways)]
    return " OR ".join(f"({one})" for one in asked) if all(asked) else ""


def _ways(term: Term, value: str) -> Iterator[Pieces]:
    """Yield the ways in which a value can be written in a column."""
    if term.sign == "=" and term.field != "tag":
        yield (literal(value),)
        return
    for spell in _SPELLINGS[term.field]:
        told: list[str] = [""]
        for piece in pieces(spell(value)):
            if piece == "*":
                told.append("")
            else:
                told[-1] += literal(piece)
        yield tuple(told)


def _trigrams(way: Pieces) -> Iterator[str]:
    """Yield what the index is asked; nothing of a text that SQLite would end in its middle."""
    for piece in way if "\0" not in "".join(way) else ():
        ends = range(SHORTEST, len(piece) + 1)
        found = dict.fromkeys(piece[end - SHORTEST : end] for end in ends)
        for one in list(found)[:MOST]:
            yield '"' + one.replace('"', '""') + '"'


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


_SPELLINGS: Mapping[str, tuple[Callable[[str], str], ...]] = {
    "": (str, in_json),
    "text": (str, in_json),
    "name": (str,),
    "id": (str,),
    "arn": (str,),
    "tag": (in_tags,),
}
"""Field to the ways in which a value stands in its columns."""
