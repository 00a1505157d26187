"""What lines of points mean: spellings, sides, counts, ranges, prescriptions of trials, and what
is refused with which words.
"""

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.needles import NeedledPoint
from acudesk.domain.point_mention import Mention
from acudesk.domain.point_parser import plainer
from acudesk.domain.points import CHANNELS, Point, PointSide, name_key
from acudesk.services.points import point_library

LIBRARY = point_library()
BOTH, LEFT, RIGHT, MIDLINE = (
    PointSide.BOTH,
    PointSide.LEFT,
    PointSide.RIGHT,
    PointSide.MIDLINE,
)
POINTS = st.sampled_from(LIBRARY.points)
NUMBERED = st.sampled_from([point for point in LIBRARY.points if point.number])
BETWEEN = re.compile(r"(?:\s|and|[^\w\s])*")


def codes(text: str) -> list[str]:
    """The codes that are understood; a choice is written `ST3|GB29`, a refusal `!`."""
    return [
        mention.point.code
        if mention.point
        else "|".join(point.code for point in mention.candidates) or "!"
        for mention in LIBRARY.parse(text)
    ]


def only(text: str) -> Mention:
    (mention,) = LIBRARY.parse(text)
    return mention


# --------------------------------------------------------------------------- spellings


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *(
            (typed, "BL23")
            for typed in ("bl23", "UB-23", "B23", "b 23", "BL.23", "ＢＬ２３", "bl023")
        ),
        *((typed, "ST36") for typed in ("St 36", "ST_36", "st-36", "stomach 36", "足三里")),
        *(
            (typed, "ST36")
            for typed in ("zusanli", "Zúsānlǐ", "zu san li", "Zu-San-Li", "zu'sanli")
        ),
        *((typed, "TE5") for typed in ("SJ5", "TB5", "th5", "TW 5", "te5", "san jiao 5")),
        *((typed, "LR3") for typed in ("LV3", "Liv3", "lr3", "liver 3", "tai chong", "太冲")),
        *(("Du3", "GV3"), ("du-3", "GV3"), ("ren 4", "CV4"), ("RN4", "CV4")),
        *(("H7", "HT7"), ("P6", "PC6"), ("K3", "KI3"), ("large intestine 4", "LI4")),
        *((typed, "EX-B2") for typed in ("EX-B2", "exb2", "ex b 2", "Ex-B-2", "jiaji")),
        *((typed, "EX-B2") for typed in ("Huatuojiaji", "Hua Tuo Jia Ji", "夹脊")),
        *(("Shiqizhuixia", "EX-B8"), ("十七椎", "EX-B8"), ("xi yan", "EX-LE5")),
        *((typed, "ASHI") for typed in ("ashi", "a shi", "A SHI", "Āshì", "阿是", "ashi point")),
        *(("肾俞", "BL23"), ("腎俞", "BL23"), ("三阴交穴", "SP6"), ("shui gou", "GV26")),
        *(("zhonglüshu", "BL29"), ("zhonglvshu", "BL29"), ("Tanzhong", "CV17")),
        *(("BL40 Wěizhōng", "BL40"), ("ST36 (Zusanli)", "ST36"), ("zusanli (ST36)", "ST36")),
        ("ASHI Āshì", "ASHI"),
    ],
)
def test_a_point_is_known_in_the_spellings_of_the_sources(typed: str, code: str) -> None:
    assert codes(typed) == [code]


def check_leads_back(typed: str, point: Point) -> None:
    mention = only(typed)
    assert point in (mention.point, *mention.candidates), typed
    assert mention.point or len(mention.candidates) == 2


@pytest.mark.parametrize("point", LIBRARY.points, ids=lambda point: point.code)
def test_every_listed_name_of_a_point_leads_back_to_it(point: Point) -> None:
    for name in point.names:
        for typed in (name, name.upper(), name_key(name), normalize("NFD", name)):
            check_leads_back(typed, point)


@given(POINTS, st.data())
def test_a_name_in_pieces_leads_back_to_its_point(point: Point, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(point.pinyin) - 1))
    gap = data.draw(st.sampled_from([" ", "-", "'"]))
    check_leads_back(point.pinyin[:cut] + gap + point.pinyin[cut:], point)


