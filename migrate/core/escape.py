"""One function per exit through which a name from AWS leaves us: hostile text in, plain text out.

Rich and Textual markup has no function here: text that is escaped for it still acts, so a name
goes into a widget as `Text` or `Content` only, never into a markup string.
"""

from __future__ import annotations

import hashlib
import html as _html
import re
import shlex
import unicodedata
from urllib.parse import quote

from migrate.core.errors import OperatorError

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""C0, C1, bidi overrides, invisible joiners, tags and lone surrogates."""

_FORMULA = re.compile("^[\\s\ufeff\u200b'\"]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?%?$")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~&$:=@^\"']")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def terminal(text: str) -> str:
    """Return one line that a terminal shows and never obeys."""
    return _UNPRINTABLE.sub("·", text)


def terminal_block(text: str) -> str:
    """Return lines that a terminal shows and never obeys."""
    return "\n".join(terminal(line.expandtabs(4)) for line in text.split("\n"))


def markdown(text: str) -> str:
    """Return inline Markdown that reads as exactly this text, also inside a table cell."""
    plain = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return _MARKDOWN.sub(_markdown_character, plain)


def markdown_code(text: str) -> str:
    """Return an inline code span of this text that also survives a table cell."""
    plain = _UNPRINTABLE.sub(" ", text).replace("|", "\\|").strip() or " "
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def html(text: str) -> str:
    """Return text for an HTML element or a quoted attribute."""
    return _html.escape(_UNPRINTABLE.sub("·", text), quote=True)


def xml(text: str) -> str:
    """Return text for an XML element or a quoted attribute, without what XML 1.0 forbids."""
    return _html.escape(_UNPRINTABLE.sub("·", re.sub("[\ufffe\uffff]", "·", text)), quote=True)


def dot_string(text: str) -> str:
    """Return a quoted string of the DOT language, in which no escape sequence is left."""
    plain = _UNPRINTABLE.sub("·", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def csv_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    plain = _UNPRINTABLE.sub(" ", text)
    if _FORMULA.match(plain) and not _NUMBER.match(plain):
        return f"'{plain}"
    return plain


def file_name(text: str) -> str:
    """Return a portable name for one file, different for different text."""
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    folded = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", folded).strip(".-")[:80].rstrip(".-")
    if not plain or _RESERVED.match(plain):
        plain = f"name-{plain}".strip("-")
    return f"{plain}-{mark}"


def mermaid_label(text: str) -> str:
    """Return the inside of a quoted Mermaid label."""
    return "".join(_mermaid_character(c) for c in _UNPRINTABLE.sub(" ", text))


def yaml_string(text: str) -> str:
    """Return a double-quoted YAML scalar."""
    return '"' + "".join(_quoted_character(c) for c in text) + '"'


def hcl_string(text: str) -> str:
    """Return a quoted HCL (Terraform) string in which no template is left."""
    literal = text.replace("${", "$${").replace("%{", "%%{")
    return '"' + "".join(_quoted_character(c) for c in literal) + '"'


def cloudformation_string(text: str) -> str:
    """Return text for a CloudFormation template outside `Fn::Sub`; refuse what cannot be escaped.

    CloudFormation resolves `{{resolve:` wherever it stands, and has no escape for it
    (aws docs: dynamic-references).
    """
    if "{{resolve:" in text:
        raise OperatorError(
            f"CloudFormation would resolve {terminal(text)!r} instead of keeping it",
            remedy="Rename it, or leave this resource out of the generated template.",
        )
    return _UNPRINTABLE.sub(" ", text)


def shell_word(text: str) -> str:
    """Return one word of a command line that a person may paste."""
    return shlex.quote(_UNPRINTABLE.sub("?", text))


def url_part(text: str) -> str:
    """Return one segment, or one query value, of a URL."""
    return quote(text.encode("utf-8", "replace"), safe="")


def _markdown_character(found: re.Match[str]) -> str:
    """Backslash what is structure; leave readable what is structure only in company."""
    character = found.group()
    text, at = found.string, found.start()
    if character in "\\`*_{}[]<>|~&$^":
        return f"\\{character}"
    if character in "#+-=" and (at == 0 or character == text[at - 1]):
        return f"\\{character}"
    if character in ".)" and text[:at].isdigit():
        return f"\\{character}"
    if character == ":" and text[at : at + 3] == "://":
        return "\\:"
    if character == "." and text[max(0, at - 3) : at].lower() == "www":
        return "\\."
    return character


def _mermaid_character(character: str) -> str:
    if character.isalnum() or character in " -_./,:()":
        return character
    return f"#{ord(character)};"


def _quoted_character(character: str) -> str:
    """Spell one character inside double quotes, as YAML and HCL both read it."""
    code = ord(character)
    if character in '"\\':
        return f"\\{character}"
    if 0xD800 <= code <= 0xDFFF:
        return "\\ufffd"
    if character.isprintable() and not _UNPRINTABLE.match(character):
        return character
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
