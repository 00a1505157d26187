"""Colours by what they are for: one place for the window, the charts and the paper.

The values stand in `resources/themes/<name>.toml`, as `#rrggbb`.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache

from acudesk import paths
from acudesk.domain.errors import BugError

STYLES = ("light", "dark", "paper")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The colours of one look, each `#rrggbb`.

    `window`, `sidebar`, `card` and `field` are backgrounds; `text`, `text_muted` and
    `text_faint` are read on any of them. `accent_text` is read on `accent` and on
    `accent_strong` (pressed, hovered); `accent_soft_text` and `text` on `accent_soft`, the
    selected row; `warn_text` on `warn_soft`; `danger_text` on a card. `series_*` are the lines
    of a chart by role, `band` the error of measurement behind them, `level` the lines of 30 and
    50 per cent better, `mark_*` what happened on the way.
    """

    name: str
    dark: bool

    window: str
    sidebar: str
    card: str
    field: str
    border: str
    border_strong: str

    text: str
    text_muted: str
    text_faint: str

    accent: str
    accent_strong: str
    accent_text: str
    accent_soft: str
    accent_soft_text: str

    warn: str
    warn_soft: str
    warn_text: str
    danger: str
    danger_text: str
    focus: str

    grid: str
    axis: str
    series_main: str
    series_second: str
    series_before: str
    series_after: str
    baseline: str
    band: str
    level: str
    mark_side_effect: str
    mark_medication: str
    mark_review: str
    mark_addendum: str
    mark_gap: str

    def __post_init__(self) -> None:
        for name in colour_names():
            if not _COLOUR.fullmatch(getattr(self, name)):
                raise BugError(f"{self.name}.toml: {name} is not a colour such as #0f766e")


def colour_names() -> tuple[str, ...]:
    """The names of all colours of a style, in their order."""
    return tuple(field.name for field in fields(Style) if field.name not in ("name", "dark"))


@cache
def load_style(name: str) -> Style:
    """The style `light`, `dark` or `paper`; raises BugError for another name or a bad file."""
    if name not in STYLES:
        raise BugError(f"no style is called {name}")
    text = paths.resource(f"themes/{name}.toml").read_text(encoding="utf-8")
    try:
        return Style(name=name, **tomllib.loads(text))
    except TypeError as error:
        raise BugError(f"{name}.toml: {error}") from error


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, 0 (black) to 1 (white), after WCAG 2.1."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, after WCAG 2.1; text wants at least 4.5."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
