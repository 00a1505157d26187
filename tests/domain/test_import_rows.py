"""What a row says of a person: sexes, joined fields, side effects in words."""

import io
from datetime import date

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.import_plan import FieldColumn, ImportPlan
from acudesk.domain.import_rows import (
    FileRow,
    RefusedLine,
    read_rows,
    read_sex,
    read_side_effects,
)
from acudesk.domain.patient import Sex
from acudesk.domain.side_effects import Noticed, SideEffectKind
from tests.domain.support import BY_CODE

TODAY = date(2026, 3, 2)


def rows(text: str, *fields: tuple[str, str]) -> list[FileRow | RefusedLine]:
    plan = ImportPlan(
        fields=tuple(FieldColumn(field=field, column=column) for field, column in fields)
    )
    return list(read_rows(io.BytesIO(text.encode()), plan, BY_CODE, TODAY))


@pytest.mark.parametrize(
    ("word", "sex"),
    [("F", Sex.FEMALE), ("male", Sex.MALE), ("X", Sex.OTHER), ("", None), ("unknown", None)],
)
def test_sexes(word: str, sex: Sex | None) -> None:
    assert read_sex(word) == sex


def test_another_word_is_no_sex() -> None:
    with pytest.raises(DomainError, match="“7” is no sex"):
        read_sex("7")


def effects(text: str) -> list[tuple[SideEffectKind, str]] | None:
    found = read_side_effects(text, Noticed.SINCE)
    return None if found is None else [(one.kind, one.note) for one in found]


@pytest.mark.parametrize("text", ["None", "none.", "no", "Nil"])
def test_none_is_an_answer(text: str) -> None:
    assert effects(text) == []


def test_a_blank_is_none() -> None:
    assert effects(" ") is None


def test_what_the_checklist_does_not_know_is_kept_in_its_words() -> None:
    assert effects("Bruising; felt warm, dizziness, bruise; odd") == [
        (SideEffectKind.BRUISING, ""),
        (SideEffectKind.DIZZINESS, ""),
        (SideEffectKind.OTHER, "felt warm; odd"),
    ]


def test_several_columns_of_one_field_are_joined() -> None:
    (row,) = rows(
        "name,street,flat,town,home,mobile\nAnn, 12  High St ,,Lincoln,1,2\n",
        ("display_name", "name"),
        *(("address", column) for column in ("street", "flat", "town")),
        *(("phone", column) for column in ("home", "mobile")),
    )
    assert isinstance(row, FileRow)
    assert row.patient.address == "12 High St\nLincoln"
    assert row.patient.phone == "1, 2"


def test_a_name_is_made_of_its_parts_else_of_the_number() -> None:
    found = rows(
        "id,first,last\n7,Ann,Miller\n8,,\n,,\n,x,\n",
        ("chart_number", "id"),
        ("given_name", "first"),
        ("family_name", "last"),
    )
    names = [row.patient.display_name for row in found if row.patient is not None]
    assert names == ["Ann Miller", "8", "x"]


@pytest.mark.parametrize(
    ("born", "words"),
    [("2026-03-03", "future"), ("1066-10-14", "before 1900"), ("3.5.80", "does not say")],
)
def test_birth_dates_that_cannot_be(born: str, words: str) -> None:
    (row,) = rows(f"name,born\nAnn,{born}\n", ("display_name", "name"), ("birth_date", "born"))
    assert isinstance(row, RefusedLine)
    assert (row.line, words in row.reason) == (2, True)
