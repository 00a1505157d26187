"""Text as it is kept, found and compared."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned, folded, initials, search_terms, search_words

ANY_TEXT = st.text(st.characters(), max_size=60)


@given(ANY_TEXT, st.booleans())
@example("e\x00\u0301", False)
@example("\ud800\u0301a", True)
@example("a\r\n\r b\u2028c", False)
def test_cleaned_text_can_be_kept_and_stays_as_it_is(text: str, lines: bool) -> None:
    kept = cleaned(text, limit=1_000, field="x", lines=lines)

    kept.encode("utf-8")
    assert "\x00" not in kept
    assert kept == unicodedata.normalize("NFC", kept)
    assert cleaned(kept, limit=1_000, field="x", lines=lines) == kept
    assert lines or len(kept.splitlines()) <= 1


@pytest.mark.parametrize(
    "name",
    [
        "Müller",
        "Đặng Thị Ngọc Ánh",
        "王小明",
        "محمد عبد الله",
        "שלום",
        "Ζωή",
        "🙂 Ann",
        "Ł%_\"';--",
    ],
)
def test_names_of_any_script_are_kept_unchanged(name: str) -> None:
    assert cleaned(name, limit=200, field="x") == unicodedata.normalize("NFC", name)


def test_composed_and_decomposed_names_are_one() -> None:
    assert cleaned("Mu\u0308ller", limit=200, field="x") == "M\u00fcller"


def test_a_long_text_is_refused_and_never_cut() -> None:
    assert cleaned(" " + "x" * 50 + " ", limit=50, field="goal") == "x" * 50
    with pytest.raises(DomainError, match="51 characters; at most 50") as refused:
        cleaned("x" * 51, limit=50, field="goal")
    assert refused.value.field == "goal"


def test_line_breaks_stay_only_where_lines_are_kept() -> None:
    assert cleaned("a\r\nb\rc\td", limit=50, field="x", lines=True) == "a\nb\nc\td"
    assert cleaned("a\r\nb\rc\td", limit=50, field="x") == "a b c d"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "MULLER"),
        ("Mu\u0308ller", "muller"),
        ("Đặng", "dang"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("Øster", "oster"),
        ("İnce", "ince"),
        ("Ｍｕｌｌｅｒ", "muller"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
    ],
)
def test_search_ignores_case_and_accents(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("王小明", "小明"), ("王小明", "明"), ("김철수", "철수"), ("やまだ", "まだ")],
)
def test_a_part_of_a_name_written_without_spaces_is_a_term(name: str, typed: str) -> None:
    assert folded(typed) in search_terms(name)


def test_letters_of_other_scripts_give_whole_words_only() -> None:
    assert search_terms("Anna Meier") == {"anna", "meier"}


@given(ANY_TEXT)
def test_whatever_is_a_word_of_a_name_is_found_by_it(name: str) -> None:
    kept = cleaned(name, limit=1_000, field="x")

    assert set(search_words(name)) == set(search_words(kept)) or "\x00" in name or name != kept
    assert set(search_words(kept)) <= search_terms(kept)


@pytest.mark.parametrize("typed", ["%", "';--", '"', "  ", "\x00", "\ud800", "🙂", "( )"])
def test_signs_alone_are_no_words(typed: str) -> None:
    assert search_words(typed) == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Meier", "AM"),
        ("Anna Maria Meier", "AM"),
        ("Cher", "C"),
        ("王小明", "王"),
        ("Иван Петров", "ИП"),
        ("élodie", "É"),
        ("🙂", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
