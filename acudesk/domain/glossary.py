"""The terms about a course with their meanings and sources, chapter by chapter: the help."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from acudesk.domain.adherence import SHORTEST_GAP
from acudesk.domain.meanings import (
    ALBERS,
    BAEUMLER,
    CHIAROTTO,
    CHUNG,
    DWORKIN,
    EKEDAHL,
    FARRAR,
    FINGERTIP,
    HAAKE,
    OSTELO,
    ROBINSON,
    SEN,
    SNYDER,
    SULLIVAN,
    TOO_SMALL,
    TOUSIGNANT,
    WILSON,
    Meaning,
    amount_words,
    cited,
    judgement_meaning,
    own_rule,
    short_of_threshold,
    status_meaning,
    stricter_words,
    threshold_words,
)
from acudesk.domain.measure import Measure, Scale
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.practice import BaselineRule, baseline_name, latest_name
from acudesk.domain.progress import Status
from acudesk.domain.review import NO_GAIN_SOURCE
from acudesk.domain.slope import CONFIDENCE
from acudesk.translation import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Meanings that belong together."""

    title: str
    meanings: tuple[Meaning, ...]


class Term(StrEnum):
    """What is said about a course beside the status of a measure."""

    BASELINE = "baseline"
    SEVEN_DAYS = "seven_days"
    LAST_WEEK = "last_week"
    CHANGE = "change"
    LOW_BASELINE = "low_baseline"
    NOT_ASKED = "not_asked"
    DIRECTION = "direction"
    THRESHOLD = "threshold"
    TOO_SMALL = "too_small"
    LEVELS = "levels"
    ERROR = "error"
    MOBILITY = "mobility"
    SLOPE = "slope"
    INTERVAL = "interval"
    WITHIN_SESSION = "within_session"
    VISITS = "visits"
    GAP = "gap"
    SIDE_EFFECTS = "side_effects"
    MEDICINES = "medicines"
    NO_GAIN = "no_gain"
    NO_CAUSE = "no_cause"


def glossary(measures: Sequence[Measure] = ()) -> tuple[Chapter, ...]:
    """The whole table; `measures` add their own thresholds and errors of measurement."""
    chapters = (
        Chapter(title=tr("What is said of a measure"), meanings=tuple(_statuses())),
        _chapter(
            tr("What it is compared with"),
            Term.BASELINE,
            Term.SEVEN_DAYS,
            Term.LAST_WEEK,
            Term.CHANGE,
            Term.LOW_BASELINE,
            Term.NOT_ASKED,
            Term.DIRECTION,
        ),
        _chapter(
            tr("Thresholds and errors of measurement"),
            Term.THRESHOLD,
            Term.TOO_SMALL,
            Term.LEVELS,
            Term.ERROR,
            Term.MOBILITY,
        ),
        Chapter(title=tr("Measure by measure"), meanings=tuple(_by_measure(measures))),
        _chapter(tr("The trend over the course"), Term.SLOPE, Term.INTERVAL),
        _chapter(
            tr("What happened on the way"),
            Term.WITHIN_SESSION,
            Term.VISITS,
            Term.GAP,
            Term.SIDE_EFFECTS,
            Term.MEDICINES,
            Term.NO_GAIN,
        ),
        _chapter(tr("What the numbers do not say"), Term.NO_CAUSE),
    )
    return tuple(chapter for chapter in chapters if chapter.meanings)


def meaning(term: Term) -> Meaning:
    """One term with its meaning and its sources."""
    words, explanation, citations = _entry(term)
    return Meaning(words=words, explanation=explanation, citations=citations or (own_rule(),))


def _chapter(title: str, *terms: Term) -> Chapter:
    return Chapter(title=title, meanings=tuple(meaning(term) for term in terms))


def _statuses() -> Iterable[Meaning]:
    for status in Status:
        yield status_meaning(status)
        if status in (Status.BETTER, Status.WORSE):
            yield short_of_threshold(status)
    yield judgement_meaning()


