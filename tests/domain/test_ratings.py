"""Files of ratings: what is read from a row, and what is refused with which words."""

import csv
import io
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk import paths
from acudesk.domain.errors import DomainError
from acudesk.domain.import_table import LONGEST_LINE
from acudesk.domain.measure import Measure, measures_from_toml
from acudesk.domain.ratings import (
    MeasureColumn,
    RatingPlan,
    RatingRow,
    RefusedRow,
    check_plan,
    parse_measure_column,
    read_ratings,
)
from acudesk.domain.session import Moment, ScoreKey

FILES = Path(__file__).resolve().parents[1] / "data"
TODAY = date(2026, 3, 2)
MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in measures_from_toml(paths.resource("measures.toml").read_text(encoding="utf-8"))
}


def plan(
    *specs: str, person: str = "person", day: str = "date", date_format: str = ""
) -> RatingPlan:
    columns = tuple(parse_measure_column(spec) for spec in specs or ("pain_7d=pain",))
    return RatingPlan(person=person, date=day, measures=columns, date_format=date_format)


def read(content: bytes | str, chosen: RatingPlan | None = None) -> list[RatingRow | RefusedRow]:
    data = content.encode() if isinstance(content, str) else content
    return list(read_ratings(io.BytesIO(data), chosen or plan(), MEASURES, TODAY))


def given_texts(rows: list[RatingRow | RefusedRow]) -> list[tuple[str, str, list[str | None]]]:
    """Each row as person, day and the scores as given; every row must be a good one."""
    found = []
    for row in rows:
        assert isinstance(row, RatingRow), row
        scores = [score.given if score else None for _, score in row.scores]
        found.append((row.person, row.day.isoformat(), scores))
    return found


def refusals(rows: list[RatingRow | RefusedRow]) -> dict[int, str]:
    return {row.line: row.reason for row in rows if isinstance(row, RefusedRow)}


def refused_whole(content: bytes | str, chosen: RatingPlan | None = None) -> str:
    """The sentence with which a whole file is refused."""
    with pytest.raises(DomainError) as refused:
        read(content, chosen)
    return refused.value.text


# ------------------------------------------------------------------ the columns wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pain_7d=pain", MeasureColumn(measure="pain_7d", column="pain")),
        (
            "pain_now:after@vas100=Pain after, mm",
            MeasureColumn(
                measure="pain_now", column="Pain after, mm", moment=Moment.AFTER, scale="vas100"
            ),
        ),
        ("psfs:2=walk", MeasureColumn(measure="psfs", column="walk", item="2")),
        ("pain_7d=a=b", MeasureColumn(measure="pain_7d", column="a=b")),
    ],
)
def test_a_column_is_named_by_its_measure(text: str, expected: MeasureColumn) -> None:
    assert parse_measure_column(text) == expected


@pytest.mark.parametrize("text", ["", "pain", "=pain", "pain_7d=", "pain_now:noon=x", "a:b:c=d"])
def test_a_column_without_sense_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        parse_measure_column(text)


