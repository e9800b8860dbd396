"""No name from AWS becomes structure, command or formula at any exit."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import shlex
import unicodedata
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrate.core import escape
from migrate.core.errors import OperatorError
from tests.corpus import CORPUS

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
SINKS = {
    name: function
    for name, function in inspect.getmembers(escape, inspect.isfunction)
    if not name.startswith("_") and function.__module__ == escape.__name__
}
MARKDOWN = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "strikethrough", "linkify"])
every_name = pytest.mark.parametrize("name", CORPUS, ids=[ascii(n)[:40] for n in CORPUS])


def survives(sink, name):
    """Return what the sink makes of the name; None when it refuses to let it out."""
    try:
        return sink(name)
    except OperatorError:
        return None


@pytest.mark.parametrize("sink", SINKS.values(), ids=SINKS.keys())
@every_name
def test_no_sink_lets_a_control_character_out(sink, name):
    out = survives(sink, name) or ""
    assert not CONTROL.search(out.replace("\n", "") if sink is escape.terminal_block else out)
    out.encode("utf-8")


@pytest.mark.parametrize("sink", SINKS.values(), ids=SINKS.keys())
@given(name=st.text(st.characters(), max_size=60))
def test_no_sink_fails_on_any_text(sink, name):
    out = survives(sink, name)
    assert out is None or isinstance(out, str)


def text_of(tokens):
    """Return the text of parsed Markdown, refusing anything but text, emphasis excluded."""
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            parts.append(token.content)
        elif token.children:
            parts.append(text_of(token.children))
        elif token.type in ("link_open", "link_close") and token.markup == "linkify":
            assert (token.attrGet("href") or "mailto:").startswith(("mailto:", "http"))
        elif token.nesting == 0:
            raise AssertionError(token.type)
    return "".join(parts)


@every_name
def test_markdown_cell_reads_as_the_text(name):
    table = f"| a | b |\n| --- | --- |\n| x{escape.markdown(name)}x | y |\n"
    tokens = MARKDOWN.parse(table)
    kinds = [t.type for t in tokens if t.type in ("td_open", "tr_open", "table_open")]
    assert kinds == ["table_open", "tr_open", "tr_open", "td_open", "td_open"]
    inline = [t for t in tokens if t.type == "inline"][2]
    spaced = " ".join(CONTROL.sub(" ", name).split())
    plain = "".join(" " if ord(c) > 0xE0000 or 0xD800 <= ord(c) <= 0xDFFF else c for c in spaced)
    assert text_of([inline]) == f"x{' '.join(plain.split())}x"


@every_name
def test_markdown_paragraph_stays_one_paragraph(name):
    tokens = MARKDOWN.parse(escape.markdown(name) + "\n")
    assert {t.type for t in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    text_of(tokens)


@every_name
def test_markdown_code_stays_one_span(name):
    tokens = MARKDOWN.parse(f"x {escape.markdown_code(name)} y\n")
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert "code_inline" in [t.type for t in tokens[1].children]


@every_name
def test_html_adds_no_element(name):
    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append((tag, len(attrs)))

    escaped = escape.html(name)
    Reader().feed(f'<p title="{escaped}">{escaped}</p>')
    assert seen == [("p", 1)]


@every_name
def test_xml_adds_no_element_and_stays_well_formed(name):
    escaped = escape.xml(name)
    root = ElementTree.fromstring(f'<p title="{escaped}">{escaped}</p>')

    assert (len(root), list(root.attrib)) == (0, ["title"])


@every_name
def test_dot_string_is_one_string_without_escapes(name):
    inside = escape.dot_string(name)[1:-1]

    assert re.fullmatch(r'(?:[^"\\]|\\\\|\\")*', inside)


@every_name
def test_csv_cell_is_no_formula(name):
    out = io.StringIO()
    csv.writer(out).writerow([escape.csv_cell(name), "next"])
    cells = next(csv.reader(io.StringIO(out.getvalue())))
    assert len(cells) == 2
    start = cells[0].lstrip(" ")[:1]
    assert start not in tuple("=+-@|%＝＋－＠") or re.fullmatch(r"[+-]?[\d.]+", cells[0])


def test_numbers_stay_numbers_in_csv():
    assert escape.csv_cell("-12.50") == "-12.50"


def test_file_names_stay_inside_and_apart():
    names = [escape.file_name(n) for n in CORPUS]
    assert len({n.lower() for n in names}) == len(set(CORPUS))
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", n) and len(n) < 100 for n in names)


@every_name
def test_mermaid_label_closes_nothing(name):
    assert not set(escape.mermaid_label(name)) & set('"[]{}<>|`;\\\n') - {";"}


@every_name
def test_yaml_string_reads_back(name):
    expected = "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in name)
    assert yaml.safe_load(escape.yaml_string(name)) == expected


@every_name
def test_hcl_string_has_no_template_left(name):
    inner = escape.hcl_string(name)
    assert not re.search(r"(?<!\$)(?:\$\$)*\$\{(?<!\$\$\{)", inner)
    assert "\n" not in inner


def test_hcl_template_is_doubled():
    assert escape.hcl_string('${file("x")}') == '"$${file(\\"x\\")}"'


def test_cloudformation_refuses_a_dynamic_reference():
    with pytest.raises(OperatorError, match="resolve"):
        escape.cloudformation_string("{{resolve:secretsmanager:x}}")


@every_name
def test_shell_word_is_one_word(name):
    assert len(shlex.split(f"echo {escape.shell_word(name)}")) == 2


@every_name
def test_url_part_is_one_segment(name):
    part = escape.url_part(name)
    assert not set(part) & set("/?#&= \n")
    assert unquote(part) == name.encode("utf-8", "replace").decode()


def test_normalised_names_do_not_meet():
    assert escape.file_name("é") != escape.file_name(unicodedata.normalize("NFD", "é"))


def test_json_of_a_lone_surrogate_can_be_printed():
    json.dumps("\ud800").encode("utf-8")