def _by_measure(measures: Sequence[Measure]) -> Iterable[Meaning]:
    for measure in measures:
        known = [scale for scale in measure.scales if scale.threshold or scale.error]
        if known:
            sources = [
                source
                for scale in known
                for figure, written in (
                    (scale.threshold, scale.threshold_source),
                    (scale.error, scale.error_source),
                )
                if figure
                for source in cited(written)
            ]
            yield Meaning(
                words=measure.name,
                explanation=" ".join(_figures(scale) for scale in known),
                citations=tuple(dict.fromkeys(sources)),
            )


def _figures(scale: Scale) -> str:
    span = tr(
        "{lowest} to {highest}",
        lowest=shown(scale.lowest),
        highest=with_unit(shown(scale.highest), scale.unit),
    )
    found = []
    if scale.threshold is not None:
        found.append(
            tr(
                "On {span}: usual threshold {threshold}.",
                span=span,
                threshold=threshold_words(scale),
            )
        )
    if scale.error is not None:
        found.append(tr("Error of measurement {error}.", error=amount_words(scale.error, scale)))
    return " ".join(found)


def _entry(term: Term) -> tuple[str, str, tuple[str, ...]]:
    """Words, explanation and sources; without sources it is AcuDesk's own."""
    found = _compared(term) or _thresholds(term) or _on_the_way(term)
    assert found is not None
    return found


def _compared(term: Term) -> tuple[str, str, tuple[str, ...]] | None:
    week = BaselineRule.FIRST_SEVEN_DAYS
    return {
        Term.BASELINE: (
            tr("baseline"),
            tr(
                "What a course is compared with: the first score, the mean of the first two, or "
                "the mean of the first seven days. The choice is a setting and stands beside the "
                "number. To patients their own earlier score says most."
            ),
            (ALBERS,),
        ),
        Term.SEVEN_DAYS: (
            tr("{first}, {last}", first=baseline_name(week), last=latest_name(week)),
            tr(
                "With this baseline the last seven days that have scores stand against the first "
                "seven: from week to week, as diaries are read."
            ),
            (),
        ),
        Term.LAST_WEEK: (
            tr("average of the last 7 days"),
            tr(
                "The course is read from what is asked before treatment about the week behind. "
                "Pain now, before and after treatment, is a pair apart."
            ),
            (CHIAROTTO, BAEUMLER),
        ),
        Term.CHANGE: (
            tr("points lower, points higher"),
            tr(
                "Latest minus baseline on the measure's own scale; behind it, in brackets, the "
                "same in per cent of the baseline."
            ),
            (),
        ),
        Term.LOW_BASELINE: (
            tr("no percentage"),
            tr(
                "From 2 to 1 is 50 % and next to nothing. So no percentage is shown from a "
                "baseline of 2 or less on 0 to 10, of 20 or less on 0 to 100 mm, and on other "
                "scales from one no higher than the threshold."
            ),
            (),
        ),
        Term.NOT_ASKED: (
            tr("not asked"),
            tr(
                "What was due and has no score is named with its session or its day. It is never "
                "filled in and never counted as 0."
            ),
            (),
        ),
        Term.DIRECTION: (
            tr("lower is better, higher is better"),
            tr(
                "Each measure keeps the direction of its instrument: none is turned round, and "
                "two directions never share a panel."
            ),
            (SNYDER,),
        ),
    }.get(term)