@pytest.mark.parametrize(
    ("specs", "words"),
    [
        (("paine=x",), "no measure called “paine”"),
        (("pain_7d:before=x",), "Known: pain_7d:once"),
        (("psfs:4=x",), "Known: psfs:1, psfs:2, psfs:3"),
        (("psfs=x",), "not asked in this way"),
        (("pain_7d@vas10=x",), "nrs11, vas100"),
        (("pain_7d=x", "pain_7d:once=y"), "named twice"),
    ],
)
def test_a_plan_that_fits_no_measure_is_refused(specs: tuple[str, ...], words: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_plan(plan(*specs), MEASURES)
    assert words in refused.value.text


# ---------------------------------------------------------------- the forms of a file


@pytest.mark.parametrize(
    "name", ["comma.csv", "semicolon_decimal_comma.csv", "crlf_tab.csv", "crlf_bom_quoted.csv"]
)
def test_the_same_ratings_in_every_form(name: str) -> None:
    assert given_texts(read((FILES / name).read_bytes())) in (
        [
            ("P-01", "2025-03-03", ["6.75"]),
            ("P-01", "2025-03-04", [None]),
            ("P-01", "2025-03-04", ["0"]),
            ("Øyvind 2", "2025-03-03", ["5.02"]),
        ],
        [
            ("P-01", "2025-03-03", ["6,75"]),
            ("P-01", "2025-03-04", [None]),
            ("P-01", "2025-03-04", ["0"]),
            ("Øyvind 2", "2025-03-03", ["5,02"]),
        ],
    )


def test_numbers_are_kept_to_the_last_digit() -> None:
    (row,) = read("person,date,pain\nA,2025-03-03,5.0200000000000000001\n")

    assert isinstance(row, RatingRow)
    score = row.scores[0][1]
    assert score is not None
    assert score.value == Decimal("5.0200000000000000001")
    assert score.given == "5.0200000000000000001"
    assert score.key == ScoreKey(measure="pain_7d", moment=Moment.ONCE)


def test_several_measures_moments_items_and_scales() -> None:
    chosen = plan(
        "pain_now:before=pre", "pain_now:after@vas100=post", "psfs:2=walk", person="who", day="on"
    )
    (row,) = read("on,who,pre,post,walk,other\n2025-03-03,A,7,62,,x\n", chosen)

    assert isinstance(row, RatingRow)
    assert [(key.moment, key.item) for key, _ in row.scores] == [
        (Moment.BEFORE, ""),
        (Moment.AFTER, ""),
        (Moment.ONCE, "2"),
    ]
    assert [score and (score.given, score.scale) for _, score in row.scores] == [
        ("7", "nrs11"),
        ("62", "vas100"),
        None,
    ]


def test_line_numbers_count_lines_of_the_file() -> None:
    rows = read('person,date,pain\n"A\nA",2025-03-03,1\n\n,,\nB,2025-03-03,x\nC,2025-03-03,2\n')

    assert [row.line for row in rows] == [2, 6, 7]
    assert list(refusals(rows)) == [6]


# ------------------------------------------------------------------------- refused rows


def test_bad_rows_are_refused_with_line_and_reason() -> None:
    reasons = refusals(read((FILES / "bad_rows.csv").read_bytes()))

    expected = {
        3: "outside 0 to 10",
        4: "outside 0 to 10",
        5: "not a number",
        6: "not a number",
        7: "names no person",
        8: "no date",
        9: "not a date",
        10: "not a date",
        11: "before 1900",
        12: "in the future",
        13: "4 cells where the header has 3",
        14: "2 cells where the header has 3",
        15: "not a number",
    }
    assert reasons.keys() == expected.keys()
    for line, words in expected.items():
        assert words in reasons[line]


def test_a_refused_row_still_says_whose_and_when() -> None:
    (row,) = read("person,date,pain\nA,2025-03-03,eleven\n")

    assert isinstance(row, RefusedRow)
    assert (row.person, row.day) == ("A", date(2025, 3, 3))


def test_a_name_too_long_for_a_chart_number_is_refused() -> None:
    assert "200" in refusals(read(f"person,date,pain\n{'x' * 201},2025-03-03,1\n"))[2]


# ------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2025-03-04"], ["2025-03-04"]),
        (["2025/3/4", "2025.03.05"], ["2025-03-04", "2025-03-05"]),
        (["03/04/2025", "13/04/2025"], ["2025-04-03", "2025-04-13"]),
        (["03/04/2025", "04/13/2025"], ["2025-03-04", "2025-04-13"]),
        (["3.4.2025", "31.12.2025"], ["2025-04-03", "2025-12-31"]),
        (["05/05/2025"], ["2025-05-05"]),
        (["05-05-2025", "2025-03-04"], ["2025-05-05", "2025-03-04"]),
    ],
)
def test_dates_that_the_file_decides(dates: list[str], expected: list[str]) -> None:
    rows = read("person,date,pain\n" + "".join(f"A,{day},1\n" for day in dates))

    assert [day for _, day, _ in given_texts(rows)] == expected


