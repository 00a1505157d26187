"""Scores as files write them: read to the last digit, asked, or refused."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk import paths
from acudesk.domain.errors import DomainError
from acudesk.domain.import_scores import (
    AS_FOUND,
    NOT_ASKED,
    REFUSED,
    ScoreForm,
    found_scale,
    read_score,
    recognise_scores,
)
from acudesk.domain.measure import measures_from_toml

PAIN = next(
    measure
    for measure in measures_from_toml(paths.resource("measures.toml").read_text(encoding="utf-8"))
    if measure.code == "pain_7d"
)
THREE = "Worst: 8; Best: 6; Current: 7"
SHARE = ScoreForm(scale="nrs11", share=True)


def given_as(text: str, form: ScoreForm = AS_FOUND) -> tuple[str, str]:
    score, _ = read_score(text, PAIN, form)
    assert score is not None
    return score.given, score.scale


def refusal(text: str, form: ScoreForm = AS_FOUND) -> str:
    with pytest.raises(DomainError) as refused:
        read_score(text, PAIN, form)
    return refused.value.text


def scale_of(*texts: str) -> str:
    return found_scale(recognise_scores(enumerate(texts, 2)), PAIN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7.7", ("7.7", "nrs11")),
        ("7,5", ("7,5", "nrs11")),
        ("7.7 /10", ("7.7", "nrs11")),
        ("7 out of 10", ("7", "nrs11")),
        ("67 mm", ("67", "vas100")),
        ("0", ("0", "nrs11")),
        (" 10 ", ("10", "nrs11")),
    ],
)
def test_what_is_written_is_kept_on_its_scale(text: str, expected: tuple[str, str]) -> None:
    assert given_as(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("11", "outside 0 to 10"),
        ("-1", "outside 0 to 10"),
        ("7-6", "range"),
        ("7–8", "range"),
        ("6 to 7", "range"),
        ("77/100", "out of 100, and not out of 10"),
        ("eleven", "not a number"),
        ("1e1", "not a number"),
        ("7 cm", "not a number"),
        ("None", "not a number"),
        (THREE, "several numbers: Worst, Best, Current"),
        ("7" * 300, "not a number"),
    ],
)
def test_what_is_no_score_is_refused_never_clamped(text: str, words: str) -> None:
    assert words in refusal(text)


def test_a_blank_is_not_asked() -> None:
    assert read_score("  ", PAIN) == (None, "")


def test_what_stands_for_nothing_waits_for_a_word() -> None:
    found = recognise_scores([(2, "NA"), (3, "None"), (4, "5"), (5, "")])
    assert (found.words, found.blanks, found.highest) == (("NA", "None"), 1, Decimal(5))
    assert read_score("NA", PAIN, ScoreForm(words=NOT_ASKED)) == (None, "")
    assert "not a number" in refusal("NA", ScoreForm(words=REFUSED))


def test_one_of_several_numbers_is_named() -> None:
    found = recognise_scores([(2, THREE)])
    assert found.parts == ("Worst", "Best", "Current")

    score, beside = read_score(THREE, PAIN, ScoreForm(part="current"))
    assert score is not None
    assert (score.given, beside) == ("7", THREE)
    assert "no number called Least" in refusal(THREE, ScoreForm(part="Least"))
    assert "not a number" in refusal("7", ScoreForm(part="Current"))


def test_a_share_becomes_a_number_of_the_scale_and_its_text_is_kept() -> None:
    score, beside = read_score("0.77", PAIN, SHARE)
    assert score is not None
    assert (score.value, score.given, beside) == (Decimal("7.7"), "7.7", "0.77")
    assert given_as("0,5", SHARE) == ("5", "nrs11")
    assert given_as("1", SHARE) == ("10", "nrs11")
    for text in ("1.1", "-0.1", "7", "50 %", "1/10"):
        assert "outside 0 to 1" in refusal(text, SHARE)


def test_the_decimal_sign_that_was_said_is_the_only_one() -> None:
    assert given_as("7,5", ScoreForm(decimal=",")) == ("7,5", "nrs11")
    assert "another decimal sign" in refusal("7.5", ScoreForm(decimal=","))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("7", "3.5"), "nrs11"),
        (("0", "1"), "nrs11"),
        (("0.5", "7"), "nrs11"),
        (("7 /10", "8/10"), "nrs11"),
        (("7 /10", "4,5"), "nrs11"),
        (("77/100",), "vas100"),
        (("67 mm", "5 mm"), "vas100"),
        (("",), "nrs11"),
        # A share of 1, or low pain with decimals: nobody knows.
        (("0.2", "0.8", "1"), ""),
        # 0 to 100, or a slip: nobody knows.
        (("62", "8"), ""),
        (("7", "11"), ""),
        (("67 mm", "7"), ""),
        (("7 /10", "62"), ""),
        (("7/10", "70/100"), ""),
    ],
)
def test_a_column_tells_its_scale_or_is_asked(texts: tuple[str, ...], expected: str) -> None:
    assert scale_of(*texts) == expected


def test_lines_without_a_score_are_named() -> None:
    found = recognise_scores([(2, "5"), (3, "7-6"), (4, "bad")])
    assert found.unreadable == ((3, "7-6"), (4, "bad"))
    assert found.unreadable_total == 2


_forms = st.builds(
    ScoreForm,
    scale=st.sampled_from(["", "nrs11", "vas100"]),
    share=st.booleans(),
    decimal=st.sampled_from(["", ".", ",", ".,"]),
    part=st.sampled_from(["", "a"]),
    words=st.sampled_from(["", NOT_ASKED]),
)
_texts = st.text(max_size=30) | st.from_regex(r"[a-c0-9.,:;/ -]{1,12}", fullmatch=True)


@given(_texts, _forms)
def test_any_text_is_in_range_or_not_asked_or_refused(text: str, form: ScoreForm) -> None:
    recognise_scores([(2, text)], form.part)
    with suppress(DomainError):
        score, _ = read_score(text, PAIN, form)
        if score is not None:
            scale = PAIN.scale_named(score.scale)
            assert scale.lowest <= score.value <= scale.highest


@given(st.decimals(min_value=0, max_value=10, places=3), st.sampled_from(".,"))
def test_every_number_is_kept_as_given(value: Decimal, sign: str) -> None:
    text = str(value).replace(".", sign)
    score, _ = read_score(f"{text} / 10", PAIN)
    assert score is not None
    assert (score.value, score.given) == (value, text)
