"""The record of a session on paper: the pages that come of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from matplotlib.image import imread

from acudesk.bootstrap import Services
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.point_rows import PointRow
from acudesk.domain.practice import Paper, Practice
from acudesk.domain.record import ErrorWords, Record
from acudesk.domain.record_sections import Line, Section
from acudesk.domain.session import Session, SessionKind
from acudesk.reports.body_figure import body_svg
from acudesk.reports.session_record import (
    page_values,
    session_record,
    typeset,
    typeset_pages,
)
from acudesk.services.body_zones import figures, list_zones
from tests.charts.support import session
from tests.clock import FixedClock
from tests.record_of_a_visit import PRACTICE, whole_visit
from tests.reports.support import facts_of, inside, poppler, text_of, traces, written

VISIT = session(1, {}, day=date(2026, 3, 2), number=2)
BARE = Record(
    session=VISIT,
    patient=Patient(display_name="Zoë Müller", chart_number="0001", birth_date=date(1984, 5, 17)),
    title="Session 2 of 10 planned",
    facts=(Line(label="Treated for", text="Sciatica"),),
    late="",
    signed=None,
    error=None,
    sections=(Section(title="Notes", lines=(Line(text="Slept better."),)),),
    addenda=(),
    note="",
)
ERROR = ErrorWords(reason="Another patient", day="3 March 2026", marked="Marked 3 March 2026")
FORTY = Section(
    title="Points",
    columns=("Point", "Name", "Side", "Needles", "Depth"),
    rows=tuple(
        PointRow(
            cells=(f"BL{n}", "Tiānzhù", "L+R", "2", "20 mm"),
            note="A note about this point that goes on. " * 5 if n % 9 == 0 else "",
        )
        for n in range(11, 51)
    ),
)


def pdf(record: Record = BARE, practice: Practice = PRACTICE, figure: bytes = b"") -> bytes:
    """The pages of a record as one PDF."""
    page = session_record(practice=practice, record=record, printed=date(2026, 3, 5))
    return typeset(page, figure)


def each_page(path: Path) -> Iterator[str]:
    """The text of every page, in order."""
    for number in range(1, int(facts_of(path)["Pages"]) + 1):
        yield " ".join(
            poppler("pdftotext", "-f", str(number), "-l", str(number), path, "-").split()
        )


@pytest.fixture
def signed(practice: Services, clock: FixedClock) -> Session:
    """A visit with everything in it, signed, with an addendum of the next day."""
    visit = whole_visit(practice, clock)
    practice.signing.sign_session(visit)
    clock.move(days=1)
    practice.signing.add_addendum(visit, reason="Wrong side", text="It was\nthe right side.")
    return practice.sessions.session(visit)


def test_everything_stands_on_paper(practice: Services, signed: Session, tmp_path: Path) -> None:
    path = written(tmp_path, practice.records.session_record(signed.id))
    text = " ".join(text_of(path).split())

    for words in (
        "Quiet Needle Acupuncture",
        "12 Willow Lane · London N1 4XX · +44 20 7946 0000",
        "Session record",
        "Zoë Müller",
        "born 17 May 1984, chart number 0001",
        "Session 2 of 10 planned",
        "2 March 2026, 09:30, 40 minutes",
        "0 none to 10 worst imaginable, lower is better",
        "gone on 26 February 2026",
        "mild, not serious · began: the same evening",
        "confirmed unchanged at 09:32",
        "Apixaban, 5 mg",
        "Shallow needling, press after.",
        "reason: Doctor agreed by telephone.",
        "Kidney qi deficiency",
        "Pain: lower back L4-L5, left (6 of 10, aching).",
        "Dàchángshū",
        "de qi not obtained",
        "Felt down to the heel.",
        "8 in, 7 out: the count does not match",
        "One needle fell out early and was found.",
        "0.25 × 40 mm, Seirin",
        "LOT-77",
        "21 minutes from 09:32",
        "tingling, warmth",
        "relaxed",
        "Walk twice a day.",
        "Ibuprofen down to one a day",
        "9 of 24 statements apply",
        "Wants to walk the dog again.",
        "Signed 2 March 2026 09:53 by Mara Ellison.",
        "The record is unchanged since it was signed.",
        "3 March 2026 09:53 by Mara Ellison",
        "Reason: Wrong side",
        "1 addendum at the end belongs to this record.",
        "MacPherson 2010, PLoS Med 7:e1000261",
        "Printed on 3 March 2026",
    ):
        assert words in text, words
    assert text.count("STRICTA") == 1
    assert "Draft" not in text


def test_every_page_says_whose_it_is_and_which_of_how_many(tmp_path: Path) -> None:
    path = written(tmp_path, pdf(replace(BARE, sections=(FORTY,) * 4)))
    found = list(each_page(path))

    assert len(found) > 2
    for number, text in enumerate(found, 1):
        assert "Zoë Müller" in text
        assert "born 17 May 1984, chart number 0001" in text
        assert f"Page {number} of {len(found)}" in text
        assert "Draft, not signed" in text


def test_the_file_is_tagged_and_says_what_it_is(
    practice: Services, signed: Session, tmp_path: Path
) -> None:
    content = practice.records.session_record(signed.id)
    path = written(tmp_path, content)
    facts = facts_of(path)
    tree = poppler("pdfinfo", "-struct", path)
    unpacked = inside(content)

    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "Session record: Zoë Müller, 2 March 2026"
    assert "Author" not in facts
    for claim in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert claim in unpacked
    for tag in ("H1", "H2", "Table", "TH", "TD", "Figure"):
        assert re.search(rf"^ *{tag}\b", tree, re.MULTILINE), tag
    told = "Pain: lower back L4-L5, left (6 of 10, aching). Needled: upper calf, left."
    assert any(trace in unpacked for trace in traces(told))


def test_a_draft_says_so(tmp_path: Path) -> None:
    text = text_of(written(tmp_path, pdf()))

    assert "It is not signed and may still change." in text
    assert text.count("Draft, not signed") == 2


def test_an_entry_between_visits_waits_for_no_signature(tmp_path: Path) -> None:
    between = replace(VISIT, kind=SessionKind.BETWEEN, number=None)
    text = text_of(written(tmp_path, pdf(replace(BARE, session=between))))

    assert "An entry between visits is not signed." in text
    assert "Draft" not in text
    assert "may still change" not in text


def test_a_broken_seal_is_told_at_the_head_and_at_the_stamp(
    practice: Services, signed: Session, tmp_path: Path
) -> None:
    record = practice.records.record(signed.id)
    assert record.signed is not None
    broken = replace(record.signed, holds=False, state="The seal does not match.")
    page = session_record(
        practice=PRACTICE, record=replace(record, signed=broken), printed=date(2026, 3, 5)
    )

    assert ("The seal does not match.", True) in page.session.remarks
    assert page.session.stamp[-1] == "The seal does not match."
    assert page.session.stamp_warns
    assert not any("unchanged" in words for words in page.session.stamp)


def test_a_late_entry_is_marked(tmp_path: Path) -> None:
    late = replace(BARE, late="Late entry: made on 24 November 2026 for 20 November 2026")

    assert late.late in text_of(written(tmp_path, pdf(late)))


@pytest.mark.parametrize("sections", [(FORTY,), (FORTY, *BARE.sections, FORTY)])
def test_in_error_every_page_is_struck_by_a_line_of_words(
    tmp_path: Path, sections: tuple[Section, ...]
) -> None:
    path = written(tmp_path, pdf(replace(BARE, error=ERROR, sections=sections)))
    found = list(each_page(path))
    plain = written(tmp_path, pdf(replace(BARE, sections=sections)), "plain.pdf")

    assert len(found) > 1
    assert all("Entered in error: Another patient, 3 March 2026" in text for text in found)
    assert "BL50" in found[-1]
    struck = poppler("pdfinfo", "-struct-text", path)
    assert "LineThrough" in struck
    assert "LineThrough" not in poppler("pdfinfo", "-struct-text", plain)


def test_in_error_words_lie_across_every_page(tmp_path: Path) -> None:
    def red(record: Record) -> list[int]:
        """How many reddish pixels the middle of each page has."""
        page = session_record(practice=PRACTICE, record=record, printed=date(2026, 3, 5))
        counts = []
        for number, picture in enumerate(typeset_pages(page, b"", "png", ppi=50)):
            file = tmp_path / f"{number}.png"
            file.write_bytes(picture)
            pixels = imread(file)[250:400, 100:300]
            counts.append(int((pixels[..., 0] - pixels[..., 1] > 0.08).sum()))
        return counts

    record = replace(BARE, sections=(FORTY,) * 2)
    assert all(count > 300 for count in red(replace(record, error=ERROR)))
    assert red(record) == [0, 0]


def test_a_very_long_reason_stands_whole_once_and_short_on_every_page(tmp_path: Path) -> None:
    reason = "The visit of somebody else was opened by mistake. " * 39 + "END"
    path = written(
        tmp_path, pdf(replace(BARE, error=replace(ERROR, reason=reason), sections=(FORTY,) * 2))
    )
    found = list(each_page(path))

    assert found[0].count("END") == 1
    assert all("…, 3 March 2026" in text for text in found)


def test_forty_points_and_long_notes_leave_nothing_out(tmp_path: Path) -> None:
    notes = "\n\n".join(f"Paragraph {n}. " + "Long notes go on. " * 60 for n in range(30))
    long = "Wolfeschlegelsteinhausenbergerdorff" * 8
    record = replace(
        BARE,
        sections=(FORTY, Section(title="Notes", lines=(Line(text=notes), Line(text=long)))),
    )
    path = written(tmp_path, pdf(record))
    text = text_of(path)

    assert int(facts_of(path)["Pages"]) > 5
    for n in range(11, 51):
        assert re.search(rf"BL{n}\b", text), n
    for n in range(30):
        assert f"Paragraph {n}." in text, n
    # The head of the table stands on each of its pages.
    assert len(re.findall(r"Point +Name +Side +Needles +Depth", text)) == 2
    widest = max(float(found) for found in re.findall(r'xMax="([\d.]+)"', _boxes(path)))
    assert widest <= 595.3 - 18 / 25.4 * 72 + 0.5


def _boxes(path: Path) -> str:
    return poppler("pdftotext", "-bbox", path, "-")


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Ánh Tuyết", "Ελένη Παπαδοπούλου", "Анна Ковальчук", "王小明", "محمد عبد الله"],
)
def test_names_are_read_back_exactly(tmp_path: Path, name: str) -> None:
    patient = replace(BARE.patient, display_name=name, written_name="王小明")
    path = written(tmp_path, pdf(replace(BARE, patient=patient)))

    text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text_of(path))
    assert text.count(name) >= 2  # at the head and at the foot
    assert facts_of(path)["Title"] == f"Session record: {name}, 2 March 2026"


def test_letters_that_no_font_has_are_named() -> None:
    notes = Section(title="Notes", lines=(Line(text="\U00012000"),))

    with pytest.raises(DomainError, match="\U00012000"):
        pdf(replace(BARE, sections=(notes,)))


@pytest.mark.parametrize("words", ['#panic("x")', "*bold* _x_ $y$ <a> @b [c]", '\\u{41} "q" `r`'])
def test_text_is_never_read_as_markup(tmp_path: Path, words: str) -> None:
    notes = Section(title="Notes", lines=(Line(label=words, text=words, detail=words),))
    path = written(tmp_path, pdf(replace(BARE, sections=(notes,))))

    assert text_of(path).count(words) == 3


def test_the_paper_of_the_practice(tmp_path: Path) -> None:
    letter = written(tmp_path, pdf(practice=replace(PRACTICE, paper=Paper.LETTER)))

    assert "letter" in facts_of(letter)["Page size"]


def test_the_picture_holds_all_pages_below_each_other(tmp_path: Path) -> None:
    page = session_record(
        practice=PRACTICE, record=replace(BARE, sections=(FORTY, FORTY)), printed=date(2026, 3, 5)
    )
    singles = typeset_pages(page, b"", "png", ppi=50)
    whole = tmp_path / "whole.png"
    whole.write_bytes(typeset(page, b"", "png", ppi=50))

    assert len(singles) > 1
    high, wide = imread(whole).shape[:2]
    assert abs(wide - 413) <= 1  # 210 mm at 50 dots an inch
    assert abs(high - len(singles) * 585) <= len(singles) + 1  # 297 mm each


def test_the_same_data_give_the_same_bytes(practice: Services, signed: Session) -> None:
    figure = body_svg(signed.marks, figures(), list_zones()).encode()
    record = practice.records.record(signed.id)

    assert pdf(record, figure=figure) == pdf(record, figure=figure)


def test_the_body_chart_is_a_picture_only_where_something_is_marked() -> None:
    values = page_values(
        session_record(practice=PRACTICE, record=BARE, printed=date(2026, 3, 5)), b""
    )

    session = values["session"]
    assert (session["figure"], session["figure_words"]) == ("", "")
    assert b"/Figure" not in inside(pdf())
