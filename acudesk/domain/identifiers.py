"""What tells who somebody is, and whether a text still says it.

A text that is handed on without a name is searched before it leaves: for the names and their
parts, numbers, addresses and days of the patient, the doctor and the practice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.text import folded
from acudesk.domain.wording import month_name, short_month_name

LEAST_LETTERS = 3
"""Shorter parts of a name stand in too many texts by chance; the whole name is found anyway."""
LEAST_DIGITS = 6
"""Digits of a phone number that are no other number by chance."""
LEAST_OF_LINE = 5
TITLES = frozenset(("prof", "med", "mrs", "miss", "phd"))
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d[\d ()/.\u00a0-]*\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """Folded texts: `wholes` are searched as they are, `words` and `codes` as whole words,
    `phones` as digits; `days` in every way in which a day is written. `written` are long texts
    as they were given, for a search of a file's bytes."""

    wholes: frozenset[str]
    words: frozenset[str]
    codes: frozenset[str]
    phones: frozenset[str]
    days: frozenset[date]
    written: frozenset[str]


def identifiers(
    patient: Patient, practice: Practice, days: Iterable[date], uids: Iterable[str]
) -> Identifiers:
    """What identifies a patient and all who are named beside them; `days` are those of care."""
    names = [
        patient.display_name,
        patient.family_name,
        patient.given_name,
        patient.written_name,
        patient.referred_by,
        patient.doctor_name,
        practice.practitioner,
    ]
    lines = [
        line
        for text in (
            patient.address,
            patient.emergency_contact,
            patient.doctor_address,
            practice.address,
        )
        for line in re.split(r"[\n,;]", text)
        if text != patient.emergency_contact or not line.strip().islower()
    ]
    # Of a contact's line only what is written as a name: "wife" says nobody's.
    called = [word for word in _WORD.findall(patient.emergency_contact) if word[:1].isupper()]
    known = [*names, practice.name]
    parts = {word for name in [*names, *called] for word in _WORD.findall(folded(name))}
    whole_lines = {folded(line).strip() for line in lines}
    codes = (patient.chart_number, practice.registration_number, patient.email, *uids)
    phones = (patient.phone, practice.phone, patient.emergency_contact)
    return Identifiers(
        wholes=frozenset(
            {text for name in known if len(text := _untitled(folded(name))) >= 2}
            | {line for line in whole_lines if len(line) >= LEAST_OF_LINE}
        ),
        words=frozenset(
            part
            for part in parts
            if len(part) >= LEAST_LETTERS and part not in TITLES and not part.isdecimal()
        ),
        codes=frozenset(folded(code).strip() for code in codes if len(code.strip()) > 1),
        phones=frozenset(_tail(digits) for text in phones for digits in _numbers(text)),
        days=frozenset(days) | ({patient.birth_date} if patient.birth_date else set()),
        written=frozenset(
            text for one in (*known, *lines, *codes) if len(text := one.strip()) > LEAST_OF_LINE
        ),
    )


def found_in(text: str, sought: Identifiers, known: str = "") -> tuple[str, ...]:
    """What of it a text says, folded, in alphabetical order; empty where it names nobody.

    `known` is what the text says whoever it is about: a name or a code that is a word of that
    tells nothing. Days and phone numbers always do.
    """
    plain, usual = folded(text), folded(known)
    here, common = _words(plain), _words(usual)
    found = {word for word in sought.words - common if word in here}
    for whole in sought.wholes | sought.codes:
        if _stands(whole, plain) and not _stands(whole, usual):
            found.add(whole)
    numbers = list(_numbers(text))
    found |= {phone for phone in sought.phones if any(phone in number for number in numbers)}
    for day in sought.days:
        found |= {words for words in day_words(day) if _stands(words, plain)}
    return tuple(sorted(found))


def day_words(day: date) -> frozenset[str]:
    """A day as people and programs write it, folded, always with its year."""
    year, short = f"{day.year:04}", f"{day.year % 100:02}"
    days, months = {f"{day.day:02}", str(day.day)}, {f"{day.month:02}", str(day.month)}
    written = {f"{day:%Y%m%d}", f"{day:%d%m%Y}"}
    for one in days:
        for other in months:
            for sign in "./-":
                written |= {
                    sign.join(parts)
                    for end in (year, short)
                    for parts in ((one, other, end), (other, one, end))
                }
                written.add(sign.join((year, other, one)))
        for name in (month_name(day.month), short_month_name(day.month)):
            written |= {
                f"{one} {name} {year}",
                f"{one}. {name} {year}",
                f"{name} {one}, {year}",
                f"{name} {one} {year}",
            }
    return frozenset(folded(words) for words in written)


def _untitled(name: str) -> str:
    """A folded name without what stands before it: `dr. med. heron kingfisher`."""
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".") in TITLES | {"dr", "mr", "ms"}:
        del words[0]
    return " ".join(words)


def _words(plain: str) -> frozenset[str]:
    return frozenset(_WORD.findall(plain))


def _stands(sought: str, text: str) -> bool:
    """Whether it stands in a text, not as a part of a longer word."""
    start = text.find(sought)
    while start >= 0:
        end = start + len(sought)
        before, after = text[start - 1 : start], text[end : end + 1]
        spaced = sought[0] < "\u2e80"  # Chinese, Japanese and Korean part no words by spaces.
        if not spaced or not (before.isalnum() or after.isalnum()):
            return True
        start = text.find(sought, start + 1)
    return False


def _numbers(text: str) -> Iterable[str]:
    for found in _NUMBER.findall(text):
        digits = "".join(char for char in found if char.isdigit())
        if len(digits) >= LEAST_DIGITS:
            yield digits


def _tail(digits: str) -> str:
    """Without what may stand before a number: the country, a zero."""
    return digits[-max(LEAST_DIGITS, len(digits) - 4) :]
