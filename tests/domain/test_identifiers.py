"""What a text says of somebody, and what it says of everybody."""

from datetime import date

import pytest

from acudesk.domain.anonymous_course import LEAST_SHIFT, age_band, shift_of
from acudesk.domain.identifiers import day_words, found_in, identifiers
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice

ANNA = Patient(
    display_name="Anna-Lena von Müller",
    chart_number="0012",
    phone="+49 (0)30 / 123 45 67",
    emergency_contact="Max, brother",
    address="Am Ring 5\nBerlin",
    birth_date=date(1984, 5, 7),
)
SOUGHT = identifiers(ANNA, Practice(practitioner="Dr. Bo Li"), [date(2026, 2, 3)], ["abc123"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nobody is named here", ()),
        ("Lena said so", ("lena",)),
        ("MULLER", ("muller",)),
        ("Annabel", ()),
        ("a chart 0012 of", ("0012",)),
        ("10012 and 00123", ()),
        ("call 030/1234567", ("01234567",)),
        ("Max", ("max",)),
        ("her brother", ()),
        ("Am Ring 5", ("am ring 5",)),
        ("Bo Li", ("bo li",)),
        ("Bo", ()),
        ("abc123", ("abc123",)),
        ("07.05.1984", ("07.05.1984",)),
        ("May 7, 1984", ("may 7, 1984",)),
        ("on 3 Feb 2026", ("3 feb 2026",)),
        ("20260203", ("20260203",)),
        ("3 Feb 2027", ()),
        ("12026-02-03", ()),
    ],
)
def test_what_a_text_says_of_somebody(text: str, found: tuple[str, ...]) -> None:
    assert tuple(one for one in found_in(text, SOUGHT) if one not in found) == ()
    assert set(found) <= set(found_in(text, SOUGHT))


def test_what_is_said_of_everybody_tells_nothing() -> None:
    assert found_in("Lena and 0012", SOUGHT, known="lena stands here, 0012 too") == ()
    assert found_in("7.5.1984", SOUGHT, known="7.5.1984") == ("7.5.1984",)


def test_every_way_to_write_a_day() -> None:
    words = day_words(date(2026, 2, 3))

    for one in (
        *("2026-02-03", "2026/2/3", "03.02.2026", "3.2.26", "02/03/2026", "2/3/26"),
        *("3 february 2026", "february 3, 2026", "3. feb 2026", "20260203", "03022026"),
    ):
        assert one in words


@pytest.mark.parametrize(
    ("age", "band"), [(0, (0, 9)), (39, (30, 39)), (40, (40, 49)), (89, (80, 89)), (90, (90, None))]
)
def test_ages_in_bands(age: int, band: tuple[int, int | None]) -> None:
    assert age_band(age) == band


def test_no_moved_date_is_one_of_the_true_ones() -> None:
    days = [date(2020, 1, 1), date(2025, 12, 31)]
    shift = shift_of(0, days)
    assert shift == LEAST_SHIFT + (days[1] - days[0]).days

    born = date.fromordinal(days[0].toordinal() - shift)
    assert shift_of(0, days, [born]) == shift + 1
