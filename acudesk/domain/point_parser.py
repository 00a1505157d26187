"""What a line of points means, as practitioners type it and trials print it.

`bl23 l, UB-40 x2, GV3-6, zusanli, 足三里, one ashi`: each thing read becomes a Mention, and so
does each thing that is not understood, with the reason. Nothing typed is lost, nothing raises.
"""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from acudesk.domain.needles import MOST_INSERTIONS
from acudesk.domain.point_mention import LONGEST_UNKNOWN, Mention, either, quoted
from acudesk.domain.points import (
    ASHI,
    CHANNELS,
    Point,
    PointIndex,
    PointKind,
    PointSide,
    channel_name,
    name_key,
    simplified,
    wrong_side,
)
from acudesk.translation import tr

# Work is bounded whatever is pasted: what lies beyond is handed back unread.
LONGEST_TEXT = 5_000
MOST_MENTIONS = 300
MOST_GUESSES = 6
MOST_WORDS = 9
LONGEST_NAME = 60

_GAP = r"[\s._-]*"
_LISTED = sorted((alias for aliases in CHANNELS.values() for alias in aliases), key=len)[::-1]
_CHANNEL = "|".join(alias.replace(" ", _GAP) for alias in _LISTED)
_CHANNEL_OF = {
    alias.replace(" ", ""): channel for channel, aliases in CHANNELS.items() for alias in aliases
}
_NO_LETTERS = re.compile(r"[\s._-]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−~", "-") | {"×": "x", "’": "'"})