def _thresholds(term: Term) -> tuple[str, str, tuple[str, ...]] | None:
    usual = (FARRAR, OSTELO)
    return {
        Term.THRESHOLD: (
            tr("usual threshold"),
            tr(
                "How much one patient must change from the own baseline for it to be called "
                "meaningful: on 0 to 10 a fall of 2 points and of 30 %. {both}",
                both=stricter_words(usual),
            ),
            usual,
        ),
        Term.TOO_SMALL: (
            tr("a threshold may be too small"),
            tr(
                "Of 1,661 patients those who called themselves improved were 4.15 points lower "
                "on average when treatment had ended, and 2.16 points while it was still running."
            ),
            (TOO_SMALL,),
        ),
        Term.LEVELS: (
            tr("30 % and 50 % less pain"),
            tr(
                "A fall of 10 to 20 % is called a minimal, of at least 30 % a moderate, of at "
                "least 50 % a substantial improvement of pain."
            ),
            (DWORKIN,),
        ),
        Term.ERROR: (
            tr("error of measurement"),
            tr(
                "What lies inside it cannot be told from no change: 4.5 cm for fingertip to "
                "floor, 1 cm for the modified-modified Schober, measured by one and the same "
                "tester. Between two testers it is larger: 9.8 cm for fingertip to floor."
            ),
            (EKEDAHL, TOUSIGNANT, ROBINSON),
        ),
        Term.MOBILITY: (
            tr("mobility is a weak measure"),
            tr(
                "How far somebody bends should stand neither for disability nor as the goal of "
                "treatment, and the distance to the floor was no valid measure of lumbar mobility "
                "in 523 people."
            ),
            (SULLIVAN, FINGERTIP),
        ),
        Term.SLOPE: (
            tr("points a week"),
            tr(
                "The trend over all scores of a measure: the median of the slopes between every "
                "two of them, which one wild score moves little."
            ),
            (SEN,),
        ),
        Term.INTERVAL: (
            tr("{n} % interval of the trend", n=round(CONFIDENCE * 100)),
            tr(
                "The range of slopes that go with these scores. One that holds 0 shows no trend "
                "in either direction; with too few scores there is none, and that is said."
            ),
            (SEN,),
        ),
    }.get(term)


def _on_the_way(term: Term) -> tuple[str, str, tuple[str, ...]] | None:
    return {
        Term.WITHIN_SESSION: (
            tr("right after treatment"),
            tr(
                "The change from before to after a treatment is not the change over the course: "
                "58 to 72 % of 60 people with chronic low back pain had at least 30 % relief "
                "right after a single treatment."
            ),
            (BAEUMLER,),
        ),
        Term.VISITS: (
            tr("planned sessions"),
            tr(
                "How many of the planned sessions there were, over how long, and how many days "
                "usually lay between two of them (the median). Entries between visits do not "
                "count."
            ),
            (),
        ),
        Term.GAP: (
            tr("gap"),
            tr(
                "More than twice the planned time between two visits, and {n} days or more.",
                n=SHORTEST_GAP,
            ),
            (),
        ),
        Term.SIDE_EFFECTS: (
            tr("side effects by session"),
            tr(
                "At how many sessions something was noted, with the 95 % interval of that share. "
                "A checklist found side effects in 42.4 % of patients, an open question in 6.8 %: "
                "sessions where the checklist was asked and where not are never added up. Where "
                "nobody asked, it is not known: that is no rate of 0."
            ),
            (WILSON, CHUNG),
        ),
        Term.MEDICINES: (
            tr("medicines"),
            tr(
                "Painkiller doses and changes of medicines stand beside the scores: less pain "
                "with more medicine is not the same as less pain."
            ),
            (),
        ),
        Term.NO_GAIN: (
            tr("no gain"),
            tr(
                "Pain and function were compared and nothing got better: a review is due. That "
                "treatment ends where it brings no improvement is a published rule; after how "
                "many visits that is asked is AcuDesk's own and a setting."
            ),
            (NO_GAIN_SOURCE, own_rule()),
        ),
        Term.NO_CAUSE: (
            tr("order is not cause"),
            tr(
                "What came after a treatment need not have come from it. In a trial of 1,162 "
                "people 47.6 % responded to acupuncture, 44.2 % to sham acupuncture and 27.4 % "
                "to conventional treatment."
            ),
            (HAAKE,),
        ),
    }.get(term)
