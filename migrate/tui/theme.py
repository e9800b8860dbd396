"""The colours of the screens; they only repeat what glyphs and words say."""

from __future__ import annotations

from textual.theme import Theme

THEME = Theme(
    name="migrate",
    primary="#6cb2f7",
    secondary="#8fa3bf",
    accent="#d7a65f",
    foreground="#d9dde3",
    background="#14171c",
    surface="#14171c",
    panel="#20252d",
    success="#7fc98f",
    warning="#e8b75a",
    error="#f07a7a",
    dark=True,
    variables={
        "muted": "#8a94a3",
        "rule": "#3a424e",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#2c3e55",
        "block-cursor-blurred-foreground": "#d9dde3",
        "block-cursor-blurred-background": "#262d37",
        "footer-key-foreground": "#d7a65f",
        "footer-background": "#20252d",
        "scrollbar": "#3a424e",
        "scrollbar-hover": "#566072",
        "scrollbar-active": "#6cb2f7",
        "scrollbar-background": "#14171c",
        "scrollbar-background-hover": "#14171c",
        "scrollbar-background-active": "#14171c",
    },
)
"""Each pair of text and ground is above 4.5 to 1."""

FALLBACKS = {"muted": "foreground-muted", "rule": "foreground-muted"}
"""What stands for our own names in another theme, chosen by TEXTUAL_THEME or NO_COLOR."""
