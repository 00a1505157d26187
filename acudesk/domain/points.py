"""Acupuncture points: codes are keys, names are aliases.

361 points on fourteen channels (WHO; Lim 2009, eCAM), 48 extra points (WHO 1991) and ashi, the
tender spot that has neither a place nor a number.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from acudesk.translation import tr

ASHI = "ASHI"

# What the sources write in place of the fourteen codes; a space stands for any gap.
CHANNELS: dict[str, tuple[str, ...]] = {
    "LU": ("lu", "lung"),
    "LI": ("li", "large intestine"),
    "ST": ("st", "stomach"),
    "SP": ("sp", "spl", "spleen"),
    "HT": ("ht", "h", "he", "heart"),
    "SI": ("si", "small intestine"),
    "BL": ("bl", "b", "ub", "bladder", "urinary bladder"),
    "KI": ("ki", "k", "kd", "kid", "kidney"),
    "PC": ("pc", "p", "pe", "per", "pericardium"),
    "TE": (
        *("te", "th", "tb", "tw", "sj", "san jiao"),
        *("triple energizer", "triple energiser", "triple burner"),
        *("triple heater", "triple warmer"),
    ),
    "GB": ("gb", "gall bladder"),
    "LR": ("lr", "lv", "liv", "liver"),
    "GV": ("gv", "du", "du mai", "governing vessel"),
    "CV": ("cv", "rn", "ren", "ren mai", "conception vessel"),
    "EX-HN": ("ex hn", "extra hn"),
    "EX-CA": ("ex ca", "extra ca"),
    "EX-B": ("ex b", "extra b"),
    "EX-UE": ("ex ue", "extra ue"),
    "EX-LE": ("ex le", "extra le"),
}

# Traditional, Japanese and variant characters of the names, each before its simplified form.
_SIMPLER = (
    "來来 侖仑 俠侠 倉仓 僕仆 參参 兌兑 內内 勞劳 卻却 厭厌 厲厉 夾夹 孫孙 宮宫 庫库 "
    "強强 後后 復复 懸悬 戶户 揚扬 攢攒 會会 條条 極极 樞枢 樑梁 榮荣 機机 橫横 歴历 "
    "歷历 歸归 氣气 沖冲 衝冲 湧涌 淵渊 溝沟 溫温 滿满 漿浆 澤泽 濼泺 瀆渎 營营 犢犊 "
    "獨独 環环 當当 瘂哑 窩窝 竅窍 竇窦 築筑 結结 絕绝 絡络 絲丝 經经 維维 綱纲 縫缝 "
    "縮缩 聰聪 聽听 脈脉 腎肾 腦脑 腧俞 腸肠 膽胆 臨临 臺台 華华 蓋盖 處处 虛虚 蟲虫 "
    "裏里 裡里 谿溪 豐丰 貞贞 賓宾 車车 輒辄 輔辅 邊边 鄉乡 釐厘 鍾钟 鐘钟 長长 門门 "
    "間间 闌阑 闕阙 關关 陰阴 陽阳 際际 隱隐 雲云 霊灵 靈灵 頂顶 頭头 頰颊 頷颔 頸颈 "
    "顱颅 顴颧 風风 飛飞 養养 髖髋 鬢鬓 魚鱼 鳩鸠 鶴鹤 點点 齦龈 崑昆 崙仑"
)
_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _SIMPLER.split()})
_NO_LETTER = re.compile(r"[\W\d_]+")


class PointSide(StrEnum):
    """On which side a point is needled."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    MIDLINE = "midline"


class PointKind(StrEnum):
    """On a channel, beside the channels, or where it is tender."""

    CHANNEL = "channel"
    EXTRA = "extra"
    ASHI = "ashi"


