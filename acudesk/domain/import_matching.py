"""Whether a person in a file is somebody in the practice: the same, near to somebody, or nobody.

The same are those of one chart number, else of one name and birth date. What is only near is
never decided here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from acudesk.domain.text import folded
from acudesk.translation import tr

LIKE_ALONE = 88
"""Likeness, of 100, from which two names are near where nothing else speaks."""
LIKE_AND_BORN = 55
"""The same beside one birth date: a nickname, a married name, a slip of the finger."""
LIKE_AND_NEARLY_BORN = 80
"""The same beside a birth date with one part otherwise, or day and month the wrong way round."""
UNLIKE = 60
"""Likeness below which one chart number of two names is no proof of one person."""
MOST_CANDIDATES = 5
MOST_LOOKED_AT = 25
Nearest = Callable[[str, Mapping[int, str], int, int], Iterable[tuple[int, int]]]
"""`(name, names by place, least likeness, most)` to places with their likeness, the nearest
first. The library that does it is not the domain's business."""


class MatchKind(StrEnum):
    """The same person for certain, somebody who is near, or nobody."""

    SAME = "same"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody in the practice, as far as matching looks; `names` are all they go by."""

    patient_id: int
    chart_number: str
    display_name: str
    names: tuple[str, ...]
    birth_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Somebody in a file; `line` is the first that names them, the header being line 1."""

    line: int
    chart_number: str = ""
    name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody in the practice whom a person in a file may be, and why, in words.

    `likeness` of the names goes to 100.
    """

    patient_id: int
    chart_number: str
    display_name: str
    birth_date: date | None
    likeness: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What was found of a person: `patient_id` where it is the same, else the candidates, the
    nearest first."""

    kind: MatchKind
    patient_id: int | None = None
    candidates: tuple[Candidate, ...] = ()


class Decided(StrEnum):
    """What the practitioner decided of somebody who is near."""

    SAME = "same"
    NEW = "new"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """That a person in the file is a patient, is new, or is left out."""

    what: Decided
    patient_id: int | None = None


def told_apart(decisions: Mapping[str, Decision]) -> tuple[dict[str, int | None], set[str]]:
    """Whom each is, None for somebody new; and who is left out."""
    left_out = {key for key, one in decisions.items() if one.what == Decided.SKIP}
    who = {key: one.patient_id for key, one in decisions.items() if key not in left_out}
    return who, left_out


