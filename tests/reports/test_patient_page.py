"""The patient's page: what it says, and the files that come of it."""

import json
import re
import struct
import zlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from acudesk.charts.style import load_style
from acudesk.charts.trend import svg_bytes, trend_figure
from acudesk.domain.course import Course, Side
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.patient import Patient
from acudesk.domain.plain_words import no_cause, plain_words, side_effect_words
from acudesk.domain.points import PointSide
from acudesk.domain.practice import BaselineRule, Paper, Practice
from acudesk.domain.progress import course_progress
from acudesk.domain.session import Session
from acudesk.domain.side_effects import SideEffectKind
from acudesk.domain.treatment import Treatment
from acudesk.domain.trend import build_trend
from acudesk.reports.patient_page import PatientPage, page_values, patient_page, typeset
from tests.charts.support import (
    AFTER,
    BACK,
    BEFORE,
    FIRST,
    FLOOR,
    MEASURES,
    session,
    two_weeks_of_a_diary,
    usual_course,
    visits,
)
from tests.reports.support import facts_of, inside, poppler, text_of, traces, written

SVG_LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
    b'<circle cx="20" cy="20" r="18" fill="#0f766e"/></svg>'
)
PRACTICE = Practice(
    name="Quiet Needle Acupuncture",
    address="12 Willow Lane\nLondon N1 4XX",
    phone="+44 20 7946 0000",
    practitioner="Ingrid Sørensen",
    registration_number="BAcC 12345",
)
PATIENT = Patient(
    id=1, chart_number="00012", display_name="Zoë Müller", birth_date=date(1984, 5, 17)
)
COURSE = Course(
    id=1,
    patient_id=1,
    condition="Sciatica",
    side=Side.LEFT,
    goal="Walk the dog for an hour.",
    opened=FIRST,
)


def page_of(
    sessions: list[Session],
    *,
    practice: Practice = PRACTICE,
    patient: Patient = PATIENT,
    course: Course = COURSE,
    rule: BaselineRule = BaselineRule.FIRST,
    next_visit: str = "",
) -> PatientPage:
    progress = course_progress(MEASURES, sessions, rule)
    return patient_page(
        practice=practice,
        patient=patient,
        course=course,
        sessions=sessions,
        progress=progress,
        words=plain_words(progress, sessions),
        side_effects=side_effect_words(sessions),
        trend=build_trend(MEASURES, sessions, rule=rule, most_panels=3),
        printed=date(2026, 2, 1),
        next_visit=next_visit,
    )


def treated_course(count: int = 12) -> list[Session]:
    """The usual course; at its last visit needles went in and advice was given."""
    *before, last = usual_course(count)
    return [
        *before,
        replace(
            last,
            points=(
                NeedledPoint(code="BL23", side=PointSide.BOTH),
                NeedledPoint(code="GV3", side=PointSide.MIDLINE),
            ),
            treatment=Treatment(retention_minutes=20, advice="Walk every day"),
        ),
    ]


def chart_of(sessions: list[Session], page: PatientPage) -> bytes:
    trend = build_trend(MEASURES, sessions, most_panels=3)
    if trend.is_empty:
        return b""
    return svg_bytes(trend_figure(trend, load_style("paper"), page.chart_size))


def pdf_of(sessions: list[Session], **about: object) -> bytes:
    page = page_of(sessions, **about)  # type: ignore[arg-type]
    return typeset(page, chart_of(sessions, page))


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces a size and holds nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


# ------------------------------------------------------------------ what it says


def test_columns_are_those_that_have_data() -> None:
    page = page_of(usual_course())

    assert [(column.title, column.detail) for column in page.columns] == [
        ("No.", ""),
        ("Date", ""),
        ("Pain", "back, 7 days"),
        ("Pain", "before"),
        ("Pain", "after"),
        ("Leg raise left", "°"),
        ("Side effects", ""),
    ]
    assert page.rows[0] == ("1", "3 Nov 2025", "8", "8", "6", "40", "none")
    assert page.rows[4][2] == "–"
    assert page.rows[2][6] == "bruising"
    assert page.table_note == "– not asked"


def test_a_diary_has_two_columns() -> None:
    page = page_of(two_weeks_of_a_diary())

    assert [column.title for column in page.columns] == ["Date", "Pain"]
    assert page.rows[0] == ("3 Nov 2025", "6.75")
    assert len(page.rows) == 14