@given(NUMBERED, st.sampled_from(["", " ", "-", "_", ". "]), st.booleans())
def test_every_spelling_of_every_code_leads_back_to_it(point: Point, gap: str, upper: bool) -> None:
    for alias in CHANNELS[point.channel]:
        typed = f"{alias.replace(' ', gap)}{gap}{point.number}"
        assert only(typed.upper() if upper else typed).point == point
    assert only(point.code).point == point
    assert only(point.title).point == point


@pytest.mark.parametrize(
    ("typed", "both"),
    [
        ("Juliao", "ST3|GB29"),
        ("Zhongzhu", "KI15|TE3"),
        ("fu tu", "LI18|ST32"),
        ("WANGU", "SI4|GB12"),
        ("Zhongdu", "GB32|LR6"),
        ("Yinjiao", "GV28|CV7"),
        ("Erjian", "LI2|EX-HN6"),
        ("Zigong", "CV19|EX-CA1"),
    ],
)
def test_eight_names_offer_both_of_their_points(typed: str, both: str) -> None:
    mention = only(typed)

    assert codes(typed) == [both]
    assert (mention.point, mention.trouble, mention.needles) == (None, "", 0)


def test_tones_characters_and_a_code_tell_two_points_of_one_name_apart() -> None:
    assert codes("Jùliáo, Jūliáo, 巨髎, 居髎") == ["ST3", "GB29", "ST3", "GB29"]
    assert codes("zhongdu LR6, zhongdu (GB32)") == ["LR6", "GB32"]


def test_a_choice_says_between_which_points_and_keeps_the_side() -> None:
    mention = only("juliao l")
    second = mention.candidates[1]

    assert mention.sentence == "“juliao l” may be ST3 Jùliáo or GB29 Jūliáo."
    assert mention.needled(second) == NeedledPoint(code="GB29", side=LEFT)
    assert mention.needled() is None


# ---------------------------------------------------------------------- sides and counts


@pytest.mark.parametrize(
    ("typed", "side", "needles"),
    [
        ("bl23", BOTH, 2),
        *((typed, LEFT, 1) for typed in ("bl23l", "bl23 l", "BL23 left", "BL23-L", "bl23 (L)")),
        *((typed, LEFT, 1) for typed in ("left bl23", "L BL23", "肾俞左", "shenshu left side")),
        *((typed, RIGHT, 1) for typed in ("bl23r", "bl23 R", "bl23 right", "right BL23")),
        *((typed, BOTH, 2) for typed in ("bl23 bilateral", "bl23 bil", "bl23 both", "bl23 b")),
        *((typed, BOTH, 2) for typed in ("BL23 L+R", "bl23 l/r", "both bl23", "bilateral bl23")),
        *((typed, BOTH, 2) for typed in ("BL23 x2", "BL23 ×2", "bl23x2", "BL23 (x2)", "2x BL23")),
        *(("bl23 l x2", LEFT, 2), ("bl23lx2", LEFT, 2), ("bl23 x4", BOTH, 4)),
        *(("gv3", MIDLINE, 1), ("GV3 midline", MIDLINE, 1), ("gv3 m", MIDLINE, 1)),
        *(("bafeng", BOTH, 8), ("bafeng l", LEFT, 4), ("bafeng x2", BOTH, 8)),
        *(("ashi", None, 1), ("one ashi", None, 1), ("3 ashi", None, 3), ("ashi x3", None, 3)),
        *(("two ashi left", LEFT, 2), ("ashi both", BOTH, 2)),
    ],
)
def test_sides_and_counts(typed: str, side: PointSide | None, needles: int) -> None:
    mention = only(typed)

    assert (mention.trouble, mention.meant_side, mention.needles) == ("", side, needles)


def test_a_letter_behind_a_point_is_a_side_only_where_it_begins_no_point() -> None:
    assert codes("bl23 b 40") == codes("bl23b40") == ["BL23", "BL40"]
    assert codes("bl23 li4") == ["BL23", "LI4"]
    assert codes("bl23 r ren4") == ["BL23", "CV4"]
    assert codes("bl23lu7") == ["BL23", "LU7"]
    assert [one.side for one in LIBRARY.parse("left bl23 right bl40")] == [LEFT, RIGHT]


