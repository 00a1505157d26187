"""The body chart on paper: well-formed, told apart without colour, and set by typst."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import typst

from acudesk import paths
from acudesk.domain.body_chart import BodyMark, MarkKind
from acudesk.reports.body_figure import body_svg
from acudesk.services.body_zones import figures, list_zones
from tests.reports.support import facts_of, text_of, written

SVG = "{http://www.w3.org/2000/svg}"
LUMBAR, FOOT, KNEE = "back_lumbar_l4_5_left", "foot_outer_left", "knee_back_right"
MARKS = (
    BodyMark(zone=LUMBAR, kind=MarkKind.PAIN, intensity=7),
    BodyMark(zone=FOOT, kind=MarkKind.PAIN, intensity=10),
    BodyMark(zone=LUMBAR, kind=MarkKind.NEEDLED),
    BodyMark(zone=KNEE, kind=MarkKind.NEEDLED),
)
PAGE = b"""#set document(title: "Body chart", date: datetime(year: 2026, month: 3, day: 2))
#set text(font: "Noto Sans", lang: "en")
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, alt: "Body chart")
"""


def drawn(*marks: BodyMark) -> ElementTree.Element:
    return ElementTree.fromstring(body_svg(marks, figures(), list_zones()))


def fills(root: ElementTree.Element, name: str) -> int:
    return sum(path.get("fill") == f"url(#{name})" for path in root.iter(f"{SVG}path"))


def words(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_pain_is_hatched_and_needles_are_dotted_in_every_view_that_shows_the_zone() -> None:
    root = drawn(*MARKS)

    # Lumbar from behind and from the left; the outer foot from the left only.
    assert fills(root, "pain") == 3
    # Lumbar twice, the back of the right knee from behind and from the right.
    assert fills(root, "needled") == 4
    assert {pattern.get("id") for pattern in root.iter(f"{SVG}pattern")} == {"pain", "needled"}


def test_the_intensity_stands_once_in_the_view_where_the_zone_is_best_seen() -> None:
    found = words(drawn(*MARKS))

    assert found.count("7") == 1
    assert found.count("10") == 1
    assert words(drawn(BodyMark(zone=LUMBAR, kind=MarkKind.PAIN))).count("7") == 0


def test_each_view_has_its_name_and_its_sides() -> None:
    found = words(drawn())

    assert [word for word in found if word in ("Front", "Back", "Left", "Right")] == [
        "Front",
        "Back",
        "Left",
        "Right",
    ]
    assert [word for word in found if word in ("L", "R")] == ["R", "L", "L", "R"]


def test_the_legend_explains_only_what_is_used() -> None:
    assert not [word for word in words(drawn()) if "Pain" in word or "Needled" in word]
    assert "Needled here" not in words(drawn(*MARKS[:2]))
    assert "Pain, 0 none to 10 worst imaginable" in words(drawn(*MARKS[:2]))
    assert "Needled here" in words(drawn(*MARKS))


def test_the_picture_says_itself_in_words() -> None:
    description = drawn(*MARKS).find(f"{SVG}desc")

    assert description is not None
    assert description.text == (
        "Pain: lower back L4-L5, left (7 of 10); outer foot, left (10 of 10). "
        "Needled: lower back L4-L5, left; back of the knee, right."
    )


def test_a_note_cannot_break_the_picture_and_a_zone_of_old_is_left_out() -> None:
    note = '</desc><script a="1">&'
    root = drawn(
        BodyMark(zone=LUMBAR, kind=MarkKind.PAIN, note=note),
        BodyMark(zone="gone_left", kind=MarkKind.PAIN, intensity=3),
    )

    assert note in (root.findtext(f"{SVG}desc") or "")
    assert "3" not in words(root)


def test_the_same_marks_give_the_same_picture() -> None:
    assert body_svg(MARKS, figures(), list_zones()) == body_svg(
        MARKS[::-1], figures(), list_zones()
    )


@pytest.mark.parametrize("marks", [(), MARKS], ids=["empty", "marked"])
def test_typst_sets_it_with_the_bundled_fonts_alone(
    tmp_path: Path, marks: tuple[BodyMark, ...]
) -> None:
    folder = str(paths.resource_folder("fonts"))
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
    content = typst.Compiler(PAGE, font_paths=fonts).compile(
        PAGE,
        format="pdf",
        sys_inputs={"svg": body_svg(marks, figures(), list_zones())},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=0,
    )

    assert isinstance(content, bytes)
    path = written(tmp_path, content)
    assert facts_of(path)["Pages"] == "1"
    text = text_of(path)
    assert "Front" in text
    assert ("10" in text) == bool(marks)