def test_a_score_on_another_scale_is_not_mixed_in() -> None:
    sessions = [
        session(1, {BACK: "7"}, number=1),
        session(2, {BACK: "55"}, number=2, day=FIRST + timedelta(days=7), scale="vas100"),
        session(3, {BACK: "6"}, number=3, day=FIRST + timedelta(days=14)),
    ]

    assert [row[2] for row in page_of(sessions).rows] == ["7", "–", "6"]


def test_one_early_score_on_another_scale_does_not_hide_the_course() -> None:
    early = session(1, {BEFORE: "67"}, number=1, scale="vas100")
    later = [
        session(n, {BEFORE: pain}, number=n, day=FIRST + timedelta(days=7 * n))
        for n, pain in ((2, "6"), (3, "5"), (4, "3"))
    ]

    page = page_of([early, *later])

    assert "from 6 to 3 out of 10" in page.words[0]
    assert [row[2] for row in page.rows] == ["–", "6", "5", "3"]


def test_side_effects_asked_and_none_differ_from_not_asked() -> None:
    sessions = [
        session(1, {BACK: "7"}, number=1, effects=[]),
        session(2, {BACK: "6"}, number=2),
        session(3, {BACK: "5"}, number=3, effects=[SideEffectKind.BLEEDING]),
    ]

    assert [row[-1] for row in page_of(sessions).rows] == ["none", "–", "bleeding"]


def test_a_session_only_just_begun_is_left_out() -> None:
    sessions = [*visits({BACK: [7, 6]}), session(3, {BACK: None, FLOOR: None}, number=3)]

    assert [row[0] for row in page_of(sessions).rows] == ["1", "2"]


def test_the_words_end_with_what_records_cannot_show() -> None:
    page = page_of(usual_course())

    assert page.words[0].startswith("Over 12 sessions in 11 weeks, back pain")
    assert page.words[-1] == no_cause()
    assert not any("ide effects" in words for words in page.words)
    assert page.cause == ""
    assert page_of(usual_course(1)).cause == no_cause()


def test_what_was_done_and_what_to_watch_for() -> None:
    page = page_of(treated_course(), next_visit="Monday 9 March 2026 at 14:30")

    assert page.done == (
        "Last time, on 19 January 2026, we used 3 thin needles. "
        "They stayed in your lower back for 20 minutes.",
        "Our advice: Walk every day.",
    )
    assert page.watch == (
        "After sessions you had a bruise and a tired or sleepy feeling.",
        "Do not drive while you feel sleepy or dizzy.",
        "Call us on +44 20 7946 0000 if a side effect lasts for days or gets worse, or if you are "
        "not sure about something.",
    )
    assert page.urgent.startswith("Get medical help at once")
    assert page.next_visit == "Monday 9 March 2026 at 14:30"


def test_ratings_from_home_say_nothing_of_a_treatment() -> None:
    page = page_of(two_weeks_of_a_diary())

    assert (page.done, page.watch, page.urgent) == ((), (), "")


def test_facts_of_patient_and_course() -> None:
    closed = replace(COURSE, closed=date(2026, 1, 30), side=None)

    assert dict(page_of([]).facts) == {
        "Born": "17 May 1984 · chart number 00012",
        "Treated for": "Sciatica, left",
        "Treatment": "since 3 November 2025, 10 sessions planned",
    }
    assert dict(page_of([], course=closed, patient=replace(PATIENT, birth_date=None)).facts) == {
        "Chart number": "00012",
        "Treated for": "Sciatica",
        "Treatment": "3 November 2025 to 30 January 2026, 10 sessions planned",
    }


def test_a_name_written_otherwise_stands_beside() -> None:
    assert page_of([], patient=replace(PATIENT, written_name="王小明")).written_name == "王小明"
    assert page_of([], patient=replace(PATIENT, written_name="Zoë Müller")).written_name == ""


def test_a_long_goal_is_shortened_with_an_ellipsis() -> None:
    goal = page_of([], course=replace(COURSE, goal="walk again " * 180)).goal

    assert len(goal) <= 280
    assert goal.endswith("walk again…") or goal.endswith("walk…")


# ------------------------------------------------------------------ the file


