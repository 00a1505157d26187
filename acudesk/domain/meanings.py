"""What the words about a measure mean, and on whose word: the table behind every hover.

A figure stands here only with the source it was checked against; what is AcuDesk's own is called
so. Nothing here says that somebody is well again, or why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from acudesk.domain.measure import Scale
from acudesk.domain.numbers import MINUS, shown, with_unit
from acudesk.domain.progress import MeasureProgress, Status
from acudesk.domain.review import NO_GAIN_SOURCE
from acudesk.domain.within_session import WITHIN_SOURCE
from acudesk.translation import tr

FARRAR = "Farrar 2001, Pain 94:149-158"
OSTELO = "Ostelo 2008, Spine 33(1):90-94"
DWORKIN = "Dworkin 2008, J Pain 9:105-121"
BAEUMLER = WITHIN_SOURCE
TOO_SMALL = "PMC9299931"
EKEDAHL = "Ekedahl 2012, Arch Phys Med Rehabil 93:2210-15"
TOUSIGNANT = "Tousignant 2005, Disabil Rehabil 27:553"
ROBINSON = "Robinson & Mengshoel 2014, Spine 39(4)"
SULLIVAN = "Sullivan 2000, Phys Ther 80:240-250"
FINGERTIP = "Diagnostics 2023, 13:638"
CHIAROTTO = "Chiarotto 2018, PAIN 159:481-495"
SNYDER = "Snyder 2019, Qual Life Res 28:345-356"
ALBERS = "Albers 2022, J Patient Rep Outcomes 6:18"
SEN = "Sen 1968, J Am Stat Assoc 63:1379-1389"
WILSON = "Wilson 1927, J Am Stat Assoc 22:209-212"
CHUNG = "Chung 2015, Clin J Pain"
HAAKE = "Haake 2007, Arch Intern Med 167:1892-98"
REFERENCES = (
    FARRAR,
    OSTELO,
    DWORKIN,
    BAEUMLER,
    TOO_SMALL,
    EKEDAHL,
    TOUSIGNANT,
    ROBINSON,
    SULLIVAN,
    FINGERTIP,
    CHIAROTTO,
    SNYDER,
    ALBERS,
    SEN,
    WILSON,
    CHUNG,
    HAAKE,
    NO_GAIN_SOURCE,
)
"""Every source that the words about a course rest on, as it is cited."""
_ACCEPT_EITHER = {FARRAR: "Farrar", OSTELO: "Ostelo"}
"""Who took either the points or the per cent for enough."""
_CHANGES = (Status.BETTER, Status.WORSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Words as they stand on screen, what they mean in a sentence or two, and the sources."""

    words: str
    explanation: str
    citations: tuple[str, ...]

    @property
    def source(self) -> str:
        """The sources in one line."""
        return "; ".join(self.citations)

    @property
    def told(self) -> str:
        """The explanation, and its sources in the line below."""
        source = tr("Source: {source}", source=self.source)
        return f"{self.explanation}\n{source}"


def own_rule() -> str:
    """How a rule is cited that is published nowhere."""
    return tr("AcuDesk's own rule")


def cited(source: str) -> tuple[str, ...]:
    """The single sources of a scale, or that the practice set its figure without one."""
    return tuple(source.split("; ")) if source else (tr("Set in this practice, without a source"),)


def amount_words(value: Decimal, scale: Scale, places: int | None = None) -> str:
    """A size on a scale: `2 points`, `1 point`, `4.5 cm`, `20°`, `1 dose`."""
    number = shown(value, places)
    single = number.lstrip(f"{MINUS}+") == "1"
    if scale.unit in ("", "%"):  # Per cent of a scale of 0 to 100 are its points.
        return tr("{n} point", n=number) if single else tr("{n} points", n=number)
    if scale.unit == "doses":
        return tr("{n} dose", n=number) if single else tr("{n} doses", n=number)
    return with_unit(number, scale.unit)


def threshold_words(scale: Scale) -> str:
    """What a scale asks for: `2 points and 30 %`; empty without a threshold."""
    if scale.threshold is None:
        return ""
    points = amount_words(scale.threshold, scale)
    if scale.threshold_percent is None:
        return points
    return tr("{points} and {percent} %", points=points, percent=shown(scale.threshold_percent))