@pytest.mark.parametrize(
    ("typed", "needled"),
    [
        ("bl23", NeedledPoint(code="BL23", side=BOTH)),
        ("bl23 x2", NeedledPoint(code="BL23", side=BOTH)),
        ("bl23 x4", NeedledPoint(code="BL23", side=BOTH, insertions=4)),
        ("gv4", NeedledPoint(code="GV4", side=MIDLINE)),
        ("sishencong", NeedledPoint(code="EX-HN1", side=MIDLINE, insertions=4)),
        ("3 ashi", NeedledPoint(code="ASHI", side=MIDLINE, insertions=3)),
        ("ashi", NeedledPoint(code="ASHI", side=MIDLINE)),
    ],
)
def test_a_mention_becomes_a_needled_point(typed: str, needled: NeedledPoint) -> None:
    assert only(typed).needled() == needled


# ------------------------------------------------------------------------------ ranges


@pytest.mark.parametrize("typed", ["bl23-25", "bl 23 - 25", "BL23-BL25", "UB23–25", "bl23 to 25"])
def test_a_range_is_every_point_of_it(typed: str) -> None:
    assert codes(typed) == ["BL23", "BL24", "BL25"]


def test_a_range_takes_a_side_and_keeps_to_one_channel() -> None:
    assert [one.meant_side for one in LIBRARY.parse("bl23-25 left")] == [LEFT] * 3
    assert codes("EX-B7-8") == ["EX-B7", "EX-B8"]
    assert codes("bl23-st36") == ["BL23", "ST36"]


# -------------------------------------------------------------------- separators, refusals


def test_points_are_parted_in_many_ways() -> None:
    text = "bl23 bl40,ki3;gv4/li4+zusanli\nlr3 and gb34、合谷"

    assert codes(text) == ["BL23", "BL40", "KI3", "GV4", "LI4", "ST36", "LR3", "GB34", "LI4"]
    assert codes("足三里三阴交委中") == ["ST36", "SP6", "BL40"]
    assert codes("") == codes(" , and ;\n") == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("BL68", "BL68 does not exist: the Bladder channel has 67 points."),
        ("SP22", "SP22 does not exist: the Spleen channel has 21 points."),
        ("LU12", "LU12 does not exist: the Lung channel has 11 points."),
        ("bl0", "BL0 does not exist: the Bladder channel has 67 points."),
        ("EX-B10", "EX-B10 does not exist: the back has 9 extra points."),
        ("Du29 left", "GV29 does not exist: the Governing Vessel has 28 points."),
        ("bl60-70", "BL70 does not exist: the Bladder channel has 67 points."),
        ("bl25-23", "A range runs upwards: write BL23-25."),
        ("gv3 left", "GV3 lies on the midline: it has no left and right."),
        ("bl23 m", "BL23 does not lie on the midline: write L, R or both."),
        ("jinjin r", "EX-HN12 lies on one side only."),
        ("bl23 x1", "BL23: one needle goes into one side. Write L or R."),
        ("ashi x0", "ASHI: count 1 to 60 needles."),
        ("l", "A side stands behind its point, as in BL23 L."),
        ("x2", "A count stands behind its point, as in BL23 x2."),
        ("qqq", "“qqq” is no point that AcuDesk knows."),
        (
            "zusanlee",
            "“zusanlee” is no point that AcuDesk knows. Did you mean ST36 Zúsānlǐ?",
        ),
        (
            "G34",
            "“G34” is no point that AcuDesk knows. Did you mean GB34 Yánglíngquán?",
        ),
    ],
)
def test_what_is_refused_is_told_why(typed: str, sentence: str) -> None:
    mention = only(typed)

    assert mention.sentence == mention.trouble == sentence
    assert (mention.point, mention.text, mention.needled()) == (None, typed, None)


def test_a_bare_number_may_be_meant_for_the_channel_before_it() -> None:
    known, number = LIBRARY.parse("BL23, 25")

    assert known.point == LIBRARY.get("BL23")
    assert (number.text, number.near) == ("25", (LIBRARY.get("BL25"),))
    assert codes("25 bl40") == ["!", "BL40"]  # not 25 needles