@pytest.mark.parametrize("count", [0, 1, 2, 12, 13, 40, 120])
@pytest.mark.parametrize("paper", list(Paper))
def test_always_one_page(tmp_path: Path, count: int, paper: Paper) -> None:
    content = pdf_of(
        usual_course(count) if count else [],
        practice=replace(PRACTICE, paper=paper, logo=SVG_LOGO),
    )
    facts = facts_of(written(tmp_path, content))

    assert facts["Pages"] == "1"
    assert facts["Page size"].startswith(
        "595.276 x 841.89" if paper == Paper.A4 else "612 x 792 pts (letter)"
    )


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize("paper", list(Paper))
def test_all_parts_of_a_treated_course_are_on_the_one_page(
    tmp_path: Path, count: int, paper: Paper
) -> None:
    sessions = treated_course(count)
    page = page_of(
        sessions,
        practice=replace(PRACTICE, paper=paper, logo=SVG_LOGO),
        patient=replace(PATIENT, display_name="Anna-Maria Sophie von Hohenstein-Löwenberg " * 4),
        next_visit="Wednesday 25 November 2026 at 14:40",
    )
    path = written(tmp_path, typeset(page, chart_of(sessions, page)))
    tree = poppler("pdfinfo", "-struct-text", path)
    text = " ".join(poppler("pdftotext", "-raw", path, "-").split())

    assert facts_of(path)["Pages"] == "1"
    for heading in ("Your next visit", "What was done", "What to watch for", "Your sessions"):
        assert re.search(rf'H2 [^\n]*\n\s+"{heading}"', tree), heading
    for words in ("3 thin needles", "Walk every day.", "+44 20 7946 0000", "at 14:40"):
        assert words in text
    assert "cannot hold or pass water" in text


def test_one_page_whatever_is_written(tmp_path: Path) -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff" * 6
    content = pdf_of(
        treated_course(40),
        next_visit="Wednesday 25 November 2026 at 14:40",
        practice=Practice(
            name=long[:200],
            address="\n".join(["a line of an address"] * 47),
            phone="1" * 200,
            practitioner=long[:200],
            registration_number="9 " * 99,
            paper=Paper.LETTER,
            logo=SVG_LOGO,
        ),
        patient=replace(PATIENT, display_name=long[:200], written_name="王" * 200),
        course=replace(COURSE, condition=long[:200], goal="long words " * 180),
    )
    path = written(tmp_path, content)

    assert facts_of(path)["Pages"] == "1"
    text = text_of(path)
    assert "in between" in text
    assert "These records show" in text
    assert "Printed on 1 February 2026" in text


def test_twelve_sessions_all_stand_there(tmp_path: Path) -> None:
    text = text_of(written(tmp_path, pdf_of(usual_course(12))))

    assert "in between" not in text
    for number in range(1, 13):
        assert re.search(rf"^ *{number} +\d+ \w+ 20\d\d", text, re.MULTILINE), number


def test_the_lines_and_the_band_of_the_chart_are_cited(tmp_path: Path) -> None:
    text = " ".join(text_of(written(tmp_path, pdf_of(usual_course(12)))).split())

    assert "30 % better: Farrar 2001, Pain 94:149-158; Ostelo 2008, Spine 33(1):90-94." in text
    assert "50 % better: Dworkin 2008, J Pain 9:105-121." in text
    assert "measurement error 4.5 cm: Ekedahl 2012, Arch Phys Med Rehabil 93:2210-15." in text


@pytest.mark.parametrize("count", [40, 120])
def test_a_long_course_says_how_many_stand_between(tmp_path: Path, count: int) -> None:
    text = text_of(written(tmp_path, pdf_of(usual_course(count))))
    numbers = [int(n) for n in re.findall(r"^ *(\d+) +\d+ \w+ 20\d\d", text, re.MULTILINE)]
    between = re.search(r"(\d+) more in between", text)

    assert between is not None
    assert numbers[0] == 1
    assert numbers[1:] == list(range(numbers[1], count + 1))
    assert int(between[1]) == numbers[1] - 2
    assert len(numbers) > 4


def test_the_file_is_tagged_and_says_what_it_is(tmp_path: Path) -> None:
    content = pdf_of(usual_course())
    path = written(tmp_path, content)
    facts = facts_of(path)
    tree = poppler("pdfinfo", "-struct-text", path)
    unpacked = inside(content)

    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "Your progress: Zoë Müller"
    assert facts["Encrypted"] == "no"
    assert facts["JavaScript"] == "no"
    assert "Author" not in facts
    assert facts["CreationDate"].startswith("Sun Feb  1")
    assert b"/Lang(en)" in unpacked.replace(b" ", b"")
    for claim in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert claim in unpacked
    for tag in ("H1", "H2", "Table", "TH", "TD", "Figure"):
        assert re.search(rf"^ *{tag}\b", tree, re.MULTILINE), tag
    headings = re.findall(r"^ *TH [^\"]*/Scope /Column[^\"]*\"(.+)\"", tree, re.MULTILINE)
    assert headings[:2] == ["No.", "Date"]