class Directory:
    """Everybody in the practice, to be found by who they are."""

    def __init__(self, everybody: Iterable[Known], nearest: Nearest) -> None:
        self._nearest = nearest
        self._known: dict[int, Known] = {}
        self._numbers: dict[str, Known] = {}
        self._born: dict[date, list[int]] = {}
        self._names: dict[int, str] = {}
        self._owner: dict[int, int] = {}
        self._exact: dict[str, list[int]] = {}
        for one in everybody:
            self._add(one)

    def _add(self, one: Known) -> None:
        self._known[one.patient_id] = one
        self._numbers[one.chart_number] = one
        if one.birth_date is not None:
            self._born.setdefault(one.birth_date, []).append(one.patient_id)
        for name in dict.fromkeys(_sorted_words(name) for name in one.names):
            if name:
                place = len(self._names)
                self._names[place] = name
                self._owner[place] = one.patient_id
                self._exact.setdefault(name, []).append(one.patient_id)

    def match(self, person: Incoming) -> Match:
        """Who somebody in a file is. Never decides where two could be meant."""
        name = _sorted_words(person.name)
        by_number = self._numbers.get(person.chart_number) if person.chart_number else None
        if by_number is not None:
            return self._of_number(person, name, by_number)
        if not name:
            return Match(kind=MatchKind.NONE)
        same = [
            key
            for key in dict.fromkeys(self._exact.get(name, ()))
            if person.birth_date is not None and self._known[key].birth_date == person.birth_date
        ]
        if len(same) == 1:
            return Match(kind=MatchKind.SAME, patient_id=same[0])
        found = self._candidates(person, name)
        return Match(kind=MatchKind.NEAR if found else MatchKind.NONE, candidates=found)

    def _of_number(self, person: Incoming, name: str, known: Known) -> Match:
        """Another practice counts from 0001 too: a number alone is no proof against a name."""
        born = _same_or_unknown(person.birth_date, known.birth_date)
        likeness = self._likeness(name, known) if name else 100
        if likeness >= UNLIKE and born:
            return Match(kind=MatchKind.SAME, patient_id=known.patient_id)
        why = (
            tr("the same chart number, another name")
            if born
            else tr("the same chart number, another birth date")
        )
        others = tuple(
            one for one in self._candidates(person, name) if one.patient_id != known.patient_id
        )
        first = _candidate(known, likeness, why)
        return Match(kind=MatchKind.NEAR, candidates=(first, *others)[:MOST_CANDIDATES])

    def _likeness(self, name: str, known: Known) -> int:
        names = dict(enumerate(_sorted_words(one) for one in known.names))
        return max((score for _, score in self._nearest(name, names, 0, len(names))), default=0)

    def _candidates(self, person: Incoming, name: str) -> tuple[Candidate, ...]:
        found: dict[int, Candidate] = {}
        if not name:
            return ()
        if person.birth_date is not None:
            for key in self._born.get(person.birth_date, ()):
                known = self._known[key]
                likeness = self._likeness(name, known)
                if likeness >= LIKE_AND_BORN or _share_a_word(name, known):
                    why = tr("the same birth date, a like name")
                    found[key] = _candidate(known, likeness, why)
        near = self._nearest(name, self._names, LIKE_AND_NEARLY_BORN, MOST_LOOKED_AT)
        for place, likeness in near:
            key = self._owner[place]
            if key not in found:
                why = _why(person, self._known[key], likeness)
                if why:
                    found[key] = _candidate(self._known[key], likeness, why)
        order = sorted(
            found.values(),
            key=lambda one: (one.birth_date != person.birth_date, -one.likeness, one.patient_id),
        )
        return tuple(order[:MOST_CANDIDATES])


def _why(person: Incoming, known: Known, likeness: int) -> str:
    """Why two may be one person; empty where they are not near enough."""
    one, other = person.birth_date, known.birth_date
    if one is None or other is None:
        if likeness >= 100:
            return tr("the same name, a birth date is missing")
        return tr("a like name, a birth date is missing") if likeness >= LIKE_ALONE else ""
    if one != other and _nearly(one, other) and likeness >= LIKE_AND_NEARLY_BORN:
        return tr("a like name, nearly the same birth date")
    return ""


def _nearly(one: date, other: date) -> bool:
    """Whether two days differ in one part only, or have day and month the wrong way round."""
    parts = (one.year == other.year, one.month == other.month, one.day == other.day)
    turned = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return sum(parts) == 2 or turned


def _same_or_unknown(one: date | None, other: date | None) -> bool:
    return one is None or other is None or one == other


def _share_a_word(name: str, known: Known) -> bool:
    """Whether two names have a word of three letters in common: a family name, most often."""
    words = {word for word in name.split() if len(word) > 2}
    return any(words & set(_sorted_words(other).split()) for other in known.names)


def _sorted_words(name: str) -> str:
    """A name without case, accents, marks and order: `O'Brien, Ann` is `ann obrien`."""
    plain = "".join(
        char if char.isalnum() else "" if char in "'\u2019.`" else " " for char in folded(name)
    )
    return " ".join(sorted(plain.split()))


def _candidate(known: Known, likeness: int, why: str) -> Candidate:
    return Candidate(
        patient_id=known.patient_id,
        chart_number=known.chart_number,
        display_name=known.display_name,
        birth_date=known.birth_date,
        likeness=likeness,
        why=why,
    )
