"""The editable text of a letter: words of the practice with fields in braces.

A template is read once, before anything of a patient comes into it: braces in what a patient
said stay what they are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from acudesk.domain.errors import DomainError
from acudesk.translation import ntr, tr

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_EMPTY_LINES = re.compile(r"\n[ \t]*(\n[ \t]*)+")


class PartKind(StrEnum):
    """What a part of a letter is: words, the table of measures, or the question or advice."""

    TEXT = "text"
    MEASURES = "measures"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPart:
    """A part of a letter; only words have a text of their own."""

    kind: PartKind
    text: str = ""


def letter_fields() -> dict[str, str]:
    """The fields that a template may hold, and what stands in their place."""
    return {
        "doctor": tr("whom the letter is for"),
        "patient": tr("the patient's name"),
        "born": tr("date of birth"),
        "number": tr("chart number"),
        "condition": tr("what is treated, and on which side"),
        "onset": tr("since when"),
        "goal": tr("the patient's goal"),
        "course": tr("sessions so far, of how many planned, from when to when"),
        "findings": tr("what was found at the last visit with an examination"),
        "measures": tr("the table: baseline, latest, change, direction, threshold and its source"),
        "side_effects": tr("what was asked and noted of side effects"),
        "treatment": tr("points and other treatment of the last visit"),
        "medicines": tr("the patient's medicines"),
        "question": tr("your question or advice"),
        "practitioner": tr("your name"),
        "practice": tr("the name of the practice"),
    }


def default_letter_text() -> str:
    """The text that AcuDesk ships, in force until the practice writes its own."""
    return "\n\n".join(
        (
            tr(
                "{patient} (date of birth: {born}) is treated in this practice with acupuncture. "
                "Reason for treatment: {condition}."
            ),
            tr("Course so far: {course}"),
            tr("Findings: {findings}"),
            "{measures}",
            tr("Side effects: {side_effects}"),
            tr("Treatment: {treatment}"),
            "{question}",
            tr(
                "Acupuncture goes here with your care and does not replace it. If you see a "
                "reason to change or to stop it, please let me know."
            ),
        )
    )


def check_letter_text(text: str) -> str:
    """A template as written; raises DomainError for fields that it does not know, by name, and
    for a table or question that stands in it twice."""
    named = [_name(found) for found in _FIELD.finditer(text)]
    known = letter_fields()
    unknown = list(dict.fromkeys(name for name in named if name not in known))
    if unknown:
        raise DomainError(
            ntr(
                "The letter text has a field that AcuDesk does not know: {fields}. "
                "It knows: {known}.",
                "The letter text has fields that AcuDesk does not know: {fields}. "
                "It knows: {known}.",
                len(unknown),
                fields=_braced(unknown),
                known=_braced(known),
            ),
            field="letter_text",
        )
    for kind in (PartKind.MEASURES, PartKind.QUESTION):
        if named.count(kind) > 1:
            raise DomainError(
                tr("{field} stands twice in the letter text.", field=_braced([kind])),
                field="letter_text",
            )
    return text


def filled_letter(template: str, values: Mapping[str, str]) -> tuple[LetterPart, ...]:
    """The parts of a letter: a template with its fields filled from `values`.

    The table and the question stand where the template has them; a template without a place for
    the question has it behind its words. Raises DomainError as `check_letter_text` does.
    """
    check_letter_text(template)
    parts: list[LetterPart] = []
    words = ""
    behind = 0
    for found in _FIELD.finditer(template):
        words += template[behind : found.start()]
        behind = found.end()
        name = _name(found)
        if name in (PartKind.MEASURES, PartKind.QUESTION):
            parts += _text(words)
            parts.append(LetterPart(kind=PartKind(name)))
            words = ""
        else:
            words += values[name]
    parts += _text(words + template[behind:])
    if all(part.kind != PartKind.QUESTION for part in parts):
        parts.append(LetterPart(kind=PartKind.QUESTION))
    return tuple(parts)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a written text: an empty line parts two of them."""
    return tuple(one.strip("\n") for one in _EMPTY_LINES.split(text) if one.strip())


def _name(found: re.Match[str]) -> str:
    return found[1].strip().casefold()


def _text(words: str) -> list[LetterPart]:
    words = words.strip()
    return [LetterPart(kind=PartKind.TEXT, text=words)] if words else []


def _braced(names: Sequence[str] | Mapping[str, str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
