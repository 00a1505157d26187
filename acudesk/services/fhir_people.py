"""Who in the practice a patient of a FHIR file is: the same, near to somebody, or nobody."""

from collections.abc import Iterable

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.import_matching import Candidate, Known, Match, MatchKind
from acudesk.domain.patient import Patient
from acudesk.domain.text import search_words
from acudesk.translation import tr

_SLICE = 2_000


class People:
    """Everybody who was in the practice before the import."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._by_birth: dict[str, list[Known]] = {}
        self._by_name: dict[str, list[Known]] = {}
        after = 0
        while known := work.imports.known_people(after, _SLICE):
            after = known[-1].patient_id
            for one in known:
                if one.birth_date is not None:
                    self._by_birth.setdefault(str(one.birth_date), []).append(one)
                for name in {_plain(name) for name in one.names}:
                    self._by_name.setdefault(name, []).append(one)

    def match(self, patient: Patient) -> Match:
        """By uid, then by chart number, then by name and birth date; what agrees in one of them
        only is near."""
        by_uid = self._work.patients.by_uid(patient.uid)
        if by_uid is not None:
            return _same(by_uid.id)
        name, birth = _plain(patient.display_name), patient.birth_date
        alike = self._by_name.get(name, [])
        born = self._by_birth.get(str(birth), []) if birth else []
        numbered = self._numbered(patient.chart_number)
        if numbered is not None:
            if any(one.patient_id == numbered.id for one in (*alike, *born)):
                return _same(numbered.id)
            return _near([_candidate(numbered, tr("the same chart number"))])
        both = [one for one in alike if birth is not None and one.birth_date == birth]
        if len(both) == 1:
            return _same(both[0].patient_id)
        if both:
            return _near([_of(one, tr("the same name and birth date")) for one in both])
        near = [
            _of(one, tr("the same name; a birth date is missing"))
            for one in alike
            if birth is None or one.birth_date is None
        ]
        words = set(search_words(patient.display_name))
        near += [
            _of(one, tr("the same birth date and a similar name"))
            for one in born
            if any(_is_similar(words, other) for other in one.names)
        ]
        return _near(near)

    def _numbered(self, number: str) -> Patient | None:
        return self._work.patients.by_chart_number(number) if number else None


def _is_similar(words: set[str], name: str) -> bool:
    from rapidfuzz import fuzz

    other = set(search_words(name))
    likeness: float = fuzz.token_sort_ratio(" ".join(sorted(words)), " ".join(sorted(other)))
    return bool(words & other) or likeness >= LIKE


LIKE = 75
"""Of 100: from here on two names that share a birth date are told to the practitioner."""


def _plain(name: str) -> str:
    return " ".join(sorted(search_words(name)))


def _same(patient_id: int) -> Match:
    return Match(kind=MatchKind.SAME, patient_id=patient_id)


def _near(found: Iterable[Candidate]) -> Match:
    candidates = tuple({one.patient_id: one for one in found}.values())
    kind = MatchKind.NEAR if candidates else MatchKind.NONE
    return Match(kind=kind, candidates=candidates)


def _of(known: Known, why: str) -> Candidate:
    return Candidate(
        patient_id=known.patient_id,
        chart_number=known.chart_number,
        display_name=known.display_name,
        birth_date=known.birth_date,
        likeness=100,
        why=why,
    )


def _candidate(patient: Patient, why: str) -> Candidate:
    return Candidate(
        patient_id=patient.id,
        chart_number=patient.chart_number,
        display_name=patient.display_name,
        birth_date=patient.birth_date,
        likeness=0,
        why=why,
    )
