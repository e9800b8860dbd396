"""No text of unknown origin is handed to a widget that would read it as markup."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TUI = Path(__file__).parents[2] / "migrate" / "tui"
MARKED = frozenset({"Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible"})
"""Widgets whose first argument is markup unless `markup=False` says otherwise."""
UPDATED = frozenset({"notify"})
TITLES = frozenset({"border_title", "border_subtitle"})
REFUSED = frozenset({"escape", "from_markup", "render_markup"})
"""`textual.markup.escape` does not hold (textual issues 6155 and 6614); markup is never built."""


def faults(source: str) -> list[str]:
    """Return what a module does that could make a name into markup."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found += _call(node)
        if isinstance(node, ast.Assign):
            found += [
                f"{node.lineno}: {target.attr} from a value"
                for target in node.targets
                if isinstance(target, ast.Attribute)
                and target.attr in TITLES
                and not _literal(node.value)
            ]
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("textual", "rich")):
            found += [f"{node.lineno}: {n.name}" for n in node.names if n.name in REFUSED]
    return found


def _call(node: ast.Call) -> list[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    plain = any(
        k.arg == "markup" and isinstance(k.value, ast.Constant) and k.value.value is False
        for k in node.keywords
    )
    if name in MARKED | UPDATED and not plain:
        return [f"{node.lineno}: {name} without markup=False"]
    if name in REFUSED:
        return [f"{node.lineno}: {name}"]
    return []


def _literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


@pytest.mark.parametrize("path", sorted(TUI.rglob("*.py")), ids=lambda p: p.stem)
def test_no_module_lets_a_name_become_markup(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(name)",
        "Static(f'[b]{name}[/b]')",
        "Label(name, markup=True)",
        "self.notify(text)",
        "widget.border_title = name",
        "from textual.markup import escape",
        "Content.from_markup(text)",
    ],
)
def test_the_lint_sees_what_it_is_for(source):
    assert faults(source)
