"""Marks on the body chart: where it hurts and where was needled, zone by zone.

The zones are named in `resources/body/zones.toml` and drawn in the figures beside it; a mark
keeps a zone's code, so a mark of a zone that no longer exists stays readable.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from xml.etree import ElementTree

from acudesk.domain.errors import BugError, DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr

LOWEST_INTENSITY, HIGHEST_INTENSITY = 0, 10
LONGEST_NOTE = 500
_SVG = "{http://www.w3.org/2000/svg}"


class BodyView(StrEnum):
    """From where the figure is seen; a side view is that of the patient's left or right."""

    FRONT = "front"
    BACK = "back"
    LEFT = "left"
    RIGHT = "right"


class BodySide(StrEnum):
    """The patient's own left and right."""

    LEFT = "left"
    RIGHT = "right"


class MarkKind(StrEnum):
    """What a mark says."""

    PAIN = "pain"
    NEEDLED = "needled"


class PainQuality(StrEnum):
    """What the pain is like."""

    ACHING = "aching"
    BURNING = "burning"
    STABBING = "stabbing"
    TINGLING = "tingling"
    NUMB = "numb"
    CRAMPING = "cramping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One part of the body on one side, such as the lower back on the left.

    `view` is where it is best seen; other views may show the rest of it.
    """

    code: str
    title: str
    side: BodySide
    view: BodyView
    region: str

    @property
    def words(self) -> str:
        """The zone as it is called within a sentence."""
        return _with_side(tr(self.title), self.side)

    @property
    def name(self) -> str:
        """The zone as it is called at the start of a line."""
        words = self.words
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A zone, or what is seen of it in one view, as closed SVG path data.

    At `x`, `y` a number fits into it that reaches at most `room` in each direction.
    """

    zone: str
    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One view of the body as SVG path data (M, L, C, Z), in units of its `width` and `height`.

    `outline` is the skin, `lines` are drawn inside it for the eye only.
    """

    view: BodyView
    width: float
    height: float
    outline: str
    lines: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMark:
    """One mark on one zone; `intensity` is 0 to 10, None not asked. Raises DomainError."""

    zone: str
    kind: MarkKind
    intensity: int | None = None
    quality: PainQuality | None = None
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", cleaned(self.note, limit=LONGEST_NOTE, field="marks"))
        if self.kind != MarkKind.PAIN and (self.intensity is not None or self.quality is not None):
            raise DomainError(
                tr("Only a mark of pain has an intensity and a kind of pain."), field="marks"
            )
        if self.intensity is not None and not (
            LOWEST_INTENSITY <= self.intensity <= HIGHEST_INTENSITY
        ):
            raise DomainError(
                tr(
                    "The intensity of pain is a whole number from {lowest} to {highest}.",
                    lowest=LOWEST_INTENSITY,
                    highest=HIGHEST_INTENSITY,
                ),
                field="marks",
            )


def quality_name(quality: PainQuality) -> str:
    """What the pain is like, in a word."""
    return {
        PainQuality.ACHING: tr("aching"),
        PainQuality.BURNING: tr("burning"),
        PainQuality.STABBING: tr("stabbing"),
        PainQuality.TINGLING: tr("tingling"),
        PainQuality.NUMB: tr("numb"),
        PainQuality.CRAMPING: tr("cramping"),
    }[quality]


def kind_title(kind: MarkKind) -> str:
    """What the marks of one kind say."""
    return {MarkKind.PAIN: tr("Pain"), MarkKind.NEEDLED: tr("Needled")}[kind]


def view_title(view: BodyView) -> str:
    """From where a figure is seen."""
    return {
        BodyView.FRONT: tr("Front"),
        BodyView.BACK: tr("Back"),
        BodyView.LEFT: tr("Left"),
        BodyView.RIGHT: tr("Right"),
    }[view]


def side_letter(side: BodySide) -> str:
    """One letter for a side of the patient."""
    return tr("L") if side == BodySide.LEFT else tr("R")


def side_letters(view: BodyView) -> tuple[str, str]:
    """The letters at the viewer's left and right of a figure: of the patient's own sides."""
    left, right = side_letter(BodySide.LEFT), side_letter(BodySide.RIGHT)
    return (left, right) if view == BodyView.BACK else (right, left)


def check_marks(marks: Iterable[BodyMark]) -> tuple[BodyMark, ...]:
    """Each zone at most once of a kind, in a stable order; raises DomainError else."""
    kept = tuple(sorted(marks, key=lambda mark: (mark.kind, mark.zone)))
    if len({(mark.kind, mark.zone) for mark in kept}) < len(kept):
        raise DomainError(tr("A zone is marked twice."), field="marks")
    return kept


def mark_words(marks: Iterable[BodyMark], zones: Sequence[Zone]) -> str:
    """What is marked, from head to foot, for the ear and for paper; empty for nothing.

    Two sides that are marked alike are told in one.
    """
    order = {zone.code: place for place, zone in enumerate(zones)}
    known = {zone.code: zone for zone in zones}
    marks = tuple(marks)
    parts = []
    for kind in MarkKind:
        of_kind = sorted(
            (mark for mark in marks if mark.kind == kind),
            key=lambda mark: (order.get(mark.zone, len(order)), mark.zone),
        )
        if of_kind:
            told = tr("; ").join(_told(of_kind, known))
            parts.append(tr("{kind}: {zones}.", kind=kind_title(kind), zones=told))
    return " ".join(parts)


def mark_details(mark: BodyMark) -> str:
    """What was said of a mark: how strong, of what kind, in which words."""
    parts = []
    if mark.intensity is not None:
        parts.append(tr("{n} of {highest}", n=mark.intensity, highest=HIGHEST_INTENSITY))
    if mark.quality is not None:
        parts.append(quality_name(mark.quality))
    if mark.note:
        parts.append(mark.note)
    return ", ".join(parts)


def _told(marks: Iterable[BodyMark], zones: Mapping[str, Zone]) -> Iterable[str]:
    def alike(mark: BodyMark) -> tuple[str, BodyMark]:
        zone = zones.get(mark.zone)
        title = tr(zone.title) if zone else mark.zone.replace("_", " ")
        return title, replace(mark, zone="")

    for (title, mark), group in groupby(marks, key=alike):
        sides = [zones[one.zone].side for one in group if one.zone in zones]
        words = title
        if len(sides) == 2:
            words = tr("{zone}, both sides", zone=title)
        elif sides:
            words = _with_side(title, sides[0])
        details = mark_details(mark)
        yield tr("{zone} ({details})", zone=words, details=details) if details else words


def _with_side(title: str, side: BodySide) -> str:
    if side == BodySide.LEFT:
        return tr("{zone}, left", zone=title)
    return tr("{zone}, right", zone=title)


def zones_from_toml(text: str) -> tuple[Zone, ...]:
    """The zones of `resources/body/zones.toml`, each once left and once right, head to foot."""
    zones = []
    for region in tomllib.loads(text)["region"]:
        for entry in region["zones"]:
            for side in BodySide:
                view = BodyView(side) if entry["view"] == "side" else BodyView(entry["view"])
                zones.append(
                    Zone(
                        code=f"{entry['code']}_{side}",
                        title=entry["name"],
                        side=side,
                        view=view,
                        region=region["name"],
                    )
                )
    return tuple(zones)


def figure_from_svg(view: BodyView, text: str) -> Figure:
    """The paths of one of the bundled figures, by their ids; raises BugError for another file."""
    root = ElementTree.fromstring(text)
    found = {path.get("id", ""): path for path in root.iter(f"{_SVG}path")}
    try:
        _left, _top, width, height = map(float, root.get("viewBox", "").split())
        outline, lines = (found.pop(name).attrib["d"] for name in ("outline", "lines"))
        return Figure(
            view=view,
            width=width,
            height=height,
            outline=outline,
            lines=lines,
            shapes=tuple(_shape(zone, path) for zone, path in found.items()),
        )
    except (KeyError, ValueError) as error:
        raise BugError(f"{view}.svg is not a figure: {error}") from error


def _shape(zone: str, path: ElementTree.Element) -> Shape:
    x, y, room = map(float, path.attrib["data-middle"].split())
    return Shape(zone=zone, path=path.attrib["d"], x=x, y=y, room=room)