def figures_cited(scales: Iterable[Scale]) -> tuple[str, ...]:
    """Every threshold and error of measurement of some scales, once each, with its sources: the
    small print where nothing can be hovered."""
    lines = []
    for scale in scales:
        span = tr(
            "{low} to {high}",
            low=shown(scale.lowest),
            high=with_unit(shown(scale.highest), scale.unit),
        )
        if scale.threshold is not None:
            lines.append(
                tr(
                    "Usual threshold on {span}: {figure}. {source}.",
                    span=span,
                    figure=threshold_words(scale),
                    source="; ".join(cited(scale.threshold_source)),
                )
            )
        if scale.error is not None:
            lines.append(
                tr(
                    "Measurement error on {span}: {figure}. {source}.",
                    span=span,
                    figure=amount_words(scale.error, scale),
                    source="; ".join(cited(scale.error_source)),
                )
            )
    return tuple(dict.fromkeys(lines))


def status_meaning(status: Status, scale: Scale | None = None) -> Meaning:
    """The words of a status with their meaning; with a scale its own numbers and sources.

    Without a scale a change is called as on scales that have no threshold.
    """
    if status in (Status.REACHED_THRESHOLD, Status.WORSE_BY_THRESHOLD):
        return _threshold_meaning(status, scale)
    if status in _CHANGES:
        if scale is not None and scale.threshold is not None:
            return short_of_threshold(status, scale)
        return _change_meaning(status, scale)
    if status == Status.WITHIN_ERROR:
        return _error_meaning(scale)
    words, explanation = {
        Status.NONE: (
            tr("not asked yet"),
            tr("No score has been recorded. Not asked is a word of its own, never a 0."),
        ),
        Status.SINGLE: (
            tr("no change to show yet"),
            tr("Nothing stands beyond the baseline yet. A change is never read from one score."),
        ),
        Status.UNCHANGED: (
            tr("unchanged"),
            tr(
                "Exactly the same as the baseline. AcuDesk knows no error of measurement for this "
                "measure, so only an equal value is called unchanged."
            ),
        ),
    }[status]
    return Meaning(words=words, explanation=explanation, citations=(own_rule(),))


def short_of_threshold(status: Status, scale: Scale | None = None) -> Meaning:
    """Better or worse, on a scale with a threshold that the change does not reach."""
    asked = _asked(scale)
    if status == Status.WORSE:
        return Meaning(
            words=tr("worse, below the usual threshold"),
            explanation=tr("Worse than the baseline, but not by {asked}.", asked=asked),
            citations=_threshold_sources(scale),
        )
    sentences = [tr("Better than the baseline, but not by {asked}.", asked=asked)]
    if scale is None:
        sentences.append(
            tr("From a baseline too low for a percentage the threshold is never called reached.")
        )
    elif scale.threshold_percent is not None:
        sentences.append(
            tr(
                "From a baseline of {n} or less the threshold is never called reached.",
                n=with_unit(shown(scale.low_baseline), scale.unit),
            )
        )
    return Meaning(
        words=tr("better, below the usual threshold"),
        explanation=" ".join(sentences),
        citations=(*_threshold_sources(scale), own_rule()),
    )


def judgement_meaning() -> Meaning:
    """A measure that is itself a change and is compared with no baseline (PGIC)."""
    return Meaning(
        words=tr("the patient's own judgement"),
        explanation=tr(
            "This measure asks for a change, so it is compared with no baseline. A little, much "
            "and very much better are read as a minimal, moderate and substantial improvement."
        ),
        citations=(DWORKIN,),
    )


def progress_meaning(progress: MeasureProgress) -> Meaning:
    """What is said of one measure in one course, and what that means."""
    if not progress.measure.compared and progress.asked:
        return judgement_meaning()
    if progress.status == Status.BETTER and _by_the_points(progress):
        return _low_baseline_meaning(progress.scale)
    return status_meaning(progress.status, progress.scale)