def test_ambiguous_dates_name_the_option() -> None:
    sentence = refused_whole((FILES / "ambiguous_dates.csv").read_bytes())

    assert "03/04/2025" in sentence
    assert "--date-format" in sentence


def test_dates_that_contradict_each_other_name_the_option() -> None:
    sentence = refused_whole("person,date,pain\nA,13/04/2025,1\nA,04/13/2025,1\n")

    assert "Line 2" in sentence
    assert "line 3" in sentence
    assert "--date-format" in sentence


@pytest.mark.parametrize(
    ("date_format", "written", "expected"),
    [
        ("%d/%m/%Y", "03/04/2025", "2025-04-03"),
        ("%m/%d/%Y", "03/04/2025", "2025-03-04"),
        ("%d.%m.%y", "03.04.25", "2025-04-03"),
        ("%d %b %Y", "5 Jan 2022", "2022-01-05"),
    ],
)
def test_dates_as_told(date_format: str, written: str, expected: str) -> None:
    rows = read(f"person,date,pain\nA,{written},1\n", plan(date_format=date_format))

    assert [day for _, day, _ in given_texts(rows)] == [expected]


@pytest.mark.parametrize("date_format", ["%d/%m", "%Y", "day", "%", "%d %d %m %Y", "%Q", "\0"])
def test_a_format_that_brings_no_day_is_refused(date_format: str) -> None:
    sentence = refused_whole("person,date,pain\nA,2025-03-03,1\n", plan(date_format=date_format))

    assert "--date-format" in sentence


@pytest.mark.parametrize(
    "written", ["3/4/25", "5th Jan 2022", "2025-02-30", "20250303", "32.1.2025"]
)
def test_what_is_no_date_is_refused(written: str) -> None:
    assert "not a date" in refusals(read(f"person,date,pain\nA,{written},1\n"))[2]


# ------------------------------------------------------------------- refused as a whole


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b",", "empty"),
        (b"\xef\xbb\xbf;;\r\n", "empty"),
        (b"person,date,pain\rA,2025-03-03,1\r", "unusual way"),
        (b"who,date,pain\n", "no column “person”; it has “who”, “date”, “pain”"),
        (b"person,date,pain,pain\n", "“pain” stands in the file more than once"),
        (b"person,date,pain\nA,2025-03-03,\x001\n", "Line 2 holds a NUL byte"),
        (b"person,date,pain\n\xe9,2025-03-03,1\n", "Line 2 is not written in UTF-8"),
        ("person,date,pain\n".encode("utf-16"), "UTF-16"),
        (b'person,date,pain\n"A,2025-03-03,1\n', "Line 2 cannot be read"),
        (b"person,date,pain\n" + b"x" * (LONGEST_LINE + 1), "Line 2 is too long"),
        (b"person,date,pain\n" + b"x" * 200_000, "Line 2 cannot be read"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, words: str) -> None:
    assert words in refused_whole(content)


# -------------------------------------------------------------------------- properties

_cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12
) | st.sampled_from(["A", "2025-03-03", "03/04/2025", "7", "7,5", "11", "", '"'])


@given(st.binary(max_size=300))
def test_no_bytes_make_the_parser_fail_in_another_way(content: bytes) -> None:
    for whole in (content, b"person,date,pain\n" + content):
        with suppress(DomainError):
            read(whole)


@given(
    st.lists(st.lists(_cells, min_size=3, max_size=4), max_size=8),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_every_row_is_read_or_refused(
    rows: list[list[str]], delimiter: str, line_end: str, bom: bool
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(["person", "date", "pain"])
    writer.writerows(rows)
    content = text.getvalue().encode("utf-8-sig" if bom else "utf-8")
    found = None
    with suppress(DomainError):
        found = read(content)
    if found is None:
        return
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(found) == len(filled)
    for row, cells in zip(found, filled, strict=True):
        if isinstance(row, RatingRow):
            score = row.scores[0][1]
            assert (score.given if score else "") == cells[2].strip()
            assert score is None or 0 <= score.value <= 10


@given(st.text(max_size=40))
def test_a_column_is_parsed_or_refused(text: str) -> None:
    with suppress(DomainError):
        assert parse_measure_column(text).column