PAIRED = (PointSide.LEFT, PointSide.RIGHT, PointSide.BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point: its code (`BL23`, `EX-B2`, `ASHI`), its names, and the sides it can lie on.

    `pinyin` has its tone marks, `hanzi` is in traditional characters; `also` holds other names.
    `group` is how many needles one side takes: four for the four of Bafeng, else one.
    """

    code: str
    pinyin: str
    hanzi: str = ""
    kind: PointKind = PointKind.CHANNEL
    sides: tuple[PointSide, ...] = PAIRED
    group: int = 1
    also: tuple[str, ...] = ()

    @property
    def channel(self) -> str:
        """`BL`, `EX-B`; ashi is its own."""
        return self.code.rstrip("0123456789")

    @property
    def number(self) -> int:
        """Its number on the channel, 0 for ashi."""
        return int(self.code[len(self.channel) :] or 0)

    @property
    def default_side(self) -> PointSide | None:
        """The side that is meant where none is said; None for ashi, which may lie anywhere."""
        if self.kind == PointKind.ASHI:
            return None
        return PointSide.BOTH if PointSide.BOTH in self.sides else self.sides[0]

    @property
    def second_numbering(self) -> bool:
        """Whether older books give its number to another point: BL36 to BL54.

        Such a point is always shown with its name (unverified which books; a caution only).
        """
        return self.channel == "BL" and 36 <= self.number <= 54

    @property
    def title(self) -> str:
        """Code and name, as `BL40 Wěizhōng`."""
        return f"{self.code} {self.pinyin}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every listed name: pinyin, hanzi where known, and the others."""
        return tuple(name for name in (self.pinyin, self.hanzi, *self.also) if name)

    def insertions(self, side: PointSide | None) -> int:
        """How many needles a side means; None is the side that is meant unsaid."""
        return self.group * (2 if (side or self.default_side) == PointSide.BOTH else 1)


def ashi() -> Point:
    """The tender spot: it may lie anywhere, and one needle is meant."""
    return Point(
        code=ASHI,
        pinyin="Āshì",
        hanzi="阿是",
        kind=PointKind.ASHI,
        sides=(*PAIRED, PointSide.MIDLINE),
        also=("ah shi",),
    )


class PointIndex:
    """Points found by their codes and by their names."""

    def __init__(self, points: Iterable[Point]) -> None:
        self.points = tuple(points)
        self._by_code = {point.code: point for point in self.points}
        named: defaultdict[str, list[Point]] = defaultdict(list)
        for point in self.points:
            for key in dict.fromkeys(map(name_key, point.names)):
                named[key].append(point)
        self._by_name = {key: tuple(points) for key, points in named.items()}
        self.longest_name = max(map(len, self._by_name), default=0)
        self._channel_sizes: defaultdict[str, int] = defaultdict(int)
        for point in self.points:
            self._channel_sizes[point.channel] += 1

    def get(self, code: str) -> Point | None:
        """The point of a code as AcuDesk writes it, `BL23`."""
        return self._by_code.get(code)

    def named(self, name: str) -> tuple[Point, ...]:
        """The points of that name, however it is written; tones tell two of them apart."""
        found = self._by_name.get(name_key(name), ())
        if len(found) > 1:
            typed = toned_key(name)
            exact = tuple(one for one in found if typed in map(toned_key, one.names))
            return exact or found
        return found

    @property
    def name_keys(self) -> Iterable[str]:
        """Every name as `name_key` gives it."""
        return self._by_name.keys()

    def size(self, channel: str) -> int:
        """How many points a channel has."""
        return self._channel_sizes[channel]


def name_key(text: str) -> str:
    """A name as it is compared, without tones, gaps and case, in simplified characters:
    `Zú sān lǐ` becomes `zusanli`, `腎俞穴` becomes `肾俞`.
    """
    apart = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    key = _NO_LETTER.sub("", simplified(unicodedata.normalize("NFC", bare)))
    # A typed ü is often a v; no syllable but lü and nü holds one.
    key = key.replace("lv", "lu").replace("nv", "nu")
    return key.removesuffix("穴") or key


def toned_key(text: str) -> str:
    """A name with its tones, without gaps and case."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", text.lower()))


def simplified(text: str) -> str:
    """The characters of point names in simplified form; the length stays."""
    return text.translate(_SIMPLIFIED)


def channel_name(channel: str) -> str:
    """The channel in a sentence, `the Bladder channel`; the region of extra points, `the back`."""
    names = {
        "LU": tr("the Lung channel"),
        "LI": tr("the Large Intestine channel"),
        "ST": tr("the Stomach channel"),
        "SP": tr("the Spleen channel"),
        "HT": tr("the Heart channel"),
        "SI": tr("the Small Intestine channel"),
        "BL": tr("the Bladder channel"),
        "KI": tr("the Kidney channel"),
        "PC": tr("the Pericardium channel"),
        "TE": tr("the Triple Energizer channel"),
        "GB": tr("the Gall Bladder channel"),
        "LR": tr("the Liver channel"),
        "GV": tr("the Governing Vessel"),
        "CV": tr("the Conception Vessel"),
        "EX-HN": tr("the head and neck"),
        "EX-CA": tr("the chest and abdomen"),
        "EX-B": tr("the back"),
        "EX-UE": tr("the arm"),
        "EX-LE": tr("the leg"),
    }
    return names.get(channel, channel)


def point_side_name(side: PointSide | None) -> str:
    """The side as it is called on screen and paper; None where none is said."""
    return {
        PointSide.LEFT: tr("left"),
        PointSide.RIGHT: tr("right"),
        PointSide.BOTH: tr("both sides"),
        PointSide.MIDLINE: tr("midline"),
        None: tr("side not said"),
    }[side]


def wrong_side(point: Point, side: PointSide) -> str:
    """Why a point cannot be needled on a side on which it does not lie."""
    if point.sides == (PointSide.MIDLINE,):
        return tr("{code} lies on the midline: it has no left and right.", code=point.code)
    if side == PointSide.MIDLINE:
        return tr("{code} does not lie on the midline: write L, R or both.", code=point.code)
    return tr("{code} lies on one side only.", code=point.code)
