"""All that is known of one resource; only the lines in sight are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.geometry import Region
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions

from migrate.tui.prose import Row
from migrate.tui.widgets.lines import Lines


@dataclass(frozen=True, slots=True)
class Laid:
    """Lines that fit a width, made where nobody waits for them."""

    rows: tuple[Row | Content, ...]
    width: int
    lines: tuple[Content, ...]
    targets: tuple[int, ...]
    """By line, the resource that it leads to; 0 for none, and for the rest of a wrapped line."""


def laid(rows: Iterable[Row | Content], width: int) -> Laid:
    """Wrap rows to a width."""
    told = tuple(rows)
    lines: list[Content] = []
    targets: list[int] = []
    for row in told:
        one = row if isinstance(row, Row) else Row(row)
        pieces = one.wrapped(max(1, width))
        lines += pieces
        targets += [one.target] + [0] * (len(pieces) - 1)
    return Laid(told, width, tuple(lines), tuple(targets))


@dataclass
class LinkFollowed(Message):
    """A link to another resource was opened."""

    number: int


@dataclass
class WentBack(Message):
    """The resource before the followed link is wanted again."""


class ResourceSheet(Lines):
    """Starts at its top for another resource, and stays where it is for the same."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"resource-sheet--link"}
    DEFAULT_CSS = """
    ResourceSheet { padding: 0 1; }
    ResourceSheet > .resource-sheet--link {
        background: $block-cursor-blurred-background; text-style: bold underline;
    }
    ResourceSheet:ansi > .resource-sheet--link { background: ansi_default; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "link(1)", "Next link"),
        Binding("N", "link(-1)", show=False),
        Binding("enter", "follow", "Follow", key_display="enter"),
        Binding("backspace", "back", "Return", key_display="bksp"),
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("space", "page_down", show=False),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._shown = 0
        self._link = -1
        self._laid = laid((), 1)
        self._trail = False
        self._looks = Style(), RenderOptions(self._get_style, {})
        self._offered: tuple[bool | None, ...] = ()

    @property
    def text_width(self) -> int:
        """Cells of a line, beside the scroll bar."""
        return max(1, self.scrollable_content_region.width)

    def show(self, number: int, told: Laid, *, trail: bool = False) -> None:
        """Show a resource; `trail` says that a link led here."""
        if number != self._shown:
            self._shown, self._link = number, -1
            self.scroll_home(animate=False)
        self._trail = trail
        self._take(told)
        self._offer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to follow only where there is a link, and to return only after one."""
        del parameters
        offered = {"link": any(self._laid.targets), "follow": self._link >= 0, "back": self._trail}
        return offered.get(action, True)

    def action_link(self, by: int) -> None:
        """Go to the next link, or the one before, and bring it into sight."""
        links = [at for at, target in enumerate(self._laid.targets) if target]
        if not links:
            return
        here = links.index(self._link) + by if self._link in links else min(0, by)
        self._link = links[here % len(links)]
        room, top = max(1, self.size.height), self.scroll_offset.y
        if not top <= self._link < top + room:
            self.scroll_to(y=self._link - room // 2, animate=False, force=True)
        self.refresh()
        self._offer()

    def action_follow(self) -> None:
        """Open the resource at the other end of the chosen link."""
        if 0 <= self._link < len(self._laid.targets) and self._laid.targets[self._link]:
            self.post_message(LinkFollowed(self._laid.targets[self._link]))

    def action_back(self) -> None:
        """Show what was shown before the link was followed."""
        self.post_message(WentBack())

    def on_resize(self, event: Resize) -> None:
        """Wrap anew to another width."""
        del event
        self._take(self._laid)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw what is in sight, with what all lines share looked up once."""
        self._looks = self.visual_style, RenderOptions(self._get_style, self.styles.get_rules())
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in sight."""
        at, width = self.scroll_offset.y + y, self.text_width
        style, options = self._looks
        if at >= len(self._laid.lines):
            return Strip.blank(width, style.rich_style)
        text = self._selected(at)
        if at == self._link:
            style += Style.from_styles(self.get_component_styles("resource-sheet--link"))
        (strip, *_) = text.render_strips(max(1, width), 1, style, options) or [Strip.blank(width)]
        return strip.extend_cell_length(width, style.rich_style).apply_offsets(0, at)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract("\n".join(line.plain for line in self._laid.lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        del selection
        self.refresh()

    def _selected(self, at: int) -> Content:
        """Return a line with what is selected of it marked."""
        line = self._laid.lines[at]
        span = self.text_selection.get_span(at) if self.text_selection else None
        if span is None:
            return line
        start, end = span
        marked = Style.from_styles(self.screen.get_component_styles("screen--selection"))
        return line.stylize(marked, start, len(line) if end == -1 else end)

    def _offer(self) -> None:
        """Draw the footer anew, where it is this one's and other keys are offered than before."""
        offered = tuple(self.check_action(name, ()) for name in ("link", "follow", "back"))
        if self.has_focus and offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def _take(self, told: Laid) -> None:
        same = told.width == self.text_width
        self._laid = told if same else laid(told.rows, self.text_width)
        if self._link >= len(self._laid.lines) or self._link >= 0 == self._laid.targets[self._link]:
            self._link = -1
        self.lengthen(len(self._laid.lines))
