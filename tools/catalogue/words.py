"""Compare the names that CloudFormation, IAM and the APIs give to one thing."""

from __future__ import annotations

import re

VERBS = re.compile(r"^(BatchGet|List|Describe|Get|Search)")
SUFFIXES = ("identifier", "arn", "name", "id")


def plain(text: str) -> str:
    """Return a name without case and punctuation."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def stem(text: str) -> str:
    """Return a plain name in the singular, as far as English goes by rules."""
    text = plain(text)
    if text.endswith("indices"):
        return text[:-4] + "ex"
    if text.endswith("ies"):
        return text[:-3] + "y"
    if text.endswith(("sses", "ches", "xes", "shes")):
        return text[:-2]
    return text[:-1] if text.endswith("s") and not text.endswith("ss") else text


def noun(type_name: str) -> str:
    """Return what a CloudFormation type is about: `AWS::EC2::VPC` is a `vpc`."""
    return stem(type_name.rpartition("::")[2])


def subject(operation: str) -> str:
    """Return what an operation lists: `ListApplicationsV2` lists an `application`."""
    return stem(re.sub(r"(V\d|List|Summaries|Info)$", "", VERBS.sub("", operation)))


def ending(name: str) -> str:
    """Return which sort of identifier a plain name is; empty for none."""
    return next((end for end in SUFFIXES if name.endswith(end)), "")


def likeness(one: str, other: str) -> int:
    """Return 3 for the same noun, 2 where one begins or ends with the other, 1 for inside, or 0."""
    if not one or not other:
        return 0
    if one == other:
        return 3
    short, long = sorted((one, other), key=len)
    if len(short) > 2 and long.endswith(short):
        return 2
    if len(short) > 4 and long.startswith(short):
        return 2
    return 1 if len(short) > 3 and short in long else 0