def _by_the_points(progress: MeasureProgress) -> bool:
    """Whether a change is as large as the points of the threshold and has no percentage."""
    threshold, change = progress.scale.threshold, progress.change
    large = threshold is not None and change is not None and abs(change) >= threshold
    return large and progress.percent is None


def _low_baseline_meaning(scale: Scale) -> Meaning:
    """Better by enough points, from a baseline too low for the per cent: "below the usual
    threshold" would be untrue, and "reached" would say too much."""
    return Meaning(
        words=tr("better"),
        explanation=tr(
            "Better than the baseline. From a baseline of {n} or less no percentage is reckoned, "
            "so the usual threshold is never called reached.",
            n=with_unit(shown(scale.low_baseline), scale.unit),
        ),
        citations=(own_rule(),),
    )


def stricter_words(sources: tuple[str, ...]) -> str:
    """That AcuDesk asks for both points and per cent, where those who published it took either."""
    names = [_ACCEPT_EITHER[source] for source in sources if source in _ACCEPT_EITHER]
    if not names:
        return tr("Both must hold.")
    if len(names) == 1:
        return tr(
            "Both must hold, which is stricter than {name}: there either is enough.", name=names[0]
        )
    return tr(
        "Both must hold, which is stricter than {one} and {other}: there either is enough.",
        one=names[0],
        other=names[1],
    )


def _threshold_meaning(status: Status, scale: Scale | None) -> Meaning:
    asked, sources = _asked(scale), _threshold_sources(scale)
    if status == Status.WORSE_BY_THRESHOLD:
        return Meaning(
            words=tr("worse by the usual threshold"),
            explanation=tr(
                "Worse than the baseline by {asked} or more: the rule for better, the other way "
                "round. From a baseline too low for a percentage the points alone count.",
                asked=asked,
            ),
            citations=(*sources, own_rule()),
        )
    sentences = [tr("Better than the baseline by {asked} or more.", asked=asked)]
    if scale is None or scale.threshold_percent is not None:
        sentences.append(stricter_words(sources))
    sentences.append(tr("Whether somebody is well again, and why, is not in the numbers."))
    return Meaning(
        words=tr("better, reached the usual threshold"),
        explanation=" ".join(sentences),
        citations=sources,
    )


def _asked(scale: Scale | None) -> str:
    if scale is None:
        return tr("the points and the per cent of the usual threshold")
    return threshold_words(scale)


def _threshold_sources(scale: Scale | None) -> tuple[str, ...]:
    return (FARRAR, OSTELO) if scale is None else cited(scale.threshold_source)


def _change_meaning(status: Status, scale: Scale | None) -> Meaning:
    better = status == Status.BETTER
    words = tr("better") if better else tr("worse")
    than = tr("Better than the baseline") if better else tr("Worse than the baseline")
    if scale is None:
        explanation = tr(
            "{than}, on a measure for which AcuDesk knows no threshold. Where it knows an error "
            "of measurement, by more than that.",
            than=than,
        )
    elif scale.error is not None:
        explanation = tr(
            "{than} by more than {error}, the error of measurement. AcuDesk knows no threshold "
            "for this measure.",
            than=than,
            error=amount_words(scale.error, scale),
        )
    else:
        explanation = tr(
            "{than}, by however little. AcuDesk knows neither a threshold nor an error of "
            "measurement for this measure.",
            than=than,
        )
    known = scale is not None and scale.error is not None
    return Meaning(
        words=words,
        explanation=explanation,
        citations=_error_sources(scale) if known else (own_rule(),),
    )


def _error_meaning(scale: Scale | None) -> Meaning:
    if scale is None or scale.error is None:
        error = tr("the error of measurement")
    else:
        error = tr("{error}, the error of measurement", error=amount_words(scale.error, scale))
    return Meaning(
        words=tr("within measurement error"),
        explanation=tr(
            "The change is no larger than {error}: somebody who has not changed at all can "
            "differ by as much. Nothing is claimed.",
            error=error,
        ),
        citations=_error_sources(scale),
    )


def _error_sources(scale: Scale | None) -> tuple[str, ...]:
    return (EKEDAHL, TOUSIGNANT) if scale is None else cited(scale.error_source)
