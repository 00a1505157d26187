"""The figures of the practice in a spreadsheet: what stands in which cell, and as what."""

import csv
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from acudesk.bootstrap import Services
from acudesk.domain.errors import DomainError
from acudesk.domain.practice_figures import PracticeFilter
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.reports.workbook import Sheet, SheetColumn, workbook_bytes
from acudesk.services.practice_tables import save_practice
from tests.services.treated import many

EVIL = '=HYPERLINK("http://example.org","x")'


def saved(services: Services, file: Path, **limits: Any) -> Path:
    figures = services.practice_figures.view(PracticeFilter(**limits))
    return save_practice(file, figures, services.measures.list_measures())


@pytest.fixture
def filled(practice: Services) -> Services:
    """Ten closed courses of sciatica, six of which reached the threshold, and one of a condition
    that looks like a formula; one bruise in the first course."""
    many(practice, 6, "8", "3")
    many(practice, 4, "8", "7")
    many(practice, 1, "6", "6", condition=EVIL)
    first = practice.courses.course_view(1).sessions
    for session in first:
        effects = [SideEffect(kind=SideEffectKind.BRUISING)] if session.number == 1 else []
        practice.sessions.record_side_effects(session.id, asked=True, effects=effects)
    return practice


def rows(book: openpyxl.Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def test_every_table_of_the_page_is_a_sheet(filled: Services, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(saved(filled, tmp_path / "practice.xlsx"))

    assert book.sheetnames == [
        "Overview",
        "Conditions",
        "Side effects",
        "Completeness",
        "Changes of pain",
        "Notes",
    ]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
    overview = {row[0]: row[1:] for row in rows(book, "Overview")}
    assert overview["Courses with a session"][0] == 11
    assert overview["closed with data"][0] == 11
    count, share, low, high = overview["Reached the usual threshold, of the closed with data"]
    assert (count, round(share, 4)) == (6, 0.5455)
    assert (round(low, 2), round(high, 2)) == (0.28, 0.79)  # Wilson's interval of 6 of 11
    conditions = {row[0]: row[1:] for row in rows(book, "Conditions")}
    assert conditions["Sciatica"][:4] == (10, 10, 10, 6)
    assert conditions["Sciatica"][4] == pytest.approx(0.6)
    assert conditions[EVIL][:4] == (1, 1, 1, None), "of fewer than ten only the counts"
    assert conditions[EVIL][4:] == (None,) * 6
    changes = rows(book, "Changes of pain")[1:]
    assert changes[0] == (8, 3, -5, "better, reached the usual threshold")
    assert [row[2] for row in changes] == [-5] * 6 + [-1] * 4 + [0]


def test_numbers_are_numbers_and_texts_are_texts(filled: Services, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(saved(filled, tmp_path / "practice.xlsx"))
    sheet = book["Conditions"]
    (evil,) = [cell for (cell,) in sheet.iter_rows(max_col=1) if cell.value == EVIL]

    assert evil.data_type == "s"
    assert evil.hyperlink is None
    assert sheet["B2"].data_type == "n"
    assert sheet["F2"].number_format == "0.0 %"
    assert not any(cell.data_type == "f" for one in book for row in one for cell in row)


def test_the_notes_name_the_sources(filled: Services, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(saved(filled, tmp_path / "practice.xlsx"))
    told = " ".join(str(row[0]) for row in rows(book, "Notes"))

    for source in (
        "Wilson 1927, J Am Stat Assoc 22:209-212",
        "Farrar 2001, Pain 94:149-158",
        "Haake 2007, Arch Intern Med 167:1892-98",
        "Baeumler 2021, BMJ Open 11:e045961",
        "Chung 2015, Clin J Pain",
        "first score",
    ):
        assert source in told, source


def test_nobody_is_named_and_the_same_figures_give_the_same_bytes(
    filled: Services, tmp_path: Path
) -> None:
    first = saved(filled, tmp_path / "a.xlsx").read_bytes()
    again = saved(filled, tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(BytesIO(first))

    assert first == again
    told = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert not any("Ann" in words.split() for words in told)
    assert not book.properties.creator
    assert book.properties.created.year == 2000


def test_the_filter_stands_beside_its_figures(filled: Services, tmp_path: Path) -> None:
    file = saved(filled, tmp_path / "a.xlsx", opened_from=date(2025, 1, 1), condition="Sciatica")
    overview = {row[0]: row[1] for row in rows(openpyxl.load_workbook(file), "Overview")}

    assert overview["Only: Opened from"] == "2025-01-01"
    assert overview["Only: Condition"] == "Sciatica"
    assert overview["Courses with a session"] == 10


def test_the_table_of_conditions_as_csv(filled: Services, tmp_path: Path) -> None:
    file = saved(filled, tmp_path / "practice.csv")
    found = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))

    assert [row["condition"] for row in found] == ["Sciatica", f"'{EVIL}"]
    assert found[0]["reached"] == "6"
    assert float(found[0]["share_of_closed"]) == pytest.approx(0.6)
    assert found[1]["share_of_closed"] == ""


def test_too_few_courses_and_another_ending(practice: Services, tmp_path: Path) -> None:
    many(practice, 9, "8", "3")

    with pytest.raises(DomainError, match="fewer than 10 courses"):
        saved(practice, tmp_path / "practice.xlsx")
    with pytest.raises(DomainError, match=r"must end in \.xlsx or \.csv"):
        saved(practice, tmp_path / "practice.ods")
    assert not list(tmp_path.glob("practice.*"))


def test_a_long_table_is_written_row_by_row() -> None:
    columns = (SheetColumn(title="n"), SheetColumn(title="words"))
    table = tuple((n, f"+{n}") for n in range(5_000))
    content = workbook_bytes([Sheet(name="Long", columns=columns, rows=table)], title="Long")
    sheet = openpyxl.load_workbook(BytesIO(content))["Long"]

    assert sheet.max_row == 5_001
    assert (sheet["A5001"].value, sheet["B5001"].value) == (4_999, "+4999")
    assert sheet["B5001"].data_type == "s"
