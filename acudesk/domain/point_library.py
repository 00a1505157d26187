"""The library of points: read from its file, searched while a name is typed, asked what a text
means.
"""

import csv
import re
from collections.abc import Iterable

from acudesk.domain.errors import BugError
from acudesk.domain.point_mention import Mention
from acudesk.domain.point_parser import CODE, plainer, read_channel, read_points
from acudesk.domain.points import (
    PAIRED,
    Point,
    PointIndex,
    PointKind,
    PointSide,
    ashi,
    name_key,
)

_PLACES = {
    "": PAIRED,
    "paired": PAIRED,
    "midline": (PointSide.MIDLINE,),
    "left": (PointSide.LEFT,),
    "right": (PointSide.RIGHT,),
}
_ONLY_LETTERS = re.compile(r"[a-z][a-z\s._-]*")


class PointLibrary(PointIndex):
    """All points, and ashi."""

    def __init__(self, points: Iterable[Point]) -> None:
        super().__init__((*points, ashi()))
        self._keys = tuple((point, tuple(map(name_key, point.names))) for point in self.points)

    def parse(self, text: str) -> tuple[Mention, ...]:
        """What a text as people type it mentions: `bl23 l, 3 ashi, zusanli`. Never raises."""
        return read_points(self, text)

    def complete(self, text: str, limit: int = 12) -> tuple[Point, ...]:
        """The points that a text may be the beginning of, likeliest first."""
        typed = plainer(text.strip()[:60])
        key = "" if any(char.isdigit() for char in typed) else name_key(typed)
        if not typed:
            return ()
        codes = self._with_code(typed)
        starts = [
            one for one, keys in self._keys if key and any(name.startswith(key) for name in keys)
        ]
        others = [
            one for one, keys in self._keys if len(key) > 1 and any(key in name for name in keys)
        ]
        if _ONLY_LETTERS.fullmatch(typed):
            # Letters alone begin a name as often as a code: half the room for each.
            codes = codes[: limit - min(len(starts), limit // 2)]
            if len(key) > 2:
                return tuple(dict.fromkeys((*starts, *codes, *others)))[:limit]
        return tuple(dict.fromkeys((*codes, *starts, *others)))[:limit]

    def _with_code(self, typed: str) -> list[Point]:
        if match := CODE.fullmatch(typed):
            channel, digits = read_channel(match[1]), match[2].lstrip("0")
            return [
                one
                for one in self.points
                if one.channel == channel and digits and str(one.number).startswith(digits)
            ]
        channel = read_channel(typed.rstrip(" ._-"))
        if channel:
            return [one for one in self.points if one.channel == channel]
        letters = re.sub(r"[\s._-]", "", typed)
        return [one for one in self.points if one.code.replace("-", "").lower().startswith(letters)]


def library_from_csv(text: str) -> PointLibrary:
    """The library from its file: code, pinyin, hanzi, kind, place, needles, also (`a|b`)."""
    points = []
    for row in csv.DictReader(text.splitlines()):
        place = row.get("place") or ""
        if place not in _PLACES:
            raise BugError(f"points.csv: {row['code']} lies nowhere")
        points.append(
            Point(
                code=row["code"],
                pinyin=row["pinyin"],
                hanzi=row["hanzi"],
                kind=PointKind(row["kind"]),
                sides=_PLACES[place],
                group=int(row.get("needles") or 1),
                also=tuple(name for name in (row.get("also") or "").split("|") if name),
            )
        )
    return PointLibrary(points)