CODE = re.compile(rf"({_CHANNEL}){_GAP}([0-9]+)")
_RANGE = re.compile(rf"\s*(?:-|to(?![a-z]))\s*(?:({_CHANNEL}){_GAP})?([0-9]+)(?!\s*x\s*[a-z])")
_WORD = re.compile("[a-z\u00df-\u024f\u0300-\u036f\u1e00-\u1eff]+")
_JOINT = re.compile(r"[\s'ʼ\-_.·]{1,3}")
_HANZI = re.compile("[\u2e80-\u2fdf\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SEPARATORS = re.compile(r"(?:[\s,;/+&|()\[\]{}:.\-•·*'\"“”‘„、。]|and(?![a-z0-9]))+")
_UNKNOWN = re.compile(r"[^\s,;/+&|()\[\]{}:•·、。]+")
_CODE_LIKE = re.compile(r"[a-z]{1,6}[._-]?[0-9]+|[a-z]{1,2} [0-9]+")
_NUMBER = re.compile(r"[0-9]+")

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT_BEFORE = re.compile(rf"(?:({'|'.join(_WORDS)})(?![a-z])|([0-9]{{1,2}})(?![0-9]))\s*")
_TIMES_BEFORE = re.compile(r"x\s*")
_COUNT_BEHIND = re.compile(rf"{_GAP}(?:\(\s*)?x\s*([0-9]{{1,2}})(?![0-9])(?:\s*\))?")
_COUNT_ALONE = re.compile(r"x\s*[0-9]+")
_SIDE = (
    r"(?:(?P<both>l\s*(?:[+/&]|and)?\s*r|r\s*(?:[+/&]|and)?\s*l|bilaterally|bilateral|bilat|bil"
    rf"|both|双侧|双|b(?!{_GAP}[0-9]))"
    r"|(?P<left>left|lt|l|左)|(?P<right>right|rt|r|右)|(?P<midline>midline|middle|mid|m|中线))"
)
_SIDE_BEHIND = re.compile(
    rf"{_GAP}(?:\(\s*)?{_SIDE}(?!(?!x\s*[0-9])[a-z0-9])(?:\s+sides?(?![a-z]))?(?:\s*\))?"
)
_SIDE_BEFORE = re.compile(
    r"(?:(?P<left>left|l)|(?P<right>right|r)|(?P<both>both|bilateral))(?:\s+sides?)?[\s:._-]+"
)
_SIDE_ALONE = re.compile(
    r"(?:left|right|both|bilateral|bilat|bil|midline|l|r|b|m)(?![a-z0-9])(?:\s+sides?(?![a-z]))?"
)
_ASHI_POINTS = re.compile(r"\s*(?:points?|pts?)(?![a-z])")
_OPEN = re.compile(r"\s*[(\[]\s*|\s+")
_CLOSE = re.compile(r"\s*[)\]]")


def plainer(text: str) -> str:
    """Lower case, plain digits and dashes, simplified characters; every place stays its own."""
    narrow = "".join(map(_narrow, text))
    return simplified(narrow.translate(_DASHES))


def read_channel(text: str) -> str:
    """`UB`, `san jiao`: the channel's code, or an empty text. The text is a `plainer` one."""
    return _CHANNEL_OF.get(_NO_LETTERS.sub("", text), "")


def read_code(text: str) -> str:
    """`ub-23`: the code that it writes, whether or not there is such a point; or an empty text.
    The text is a `plainer` one."""
    if text == ASHI.lower():
        return ASHI
    match = CODE.fullmatch(text)
    return f"{read_channel(match[1])}{match[2].lstrip('0') or '0'}" if match else ""


def read_points(index: PointIndex, text: str) -> tuple[Mention, ...]:
    """What a text mentions, in its order. Never raises; all of the text that is no separator
    lies in a mention."""
    return _Reader(index, text).read()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Points that stand somewhere: one, several of the same name, or (`run`) a range of them."""

    points: tuple[Point, ...] = ()
    end: int
    run: bool = False
    trouble: str = ""


class _Reader:
    def __init__(self, index: PointIndex, text: str) -> None:
        self._index = index
        self._text = text
        self._plain = plainer(text[:LONGEST_TEXT])
        self._mentions: list[Mention] = []
        self._guesses = 0

    def read(self) -> tuple[Mention, ...]:
        at, stop = 0, self._stop()
        while at < stop and len(self._mentions) < MOST_MENTIONS:
            if gap := _SEPARATORS.match(self._plain, at, stop):
                at = gap.end()
                continue
            at = self._understood(at) or self._unknown(at, stop)
        rest = self._text[at:]
        if rest.strip():
            trouble = tr("This is too much at once. What stands here was not read.")
            self._mentions.append(
                Mention(text=rest, start=at, end=len(self._text), trouble=trouble)
            )
        return tuple(self._mentions)

    def _stop(self) -> int:
        """Where reading ends: a long text is cut between two words, where there are any."""
        if len(self._text) <= LONGEST_TEXT:
            return len(self._plain)
        gaps = list(_SEPARATORS.finditer(self._plain, LONGEST_TEXT - 100))
        return gaps[-1].start() if gaps else len(self._plain)

    # ------------------------------------------------------------------ understood

    def _understood(self, start: int) -> int:
        """Read what stands here; where it ends, or 0."""
        if found := self._point(start):
            return self._finish(start, found)
        if (before := _COUNT_BEFORE.match(self._plain, start)) and (found := self._counted(before)):
            count = _WORDS.index(before[1]) + 1 if before[1] else int(before[2])
            return self._finish(start, found, count=count)
        if (before := _SIDE_BEFORE.match(self._plain, start)) and (
            found := self._point(before.end())
        ):
            return self._finish(start, found, side=PointSide(str(before.lastgroup)))
        return 0

    def _counted(self, before: re.Match[str]) -> _Found | None:
        times = _TIMES_BEFORE.match(self._plain, before.end())
        if times and (found := self._point(times.end())):
            return found
        found = self._point(before.end())
        # `25 bl40` is a slip for BL25, not 25 needles: a bare number counts ashi only.
        if found and before[2] and not any(one.kind == PointKind.ASHI for one in found.points):
            return None
        return found

    def _point(self, at: int) -> _Found | None:
        match = CODE.match(self._plain, at)
        if not match:
            return self._named(at)
        channel = read_channel(match[1])
        behind = _RANGE.match(self._plain, match.end())
        if behind and (not behind[1] or read_channel(behind[1]) == channel):
            return self._run(channel, match[2], behind[2], behind.end())
        return self._coded(channel, match[2], match.end())

    def _coded(self, channel: str, number: str, end: int) -> _Found:
        code = f"{channel}{number.lstrip('0') or '0'}"
        point = self._index.get(code)
        if point:
            return _Found(points=(point,), end=end)
        facts = {
            "code": quoted(code),
            "channel": channel_name(channel),
            "n": self._index.size(channel),
        }
        if channel.startswith("EX-"):
            trouble = tr("{code} does not exist: {channel} has {n} extra points.", **facts)
        else:
            trouble = tr("{code} does not exist: {channel} has {n} points.", **facts)
        return _Found(end=end, trouble=trouble)

    def _run(self, channel: str, first: str, last: str, end: int) -> _Found:
        for number in (first, last):
            if (found := self._coded(channel, number, end)).trouble:
                return found
        here, there = int(first), int(last)
        if there <= here:
            trouble = tr(
                "A range runs upwards: write {channel}{low}-{high}.",
                channel=channel,
                low=there,
                high=here,
            )
            return _Found(end=end, trouble=trouble)
        inside = (self._index.get(f"{channel}{number}") for number in range(here, there + 1))
        return _Found(points=tuple(one for one in inside if one), end=end, run=True)

    def _named(self, at: int) -> _Found | None:
        for end in reversed(self._name_ends(at)):
            if points := self._index.named(self._text[at:end]):
                return _Found(points=points, end=end)
        return None

    def _name_ends(self, at: int) -> list[int]:
        """Where a name that begins here may end: behind each word, or each character."""
        ends: list[int] = []
        if _HANZI.match(self._plain, at):
            while len(ends) < MOST_WORDS and _HANZI.match(self._plain, at):
                at += 1
                ends.append(at)
            return ends
        limit = min(at + LONGEST_NAME, len(self._plain))
        while len(ends) < MOST_WORDS and (word := _WORD.match(self._plain, at, limit)):
            ends.append(word.end())
            joint = _JOINT.match(self._plain, word.end(), limit)
            if not joint:
                break
            at = joint.end()
        # A word that the limit cut through is none.
        if ends and ends[-1] < len(self._plain) and _WORD.match(self._plain, ends[-1]):
            ends.pop()
        return ends

    def _finish(
        self,
        start: int,
        found: _Found,
        *,
        side: PointSide | None = None,
        count: int | None = None,
    ) -> int:
        """Read what stands behind a point: its other name, its side, its count."""
        points, end = found.points, found.end
        is_ashi = bool(points) and points[0].kind == PointKind.ASHI
        if is_ashi and (word := _ASHI_POINTS.match(self._plain, end)):
            end = word.end()
        while True:
            again = None if found.run or found.trouble else self._again(start, end, points)
            if again:
                points, end = again.points, again.end
            elif not side and (match := _SIDE_BEHIND.match(self._plain, end)):
                side, end = PointSide(str(match.lastgroup)), match.end()
            elif count is None and (match := _COUNT_BEHIND.match(self._plain, end)):
                count, end = int(match[1]), match.end()
            else:
                break
        text = self._text[start:end]
        if found.trouble or (len(points) > 1 and not found.run):
            candidates = () if found.trouble else points
            self._add(
                text, start, side=side, count=count, candidates=candidates, trouble=found.trouble
            )
            return end
        troubles = [_misfit(point, side, count) for point in points]
        if trouble := next(filter(None, troubles), ""):
            self._add(text, start, trouble=trouble)
            return end
        for point in points:
            meant = side
            if side is None and count is not None and point.default_side == PointSide.BOTH:
                meant = PointSide.BOTH
            self._add(text, start, point=point, side=meant, count=count)
        return end

    def _again(self, start: int, end: int, points: tuple[Point, ...]) -> _Found | None:
        """The same point once more: `ST36 (zusanli)`, `BL40 Wěizhōng` as the screen writes it,
        and the code that says which of two is meant, `zhongdu LR6`. Else it is another mention.
        """
        if not (opened := _OPEN.match(self._plain, end)):
            return None
        at = opened.end()
        if match := CODE.match(self._plain, at):
            more = self._coded(read_channel(match[1]), match[2], match.end())
        else:
            more = self._named(at) or _Found(end=at)
        same = tuple(one for one in points if one in more.points)
        if not same:
            return None
        close = _CLOSE.match(self._plain, more.end)
        as_shown = (
            self._text[at : more.end] in same[0].names
            and read_code(self._plain[start:end]) == same[0].code
        )
        if opened[0].strip():
            return _Found(points=same, end=close.end() if close else more.end)
        if as_shown or (match and len(points) > 1):
            return _Found(points=same, end=more.end)
        return None

    # --------------------------------------------------------------- not understood

    def _unknown(self, start: int, stop: int) -> int:
        """Refuse what stands here; where it ends."""
        plain = self._plain
        if match := _COUNT_ALONE.match(plain, start, stop):
            self._add(
                self._text[start : match.end()],
                start,
                trouble=tr("A count stands behind its point, as in BL23 x2."),
            )
        elif match := _CODE_LIKE.match(plain, start, stop):
            self._refuse(start, match.end(), self._codes_near(match[0]))
        elif match := _NUMBER.match(plain, start, stop):
            self._refuse(start, match.end(), self._same_channel(match[0]))
        elif match := _SIDE_ALONE.match(plain, start, stop):
            self._add(
                self._text[start : match.end()],
                start,
                trouble=tr("A side stands behind its point, as in BL23 L."),
            )
        else:
            end = self._end_of_unknown(start, stop)
            self._refuse(start, end, self._names_near(self._text[start:end]))
            return end
        return match.end()

    def _end_of_unknown(self, start: int, stop: int) -> int:
        """Words that nobody knows, up to what is known again: one refusal, not five."""
        end = start
        while end < stop:
            if _HANZI.match(self._plain, end):
                end += 1
            elif match := _WORD.match(self._plain, end, stop):
                end = match.end()
            else:
                match = _UNKNOWN.match(self._plain, end, stop)
                end = match.end() if match else end + 1
            space = end
            while space < stop and self._plain[space] in " -'" and space - end < 3:
                space += 1
            if (
                space >= stop
                or space - start > LONGEST_UNKNOWN
                or _SEPARATORS.match(self._plain, space)
                or _CODE_LIKE.match(self._plain, space)
                or _NUMBER.match(self._plain, space)
                or self._starts_something(space)
            ):
                return end
            end = space
        return end

    def _starts_something(self, at: int) -> bool:
        before = _COUNT_BEFORE.match(self._plain, at) or _SIDE_BEFORE.match(self._plain, at)
        return bool(self._point(at) or (before and self._point(before.end())))

    def _refuse(self, start: int, end: int, near: tuple[Point, ...]) -> None:
        text = self._text[start:end]
        trouble = tr("“{text}” is no point that AcuDesk knows.", text=quoted(text))
        if near:
            trouble = tr("{trouble} {points}?", trouble=trouble, points=_did_you_mean(near))
        self._add(text, start, trouble=trouble, near=near)

    def _codes_near(self, typed: str) -> tuple[Point, ...]:
        match = re.fullmatch(r"([a-z]+)[._ -]*0*([0-9]+)", typed)
        assert match is not None
        letters, number = match[1], match[2]
        alike = {
            alias: point
            for alias, channel in _CHANNEL_OF.items()
            if (point := self._index.get(f"{channel}{number}"))
        }
        near = get_close_matches(letters, alike, n=9, cutoff=0.5)
        near.sort(key=lambda alias: alias[0] != letters[0])
        return tuple(dict.fromkeys(alike[alias] for alias in near))[:2]

    def _same_channel(self, number: str) -> tuple[Point, ...]:
        """`BL23, 25` may mean BL25."""
        last = self._mentions[-1].point if self._mentions else None
        point = self._index.get(f"{last.channel}{number.lstrip('0')}") if last else None
        return (point,) if point and point is not last else ()

    def _names_near(self, typed: str) -> tuple[Point, ...]:
        for text in dict.fromkeys((typed[:LONGEST_UNKNOWN], *typed.split()[:1])):
            key = name_key(text)
            if len(key) < 3 or self._guesses >= MOST_GUESSES:
                return ()
            self._guesses += 1
            keys = get_close_matches(key, self._index.name_keys, n=2, cutoff=0.72)
            if near := [point for one in keys for point in self._index.named(one)]:
                return tuple(dict.fromkeys(near))[:2]
        return ()

    def _add(
        self,
        text: str,
        start: int,
        *,
        point: Point | None = None,
        side: PointSide | None = None,
        count: int | None = None,
        candidates: tuple[Point, ...] = (),
        trouble: str = "",
        near: tuple[Point, ...] = (),
    ) -> None:
        self._mentions.append(
            Mention(
                text=text,
                start=start,
                end=start + len(text),
                point=point,
                side=side,
                count=count,
                candidates=candidates,
                trouble=trouble,
                near=near,
            )
        )


def _misfit(point: Point, side: PointSide | None, count: int | None) -> str:
    """Why a point cannot have that side or that count, or an empty text."""
    if side is not None and side not in point.sides:
        return wrong_side(point, side)
    if count is None:
        return ""
    if not 0 < count <= MOST_INSERTIONS:
        return tr("{code}: count 1 to {most} needles.", code=point.code, most=MOST_INSERTIONS)
    if count == 1 and side in (None, PointSide.BOTH) and point.default_side == PointSide.BOTH:
        return tr("{code}: one needle goes into one side. Write L or R.", code=point.code)
    return ""


def _did_you_mean(points: tuple[Point, ...]) -> str:
    return tr("Did you mean {points}", points=either(points))


def _narrow(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).lower()
    return plain if len(plain) == 1 else char
