"""The filter language: what it reads, what it refuses and where, and that choices come back out."""

from __future__ import annotations

import pytest

from migrate.core.resource_filter import (
    FIELDS,
    FLAGS,
    FilterInvalid,
    literal,
    parse,
    quoted,
    toggled,
)


def read(text: str) -> list[tuple]:
    return [(term.field, term.sign, term.values, term.negated) for term in parse(text).terms]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("   ", []),
        ("web", [("", ":", ("web",), False)]),
        ("-web", [("", ":", ("web",), True)]),
        ('"-web"', [("", ":", ("-web",), False)]),
        ("- web", [("", ":", ("-",), False), ("", ":", ("web",), False)]),
        ("region:eu-*,global", [("region", ":", ("eu-*", "global"), False)]),
        ("REGION:x", [("region", ":", ("x",), False)]),
        ("-type=AWS::S3::Bucket", [("type", "=", ("AWS::S3::Bucket",), True)]),
        ('name:"a b",c', [("name", ":", ("a b", "c"), False)]),
        ('tag:"my key"=x', [("tag", ":", ("my key=x",), False)]),
        ("a,b", [("", ":", ("a,b",), False)]),
        ("AWS::EC2::VPC", [("", ":", ("AWS::EC2::VPC",), False)]),
        ("arn:aws:s3:::b", [("arn", ":", ("aws:s3:::b",), False)]),
        ("cost>=10", [("cost", ">=", ("10",), False)]),
        ("created<2022-01-01", [("created", "<", ("2022-01-01",), False)]),
        ("tag:env=prod,dev", [("tag", ":", ("env=prod", "env=dev"), False)]),
        ("tag:env,team", [("tag", ":", ("env", "team"), False)]),
        (r'name:"say \"hi\""', [("name", ":", ('say "hi"',), False)]),
        ('name:"a*b"', [("name", ":", (r"a\*b",), False)]),
        ("[@click=app.quit]x[/]", [("", ":", ("[@click=app.quit]x[/]",), False)]),
    ],
)  # fmt: skip
def test_a_filter_is_read_as_its_terms(text, terms):
    assert read(text) == terms


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("regoin:eu", 0, "Did you mean `region`?"),
        ("web xyzzy:1", 4, "no field `xyzzy`"),
        ("region:", 0, "needs a value"),
        ("region:a,", 8, "after the comma"),
        ("region:a,,b", 9, "missing here"),
        ('name:"abc', 5, "not closed"),
        ('x "', 2, "not closed"),
        ('""', 0, "missing here"),
        ("region>x", 6, "followed by : or ="),
        ("cost:10", 4, "followed by > >= < <= or ="),
        ("cost>ten", 5, "no number"),
        ("cost>nan", 5, "no number"),
        ("created<yesterday", 8, "no date"),
        ("is:pretty", 3, "knows new"),
    ],
)
def test_a_wrong_filter_is_refused_where_it_is_wrong(text, at, said):
    with pytest.raises(FilterInvalid) as caught:
        parse(text)
    error = caught.value
    assert said in str(error)
    assert error.at == at
    _, shown, marks = str(error).split("\n")
    assert shown == f"  {text}"
    assert marks.index("^") == at + 2
    assert error.exit_code == 2


def test_a_long_filter_is_quoted_around_the_mistake():
    text = "x" * 500 + " regoin:eu " + "y" * 500
    with pytest.raises(FilterInvalid) as caught:
        parse(text)
    _, shown, marks = str(caught.value).split("\n")
    assert len(shown) < 70
    assert shown[marks.index("^") :].startswith("regoin")


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.name)
def test_the_example_of_every_field_is_a_filter(field):
    (term,) = parse(field.example).terms
    assert term.field == field.name


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_is_read(flag):
    assert read(f"is:{flag.upper()}") == [("is", ":", (flag.upper(),), False)]


@pytest.mark.parametrize(
    "value", ["a b", 'q"q', "back\\slash", "comma,", "st*r", "x", "a=b", "\\*"]
)
def test_a_quoted_value_is_read_as_itself(value):
    (term,) = parse(f"name={quoted(value)}").terms
    assert literal(term.values[0]) == value


@pytest.mark.parametrize(
    ("text", "field", "value", "after"),
    [
        ("", "region", "eu-west-1", "region:eu-west-1"),
        ("region:eu-west-1", "region", "eu-west-1", ""),
        ("web region:eu-west-1 x", "region", "eu-west-1", "web x"),
        ("region:a x", "region", "b", "x region:b"),
        ("-region:a", "region", "b", "-region:a region:b"),
        ("", "type", "AWS::S3::Bucket", "type=AWS::S3::Bucket"),
        ("", "service", "odd name", 'service:"odd name"'),
    ],
)
def test_a_choice_goes_into_a_filter_and_out_again(text, field, value, after):
    assert toggled(text, field, value) == after
