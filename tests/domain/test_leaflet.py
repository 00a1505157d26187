"""The text of the leaflet: how it is read, and that a child of twelve could read it."""

import re

import pytest

from acudesk.domain.leaflet import (
    Chapter,
    Part,
    PartKind,
    leaflet_chapters,
    markup_words,
    shipped_leaflet,
)
from acudesk.domain.practice import Practice

SILENT = re.compile(r"(?:[^laeiouy]es|[^dt]ed|[^l]e)$")


def test_headings_points_and_paragraphs() -> None:
    text = (
        "Welcome.\nWe are glad\n\nthat you came.\n"
        "# Before\nCome early.\n- Eat something.\n-  Wear loose clothes. \nThank you.\n\n"
        "! At once\n\n- Call us.\n\n- Or come."
    )

    assert leaflet_chapters(text) == (
        Chapter(
            parts=(
                Part(kind=PartKind.PARAGRAPH, texts=("Welcome.", "We are glad")),
                Part(kind=PartKind.PARAGRAPH, texts=("that you came.",)),
            )
        ),
        Chapter(
            title="Before",
            parts=(
                Part(kind=PartKind.PARAGRAPH, texts=("Come early.",)),
                Part(kind=PartKind.POINTS, texts=("Eat something.", "Wear loose clothes.")),
                Part(kind=PartKind.PARAGRAPH, texts=("Thank you.",)),
            ),
        ),
        Chapter(
            title="At once",
            urgent=True,
            parts=(
                Part(kind=PartKind.POINTS, texts=("Call us.",)),
                Part(kind=PartKind.POINTS, texts=("Or come.",)),
            ),
        ),
    )


@pytest.mark.parametrize(
    "text", ["#no space", "#", "-", "-5 degrees", "!now", "*bold*", "#panic()"]
)
def test_anything_else_is_text(text: str) -> None:
    assert leaflet_chapters(text) == (
        Chapter(parts=(Part(kind=PartKind.PARAGRAPH, texts=(text,)),)),
    )


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_nothing_is_nothing(text: str) -> None:
    assert leaflet_chapters(text) == ()


def test_what_is_shipped_says_what_a_patient_needs() -> None:
    text = " ".join(shipped_leaflet().lower().split())

    for words in (
        "20 to 40 minutes",
        "6 to 12 sessions, one or two a week",
        "tingling, warmth or a dull, heavy feeling",
        "soreness",
        "small bruise",
        "tired",
        "short of breath, or your chest hurts",
        "you faint",
        "spreads, or you have a fever",
        "cannot hold or pass water",
        "numb between your legs",
        "bleed easily, or you take blood thinners",
        "pacemaker",
        "pregnant",
        "goes with your other care. it does not take its place",
    ):
        assert words in text, words
    assert "%" not in text  # a rate stands nowhere without its source
    (urgent,) = (one for one in leaflet_chapters(shipped_leaflet()) if one.urgent)
    assert "at once" in urgent.title
    # What is shipped can be kept as the practice's own.
    assert Practice(leaflet_text=shipped_leaflet()).leaflet_text == shipped_leaflet()
    assert all(mark in markup_words() for mark in ("“# ”", "“! ”", "“- ”"))


def test_a_child_of_twelve_can_read_it() -> None:
    sentences = [
        text
        for chapter in leaflet_chapters(shipped_leaflet())
        for part in chapter.parts
        for line in part.texts
        for text in re.split(r"(?<=[.?!])\s+", line)
        if text
    ]
    words = [word for text in sentences for word in re.findall(r"[A-Za-z']+", text)]
    syllables = sum(map(_syllables, words))
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59

    assert len(words) > 300
    assert max(len(text.split()) for text in sentences) <= 25
    # Flesch-Kincaid (Kincaid 1975): grade 7 is the twelfth year of life.
    assert grade <= 7, grade


def _syllables(word: str) -> int:
    """Groups of vowels, without an e that is not spoken."""
    plain = word.lower().replace("'", "")
    groups = len(re.findall(r"[aeiouy]+", plain))
    return max(1, groups - bool(SILENT.search(plain)))


def test_syllables_are_counted_as_they_are_spoken() -> None:
    spoken = {
        "needle": 2,
        "medicines": 3,
        "acupuncture": 4,
        "the": 1,
        "time": 1,
        "side": 1,
        "wanted": 2,
        "used": 1,
        "water": 2,
        "bleed": 1,
        "pregnant": 2,
        "session": 2,
    }
    counted = {word: _syllables(word) for word in spoken}

    assert sum(abs(counted[word] - number) for word, number in spoken.items()) <= 1
