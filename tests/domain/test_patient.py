"""A patient."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.patient import (
    LONG,
    LONG_FIELDS,
    SHORT,
    SHORT_FIELDS,
    Patient,
    age_on,
    name_from_parts,
)


def test_only_a_name_is_required() -> None:
    assert Patient(display_name="Ann").display_name == "Ann"


@pytest.mark.parametrize("name", ["", "  ", "\n", "\x00", "\ud800"])
def test_a_patient_has_a_name(name: str) -> None:
    with pytest.raises(DomainError) as refused:
        Patient(display_name=name)
    assert refused.value.field == "display_name"


def test_every_text_of_a_patient_is_cleaned() -> None:
    texts = {field.name for field in fields(Patient) if field.type in (str, "str")}

    assert texts - {"uid"} == {*SHORT_FIELDS, *LONG_FIELDS}


@pytest.mark.parametrize("name", SHORT_FIELDS)
def test_short_texts_are_one_line_and_limited(name: str) -> None:
    values: dict[str, Any] = {"display_name": "Ann"}
    if name != "email":
        assert getattr(Patient(**{**values, name: "a\nb "}), name) == "a b"
    with pytest.raises(DomainError) as refused:
        Patient(**{**values, name: "x" * (SHORT + 1)})
    assert refused.value.field == name


@pytest.mark.parametrize("name", LONG_FIELDS)
def test_long_texts_keep_their_lines_and_are_limited(name: str) -> None:
    patient = Patient(display_name="Ann", **{name: "a\r\nb\n"})  # type: ignore[arg-type]

    assert getattr(patient, name) == "a\nb"
    with pytest.raises(DomainError) as refused:
        Patient(display_name="Ann", **{name: "x" * (LONG + 1)})  # type: ignore[arg-type]
    assert refused.value.field == name


@pytest.mark.parametrize("email", ["ann", "ann@", "@x.org", "a b@x.org", "a@b@c"])
def test_an_e_mail_address_looks_like_one(email: str) -> None:
    with pytest.raises(DomainError) as refused:
        Patient(display_name="Ann", email=email)
    assert refused.value.field == "email"


def test_a_birth_date_before_1900_is_a_slip() -> None:
    Patient(display_name="Ann", birth_date=date(1900, 1, 1))
    with pytest.raises(DomainError) as refused:
        Patient(display_name="Ann", birth_date=date(1899, 12, 31))
    assert refused.value.field == "birth_date"


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("Anna", "Meier", "Anna Meier"),
        ("", "Meier", "Meier"),
        ("Anna", "", "Anna"),
        ("小明", "王", "王小明"),
        (" ", " ", ""),
    ],
)
def test_a_name_made_of_its_parts(given: str, family: str, name: str) -> None:
    assert name_from_parts(given, family) == name


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(1980, 6, 15), date(2026, 6, 14), 45),
        (date(1980, 6, 15), date(2026, 6, 15), 46),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_completed_years(born: date, day: date, years: int) -> None:
    assert age_on(born, day) == years