def test_the_chart_is_told_in_words() -> None:
    unpacked = inside(pdf_of(usual_course()))

    told = "Chart of 12 sessions. Pain, 0 to 10"
    assert any(trace in unpacked for trace in traces(told))


def test_all_fonts_are_embedded(tmp_path: Path) -> None:
    patient = replace(PATIENT, written_name="王小明 محمد")
    listed = poppler("pdffonts", written(tmp_path, pdf_of(usual_course(), patient=patient)))
    rows = [line.split() for line in listed.splitlines()[2:]]

    assert len(rows) >= 3
    for row in rows:
        embedded, subset, unicode = row[-5:-2]
        assert (embedded, subset, unicode) == ("yes", "yes", "yes"), row
        assert row[0].split("+")[1].startswith("NotoSans")


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Ánh Tuyết", "Ελένη Παπαδοπούλου", "Анна Ковальчук", "王小明", "محمد عبد الله"],
)
def test_names_are_read_back_exactly(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, pdf_of([], patient=replace(PATIENT, display_name=name)))

    text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text_of(path))
    assert name in text
    assert facts_of(path)["Title"].endswith(name)


def test_letters_that_no_font_has_are_named() -> None:
    patient = replace(PATIENT, display_name="Anna \U00012000\U00012001")

    with pytest.raises(DomainError, match="\U00012000 \U00012001"):
        pdf_of([], patient=patient)


@pytest.mark.parametrize("name", ['#panic("x")', "*bold* _x_ $y$ <a> @b [c]", '\\u{41} "q" `r`'])
def test_text_is_never_read_as_markup(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, pdf_of([], patient=replace(PATIENT, display_name=name)))

    assert name in text_of(path)


@pytest.mark.parametrize(
    "logo",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><g>",
        png_header(10, 10) + b"broken",
        png_header(60_000, 60_000),
        b"\xff\xd8\xff broken",
    ],
)
def test_a_broken_logo_is_told(logo: bytes) -> None:
    with pytest.raises(DomainError, match=r"logo") as refused:
        pdf_of([], practice=replace(PRACTICE, logo=logo))

    assert refused.value.field == "logo"


def test_without_any_particulars_of_the_practice(tmp_path: Path) -> None:
    path = written(tmp_path, pdf_of(usual_course(3), practice=Practice()))

    assert "Your progress" in text_of(path)


def test_a_course_without_scores_has_a_calm_sentence(tmp_path: Path) -> None:
    text = text_of(written(tmp_path, pdf_of([])))

    assert "The chart begins with the first score." in text
    assert "No pain score has been recorded yet." in text
    assert "Your sessions" not in text


def test_the_same_data_give_the_same_bytes() -> None:
    practice = replace(PRACTICE, logo=SVG_LOGO)
    sessions = usual_course()
    page = page_of(sessions, practice=practice)
    chart = chart_of(sessions, page)

    assert typeset(page, chart) == typeset(page, chart) == pdf_of(sessions, practice=practice)
    assert typeset(page, chart, "png") == typeset(page, chart, "png")


def test_the_picture_is_the_same_page(tmp_path: Path) -> None:
    sessions = usual_course()
    page = page_of(sessions)
    chart = chart_of(sessions, page)
    path = written(tmp_path, typeset(page, chart))
    poppler("pdftoppm", "-r", "75", "-png", "-singlefile", path, tmp_path / "seen")

    picture = imread(written(tmp_path, typeset(page, chart, "png", ppi=75), "page.png"))
    seen = imread(tmp_path / "seen.png")
    height, width = min(picture.shape[0], seen.shape[0]), min(picture.shape[1], seen.shape[1])
    assert abs(picture.shape[0] - seen.shape[0]) <= 1
    difference = np.abs(picture[:height, :width, :3] - seen[:height, :width, :3])
    assert difference.mean() < 0.03


def test_the_data_are_plain() -> None:
    """Another typesetter could take the page from here."""
    page = page_of(usual_course(), practice=replace(PRACTICE, logo=SVG_LOGO))

    assert json.dumps(page_values(page, b"<svg/>"))


def test_before_alone_is_the_main_pain() -> None:
    page = page_of(visits({BEFORE: [6, 5], AFTER: [4, 3]}))

    assert [column.detail for column in page.columns] == ["", "", "before", "after", ""]