def test_what_nobody_knows_is_refused_in_one_piece_and_the_rest_is_read() -> None:
    assert [one.text for one in LIBRARY.parse("some odd words bl23")] == ["some odd words", "bl23"]
    assert codes("foo, bl23; \x00 l4 😀 bl40") == ["!", "BL23", "!", "!", "!", "BL40"]


# ------------------------------------------------------------------------ whatever is typed


def check_nothing_is_lost(text: str) -> None:
    at, typed = 0, plainer(text)  # AND parts two points as well as and does.
    spans = dict.fromkeys((one.start, one.end) for one in LIBRARY.parse(text))
    for mention in LIBRARY.parse(text):
        assert mention.text == text[mention.start : mention.end] != ""
        assert sum(map(bool, (mention.point, mention.candidates, mention.trouble))) == 1
    for start, end in spans:
        assert at <= start < end
        assert BETWEEN.fullmatch(typed, at, start), text[at:start]
        at = end
    assert BETWEEN.fullmatch(typed, at), text[at:]


PIECES = st.sampled_from(
    [
        *("bl", "23", "-", " ", "l", "x2", "zu", "san", "足", "三里", "ex", "b", "(", ")", ","),
        *("and", "to", "left", "one", "3", "x", "r", "\u0301", "é", "\x00", "😀", "'", "_", "ashi"),
        "juliao",
    ]
)


@given(st.text(max_size=60))
def test_no_string_raises_and_no_part_of_it_is_lost(text: str) -> None:
    check_nothing_is_lost(text)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_nothing_is_lost_of_what_looks_like_points(text: str) -> None:
    check_nothing_is_lost(text)


@given(st.lists(st.tuples(POINTS, st.sampled_from([", ", "; ", "\n", " + "])), max_size=9))
def test_a_list_of_codes_is_read_in_its_order(listed: list[tuple[Point, str]]) -> None:
    text = "".join(point.code + parted for point, parted in listed)

    assert codes(text) == [point.code for point, _ in listed]


@pytest.mark.parametrize(
    "piece", ["a", "😀", "bl23 ", "foo ", "委", "b ", " ", "l r ", "zu'", "bl1-67 ", "(", "x2 "]
)
def test_a_hundred_thousand_characters_are_read_in_bounded_work(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    mentions = LIBRARY.parse(text)

    assert len(mentions) <= 400
    assert all(one.text in text for one in mentions)
    assert len(mentions[-1].trouble) < 200 if mentions else not text.strip(" (")


def test_what_was_too_much_is_handed_back() -> None:
    text = "bl23 " * 2_000
    *read, rest = LIBRARY.parse(text)

    assert len(read) == 300
    assert rest.trouble == "This is too much at once. What stands here was not read."
    assert rest.text == text[rest.start :]


# ------------------------------------------------------------------------ prescriptions


def test_the_prescription_of_cherkin_2009_means_eight_needles() -> None:
    mentions = LIBRARY.parse("GV3, BL23 x2, BL40 x2, KI3 x2, one ashi")

    assert [(one.point.code, one.needles) for one in mentions if one.point] == [
        ("GV3", 1),
        ("BL23", 2),
        ("BL40", 2),
        ("KI3", 2),
        ("ASHI", 1),
    ]


def test_the_points_of_brinkhaus_2006() -> None:
    local = codes("BL20-34, BL50-54, GB30, GV3-6, Huatuojiaji, Shiqizhuixia")
    distal = "SI3, BL40, BL60, BL62, KI3, KI7, GB31, GB34, GB41, LR3, GV14, GV20"

    assert local == [
        *(f"BL{number}" for number in (*range(20, 35), *range(50, 55))),
        *("GB30", "GV3", "GV4", "GV5", "GV6", "EX-B2", "EX-B8"),
    ]
    assert codes(distal) == distal.split(", ")


def test_the_default_row_for_low_back_pain() -> None:
    row = (
        "BL23, BL25, BL26, BL40, BL60, GB30, GB34, KI3, GV3, GV4, SI3, BL62, "
        "EX-B2, EX-B7, EX-B8, ashi"
    )

    assert codes(row) == row.upper().split(", ")
    assert sum(one.needles for one in LIBRARY.parse(row)) == 2 * 12 + 4
