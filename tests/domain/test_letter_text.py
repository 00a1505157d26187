"""The editable text of a letter: which fields it knows, and what is never read as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.letter_text import (
    LetterPart,
    PartKind,
    check_letter_text,
    default_letter_text,
    filled_letter,
    letter_fields,
    paragraphs,
)

VALUES = {name: f"<{name}>" for name in letter_fields()}
TABLE, ASKS = LetterPart(kind=PartKind.MEASURES), LetterPart(kind=PartKind.QUESTION)


def text(words: str) -> LetterPart:
    return LetterPart(kind=PartKind.TEXT, text=words)


def test_the_shipped_text_is_filled_part_by_part() -> None:
    first, table, effects, asks, last = filled_letter(default_letter_text(), VALUES)

    assert (table, asks) == (TABLE, ASKS)
    assert first.text.startswith("<patient> (date of birth: <born>)")
    assert "Reason for treatment: <condition>." in first.text
    assert "Findings: <findings>" in first.text
    assert effects.text == "Side effects: <side_effects>\n\nTreatment: <treatment>"
    assert "does not replace it" in last.text
    assert "{" not in "".join(one.text for one in (first, effects, last))


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("Hello { Doctor }, {PATIENT}!", (text("Hello <doctor>, <patient>!"), ASKS)),
        ("{question}", (ASKS,)),
        ("a {measures} b {question} c", (text("a"), TABLE, text("b"), ASKS, text("c"))),
        ("{question}\n{measures}", (ASKS, TABLE)),
        ("only } words { with\n} braces", (text("only } words { with\n} braces"), ASKS)),
        ("", (ASKS,)),
    ],
)
def test_a_template_becomes_parts(template: str, parts: tuple[LetterPart, ...]) -> None:
    assert filled_letter(template, VALUES) == parts


def test_unknown_fields_are_named_and_the_known_ones_listed() -> None:
    with pytest.raises(DomainError) as refused:
        check_letter_text("Dear {docktor} and {Friend}, {docktor} {patient} {}")

    assert refused.value.field == "letter_text"
    assert "fields that AcuDesk does not know: {docktor}, {friend}, {}." in refused.value.text
    assert all(f"{{{name}}}" in refused.value.text for name in letter_fields())
    with pytest.raises(DomainError, match=r"a field that AcuDesk does not know: \{x\}\."):
        check_letter_text("{x}")


@pytest.mark.parametrize("twice", ["{measures} {measures}", "{question}{ QUESTION }"])
def test_table_and_question_stand_once(twice: str) -> None:
    with pytest.raises(DomainError, match="stands twice"):
        check_letter_text(twice)


@given(st.text(st.sampled_from("{}measurquestiondoctor \n"), max_size=60))
def test_braces_in_what_the_record_says_are_never_a_field(said: str) -> None:
    values = {**VALUES, "patient": said, "findings": "{measures}{doctor}{question}"}
    parts = filled_letter("[{patient}] {findings} {measures} end", values)

    assert parts == (text(f"[{said}] {{measures}}{{doctor}}{{question}}"), TABLE, text("end"), ASKS)


def test_an_empty_line_parts_paragraphs() -> None:
    assert paragraphs("one\ntwo\n \n\nthree\n") == ("one\ntwo", "three")
    assert paragraphs(" \n\n") == ()
