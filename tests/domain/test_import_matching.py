"""Who somebody in a file is: certain, near, or nobody; never decided where two could be meant."""

from datetime import date

import pytest

from acudesk.domain.import_matching import Directory, Incoming, Known, Match, MatchKind
from acudesk.services.import_people import directory_of

BORN = date(1980, 5, 3)


def known(key: int, number: str, name: str, born: date | None = BORN, *more: str) -> Known:
    return Known(
        patient_id=key, chart_number=number, display_name=name, names=(name, *more), birth_date=born
    )


def found(people: list[Known], name: str = "", born: date | None = BORN, number: str = "") -> Match:
    directory: Directory = directory_of(people)
    return directory.match(Incoming(line=2, chart_number=number, name=name, birth_date=born))


ANN = known(1, "0001", "Ann Miller")


def test_a_chart_number_is_one_person() -> None:
    assert found([ANN], number="0001", born=None) == Match(kind=MatchKind.SAME, patient_id=1)
    assert found([ANN], "Anne Miller", number="0001").kind == MatchKind.SAME
    assert found([ANN], "Ann Miller", None, "0001").kind == MatchKind.SAME


@pytest.mark.parametrize(
    ("name", "born", "why"),
    [
        ("Bob Jones", BORN, "another name"),
        ("Ann Miller", date(1999, 1, 1), "another birth date"),
    ],
)
def test_a_chart_number_against_name_or_birth_date_is_asked(
    name: str, born: date, why: str
) -> None:
    match = found([ANN], name, born, "0001")
    assert match.kind == MatchKind.NEAR
    assert why in match.candidates[0].why


@pytest.mark.parametrize("name", ["Ann Miller", "ANN  MILLER", "Miller, Ann", "Änn Miller"])
def test_name_and_birth_date_are_one_person(name: str) -> None:
    assert found([ANN], name, number="other") == Match(kind=MatchKind.SAME, patient_id=1)


def test_two_of_one_name_and_birth_date_are_asked() -> None:
    match = found([ANN, known(2, "0002", "Miller Ann")], "Ann Miller")
    assert match.kind == MatchKind.NEAR
    assert [one.patient_id for one in match.candidates] == [1, 2]


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Anne Miller", BORN),
        ("Ann Millar", BORN),
        ("Annie Miller-Smith", BORN),
        ("Ann Smith Miller", BORN),
        ("AnnMiller", BORN),
        ("Ann Miller", None),
        ("Ann Miller", date(1980, 3, 5)),
        ("Ann Miller", date(1981, 5, 3)),
        ("Ann Milller", None),
    ],
)
def test_who_is_near_is_asked(name: str, born: date | None) -> None:
    match = found([ANN, known(2, "0002", "Bob Jones", date(1950, 1, 1))], name, born)
    assert match.kind == MatchKind.NEAR
    assert [one.patient_id for one in match.candidates] == [1]
    assert match.patient_id is None
    assert match.candidates[0].why


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Ann Miller", date(1955, 11, 20)),
        ("Robert Jones", BORN),
        ("Ann Mueller-Lüdenscheidt", None),
        ("", None),
    ],
)
def test_who_is_somebody_else_is_nobody(name: str, born: date | None) -> None:
    assert found([ANN], name, born) == Match(kind=MatchKind.NONE)


def test_the_nearest_comes_first_and_the_birth_date_weighs() -> None:
    people = [
        known(1, "0001", "Ann Miller", None),
        known(2, "0002", "Anna Millerova", BORN),
        known(3, "0003", "Jane Miller", BORN, "Ann Miller"),
    ]
    match = found(people, "Ann Millr", BORN)
    assert [one.patient_id for one in match.candidates] == [3, 2, 1]


def test_every_name_of_a_patient_counts() -> None:
    people = [known(1, "0001", "Xiaoming Wang", BORN, "王小明")]
    assert found(people, "王小明").kind == MatchKind.SAME
