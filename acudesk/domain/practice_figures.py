"""The practice seen whole: what its courses came to, with every denominator named.

Nothing is shown of fewer than ten courses: a share of four is an anecdote, and might name
somebody. Published rates stand beside them in words at most; no curve is expected of anybody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from acudesk.domain.errors import DomainError
from acudesk.domain.intervals import Share
from acudesk.domain.patient import Sex
from acudesk.domain.progress import Status
from acudesk.domain.side_effect_rates import EffectRates
from acudesk.translation import tr

FEWEST_COURSES = 10
"""AcuDesk's own: below so many courses no figure is shown."""
OLDEST = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFilter:
    """Which courses are looked at: those opened in a span of days (both ends included), of one
    condition, of patients of an age (in full years when the course opened, both ends included)
    and a sex. None and empty are no limit; an age limit leaves out who has no birth date."""

    opened_from: date | None = None
    opened_to: date | None = None
    condition: str = ""
    age_from: int | None = None
    age_to: int | None = None
    sex: Sex | None = None

    def __post_init__(self) -> None:
        for name in ("age_from", "age_to"):
            age: int | None = getattr(self, name)
            if age is not None and not 0 <= age <= OLDEST:
                raise DomainError(tr("An age is 0 to {most} years.", most=OLDEST), field=name)
        if None not in (self.age_from, self.age_to) and self.age_from > self.age_to:  # type: ignore[operator]
            raise DomainError(tr("The lower age is above the higher one."), field="age_from")
        if None not in (self.opened_from, self.opened_to) and self.opened_from > self.opened_to:  # type: ignore[operator]
            raise DomainError(tr("The first day is after the last one."), field="opened_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChange:
    """What the main pain measure did in one closed course with data: baseline and latest as
    shares of its scale (0 to 1, so that 7 of 10 and 70 mm stand side by side), and its status."""

    baseline: float
    latest: float
    status: Status

    @property
    def change(self) -> float:
        """Latest minus baseline, as a share of the scale; below 0 is less pain."""
        return self.latest - self.baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFigures:
    """The courses of one condition. Of few courses both shares are None."""

    condition: str
    started: int
    closed: int
    with_data: int
    reached_of_closed: Share | None
    reached_of_started: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCompleteness:
    """How complete a measure is: `asked` scores, `missing` times due and not asked; `courses`
    those with at least one score, `compared` those with a score and a later one."""

    code: str
    name: str
    asked: int
    missing: int
    courses: int
    compared: int

    @property
    def share(self) -> float | None:
        """The share of what was due that was asked."""
        due = self.asked + self.missing
        return self.asked / due if due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFigures:
    """All that the page shows of the courses that a filter leaves.

    `started` are the courses with at least one session, `closed` those of them that are closed,
    `with_data` those closed with a baseline of the main pain measure and something to compare it
    with. The same courses stand in the numerator of both shares: closed, and better by the usual
    threshold. `median_sessions` is of the closed courses that have visits. Where `is_enough` is
    false all figures but the counts are empty.
    """

    filter: PracticeFilter
    started: int
    closed: int
    running: int
    with_data: int
    reached_of_closed: Share | None
    reached_of_started: Share | None
    median_sessions: float | None
    changes: tuple[CourseChange, ...]
    conditions: tuple[ConditionFigures, ...]
    effects_asked: EffectRates | None
    effects_unasked: EffectRates | None
    completeness: tuple[MeasureCompleteness, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there are enough courses to show anything of them."""
        return self.started >= FEWEST_COURSES


def enough(of: int) -> bool:
    """Whether a share of so many courses may be shown."""
    return of >= FEWEST_COURSES


def waterfall(changes: Iterable[CourseChange]) -> tuple[CourseChange, ...]:
    """The changes as a waterfall plot stands them: the largest fall first."""
    return tuple(sorted(changes, key=lambda one: (one.change, one.baseline)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A published figure, in words, with its source."""

    words: str
    source: str


def footnotes() -> Sequence[Footnote]:
    """What trials and surveys found, as a footnote for the practitioner: group means of people
    without radicular pain, where sham was nearly as good; nothing that a patient is to expect."""
    return (
        Footnote(
            words=tr(
                "GERAC: 47.6 % responded to acupuncture after six months, 44.2 % to sham, 27.4 % "
                "to conventional treatment (response: 33 % on three pain items or 12 % in "
                "function). People with sciatica were not in it."
            ),
            source="Haake 2007, Arch Intern Med 167:1892-98",
        ),
        Footnote(
            words=tr(
                "Pain on a line of 100 mm fell by 28.7 (SD 30.3) with acupuncture, by 23.6 (31.0) "
                "with minimal acupuncture and by 6.9 (22.0) on the waiting list, over 8 weeks."
            ),
            source="Brinkhaus 2006, Arch Intern Med 166:450-457",
        ),
        Footnote(
            words=tr(
                "Side effects were found in 9.31 % of patients per series and in 7.57 % of "
                "treatments, over 12.9 million treatments. Rates asked by checklist are higher: "
                "42.4 % of patients against 6.8 % by an open question."
            ),
            source="Baeumler 2021, BMJ Open 11:e045961; Chung 2015, Clin J Pain",
        ),
    )
