"""The body chart on paper: all views with their marks as one SVG.

Pain is hatched and carries its number, needles are dots: told apart on a grey printer too.
"""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from acudesk.charts.style import Style, load_style
from acudesk.domain.body_chart import (
    HIGHEST_INTENSITY,
    LOWEST_INTENSITY,
    BodyMark,
    BodyView,
    Figure,
    MarkKind,
    Shape,
    Zone,
    mark_words,
    side_letters,
    view_title,
)
from acudesk.translation import tr

FONTS = "Noto Sans, Inter, Noto Sans Arabic, Noto Sans SC, sans-serif"
GAP, TITLE, LEGEND = 10.0, 24.0, 34.0
"""Between figures, above them and below them, in their units."""
LETTER = 13
BADGE = 9.0


def body_svg(marks: Iterable[BodyMark], figures: Sequence[Figure], zones: Sequence[Zone]) -> str:
    """The figures side by side with what is marked on them, with a legend of what is used.

    The same in words is `mark_words`; it stands in the picture's description.
    """
    marks = tuple(marks)
    style = load_style("paper")
    height = max(figure.height for figure in figures)
    width = sum(figure.width for figure in figures) + GAP * (len(figures) - 1)
    used = [kind for kind in MarkKind if any(mark.kind == kind for mark in marks)]
    whole = TITLE + height + (LEGEND if used else 0)
    best = {zone.code: zone.view for zone in zones}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(whole)}" '
        f'width="{_n(width)}" height="{_n(whole)}" font-family={quoteattr(FONTS)}>',
        f"<title>{escape(tr('Body chart'))}</title>",
        f"<desc>{escape(mark_words(marks, zones))}</desc>",
        *_patterns(style),
    ]
    x = 0.0
    for figure in figures:
        parts.append(f'<g transform="translate({_n(x)} {_n(TITLE)})">')
        parts.extend(_figure(figure, marks, best, style))
        parts.append("</g>")
        x += figure.width + GAP
    parts.extend(_legend(used, width / 2, TITLE + height + LEGEND / 2, style))
    return "\n".join([*parts, "</svg>", ""])


def _patterns(style: Style) -> Iterator[str]:
    yield (
        '<defs><pattern id="pain" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<path d="M1 0L1 6" stroke="{style.warn}" stroke-width="1.7"/></pattern>'
        '<pattern id="needled" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<circle cx="3.5" cy="3.5" r="1.9" fill="{style.accent_strong}" '
        f'stroke="{style.card}" stroke-width="0.7"/></pattern></defs>'
    )


def _figure(
    figure: Figure, marks: Sequence[BodyMark], best: dict[str, BodyView], style: Style
) -> Iterator[str]:
    yield _text(view_title(figure.view), figure.width / 2, -8, LETTER, style.text_muted)
    if figure.view in (BodyView.FRONT, BodyView.BACK):
        for share, letter in zip((0.2, 0.8), side_letters(figure.view), strict=True):
            yield _text(letter, figure.width * share, 62, LETTER, style.text, bold=True)
    yield f'<g fill="{style.card}" stroke="{style.border}" stroke-width="0.7">'
    yield from (f'<path d="{shape.path}"/>' for shape in figure.shapes)
    yield "</g>"
    marked = [
        (shape, found)
        for shape in figure.shapes
        if (found := [mark for mark in marks if mark.zone == shape.zone])
    ]
    for shape, found in marked:
        yield from _textures(shape, found, style)
    yield '<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
    yield f'<path d="{figure.lines}" stroke="{style.border_strong}" stroke-width="0.6"/>'
    yield f'<path d="{figure.outline}" stroke="{style.text_muted}" stroke-width="1.3"/>'
    for shape, found in marked:
        pain = any(mark.kind == MarkKind.PAIN for mark in found)
        edge = style.warn if pain else style.accent_strong
        yield f'<path d="{shape.path}" stroke="{edge}" stroke-width="1.2"/>'
    yield "</g>"
    for shape, found in marked:
        if best.get(shape.zone) == figure.view:
            for mark in found:
                if mark.intensity is not None:
                    yield from _badge(str(mark.intensity), shape.x, shape.y, style)


def _textures(shape: Shape, marks: Sequence[BodyMark], style: Style) -> Iterator[str]:
    kinds = {mark.kind for mark in marks}
    soft = style.warn_soft if MarkKind.PAIN in kinds else style.accent_soft
    yield f'<path d="{shape.path}" fill="{soft}"/>'
    for kind in MarkKind:
        if kind in kinds:
            yield f'<path d="{shape.path}" fill="url(#{kind})"/>'


def _badge(text: str, x: float, y: float, style: Style) -> Iterator[str]:
    wide = BADGE * (1.0 if len(text) == 1 else 1.35)
    yield (
        f'<rect x="{_n(x - wide)}" y="{_n(y - BADGE)}" width="{_n(2 * wide)}" '
        f'height="{_n(2 * BADGE)}" rx="{_n(BADGE)}" fill="{style.card}" '
        f'stroke="{style.warn}" stroke-width="1"/>'
    )
    yield _text(text, x, y + 4.7, LETTER, style.text, bold=True)


def _legend(used: Sequence[MarkKind], x: float, y: float, style: Style) -> Iterator[str]:
    words = {
        MarkKind.PAIN: tr(
            "Pain, {lowest} none to {highest} worst imaginable",
            lowest=LOWEST_INTENSITY,
            highest=HIGHEST_INTENSITY,
        ),
        MarkKind.NEEDLED: tr("Needled here"),
    }
    # Halves of the width, as nothing here can measure a text.
    places = {1: (x - 130,), 2: (x - 270, x + 80)}.get(len(used), ())
    for kind, left in zip(used, places, strict=True):
        edge = style.warn if kind == MarkKind.PAIN else style.accent_strong
        box = f'x="{_n(left)}" y="{_n(y - 8)}" width="22" height="16" rx="4"'
        yield f'<rect {box} fill="{style.card}"/>'
        yield f'<rect {box} fill="url(#{kind})" stroke="{edge}" stroke-width="1.2"/>'
        yield _text(words[kind], left + 30, y + 4.7, LETTER, style.text, anchor="start")


def _text(
    text: str,
    x: float,
    y: float,
    size: int,
    colour: str,
    *,
    bold: bool = False,
    anchor: str = "middle",
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}"{weight}>{escape(text)}</text>'
    )


def _n(value: float) -> str:
    return f"{round(value, 2):g}"
