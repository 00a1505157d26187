"""What the patient's page says beside the numbers: what was done, what to watch for, what is next.

Plain sentences for a reading age of about twelve, which a test watches. What is said of danger is
what the leaflet says (`domain.leaflet`), and like it names no rates.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from acudesk.domain.course import Course
from acudesk.domain.diary import weekday_name
from acudesk.domain.needles import NeedledPoint, Stimulation, confirmed
from acudesk.domain.places import listed
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.point_areas import Area, area_name, areas_of
from acudesk.domain.progress import visits
from acudesk.domain.session import Session
from acudesk.domain.side_effects import SideEffectKind
from acudesk.domain.text import shortened
from acudesk.domain.treatment import CoIntervention, co_intervention_name
from acudesk.domain.wording import long_date
from acudesk.translation import ntr, tr

MOST_AREAS = 6
MOST_KINDS = 3
ADVICE_LETTERS = 220
SLEEPY = (SideEffectKind.FATIGUE, SideEffectKind.DIZZINESS, SideEffectKind.FAINTING)


def done_words(sessions: Sequence[Session]) -> tuple[str, ...]:
    """What was done at the last visit that had a treatment, and the advice given then; nothing
    where none was noted."""
    treated = [one for one in visits(sessions) if _is_treated(one)]
    if not treated:
        return ()
    last = treated[-1]
    points = confirmed(last.points)
    found = [_needled(last, points)] if points or last.needles_in else []
    found += _extras(last, points)
    advice = " ".join(last.treatment.advice.split())
    if advice:
        found.append(tr("Our advice: {advice}", advice=_ended(shortened(advice, ADVICE_LETTERS))))
    return tuple(found)


def watch_words(sessions: Sequence[Session], phone: str) -> tuple[str, ...]:
    """The side effects that this patient had, and when to call whom."""
    found = list(_had(sessions))
    if phone:
        found.append(
            tr(
                "Call us on {phone} if a side effect lasts for days or gets worse, or if you are "
                "not sure about something.",
                phone=phone,
            )
        )
    else:
        found.append(
            tr(
                "Call us if a side effect lasts for days or gets worse, or if you are not sure "
                "about something."
            )
        )
    return tuple(found)


def urgent_words() -> str:
    """When not to wait for the practice."""
    return tr(
        "Get medical help at once if you are short of breath, your chest hurts, or you faint. Do "
        "so if you have a fever, or red, hot skin spreads. Do so if you cannot hold or pass water, "
        "you lose control of your bowels, you feel numb between your legs, or a leg gets weak."
    )


def next_words(course: Course, diary: Iterable[PlannedVisit], now: datetime) -> str:
    """The next visit that is planned; `now` is local. An ended course without one says so."""
    here = now.replace(tzinfo=None)
    coming = [one for one in diary if one.state == VisitState.PLANNED and one.begins > here]
    if coming:
        first = min(coming, key=lambda one: one.begins)
        return tr(
            "{weekday} {day} at {time}",
            weekday=weekday_name(first.day.weekday()),
            day=long_date(first.day),
            time=f"{first.at:%H:%M}",
        )
    if not course.is_open:
        return tr("This course has ended.")
    return tr("Not planned yet.")


def _is_treated(session: Session) -> bool:
    return bool(
        confirmed(session.points)
        or session.needles_in
        or session.treatment.advice
        or session.treatment.co_interventions
    )


def _needled(session: Session, points: Sequence[NeedledPoint]) -> str:
    needles = ntr("{n} thin needle", "{n} thin needles", session.needles_in)
    day, areas = long_date(session.took_place), _areas(points)
    words = tr("Last time, on {day}, we used {needles}.", day=day, needles=needles)
    minutes = session.treatment.retention_minutes
    if minutes is None:
        stay = tr("They were in {areas}.", areas=areas) if areas else ""
    else:
        time = ntr("{n} minute", "{n} minutes", minutes)
        if areas:
            stay = tr("They stayed in {areas} for {time}.", areas=areas, time=time)
        else:
            stay = tr("They stayed in for {time}.", time=time)
    return " ".join(filter(None, (words, stay)))


def _areas(points: Sequence[NeedledPoint]) -> str:
    areas = areas_of(points)
    names = [area_name(area) for area in areas if area != Area.SORE][:MOST_AREAS]
    if Area.SORE in areas:
        names.append(area_name(Area.SORE))
    return tr("your {areas}", areas=listed(names)) if names else ""


def _extras(session: Session, points: Sequence[NeedledPoint]) -> Iterable[str]:
    others = [
        words
        for words, used in (
            (tr("moxa, which is gentle heat"), any(point.moxa for point in points)),
            (tr("cups on the skin"), any(point.cupping for point in points)),
            (
                tr("a weak electric current"),
                any(point.stimulation == Stimulation.ELECTRICAL for point in points),
            ),
        )
        if used
    ]
    care = [
        co_intervention_name(one)
        for one in session.treatment.co_interventions
        if one != CoIntervention.ADVICE
    ]
    if others:
        yield tr("We also used {things}.", things=listed(others))
    if care:
        yield tr("Also part of your care: {things}.", things=listed(care))


def _had(sessions: Sequence[Session]) -> Iterable[str]:
    asked = [session for session in sessions if session.effects_asked]
    counts = Counter(effect.kind for session in asked for effect in session.side_effects)
    if counts:
        kinds = [_felt(kind) for kind, _count in counts.most_common(MOST_KINDS)]
        if len(counts) > MOST_KINDS:
            kinds.append(tr("other things"))
        yield tr("After sessions you had {kinds}.", kinds=listed(kinds))
    elif asked:
        yield ntr(
            "We asked about side effects {n} time. You had none.",
            "We asked about side effects {n} times. You had none.",
            len(asked),
        )
    if any(kind in counts for kind in SLEEPY):
        yield tr("Do not drive while you feel sleepy or dizzy.")


def _felt(kind: SideEffectKind) -> str:
    """The side effect as a patient would say it."""
    return {
        SideEffectKind.SORENESS: tr("a sore spot where a needle was"),
        SideEffectKind.BRUISING: tr("a bruise"),
        SideEffectKind.BLEEDING: tr("a little bleeding"),
        SideEffectKind.PAIN_AT_NEEDLE: tr("pain at a needle"),
        SideEffectKind.FATIGUE: tr("a tired or sleepy feeling"),
        SideEffectKind.DIZZINESS: tr("a dizzy feeling"),
        SideEffectKind.FAINTING: tr("a faint"),
        SideEffectKind.NAUSEA: tr("a sick feeling"),
        SideEffectKind.SWEATING: tr("sweating"),
        SideEffectKind.HEADACHE: tr("a headache"),
        SideEffectKind.AGGRAVATION: tr("more pain than before"),
        SideEffectKind.SKIN_REACTION: tr("trouble with your skin"),
        SideEffectKind.NUMBNESS: tr("a numb or tingling feeling"),
        SideEffectKind.STUCK_NEEDLE: tr("a needle that was stuck or bent"),
        SideEffectKind.BROKEN_NEEDLE: tr("a needle that broke"),
        SideEffectKind.FORGOTTEN_NEEDLE: tr("a needle that was left in"),
        SideEffectKind.BURN: tr("a burn"),
        SideEffectKind.EMOTIONAL_REACTION: tr("strong feelings"),
        SideEffectKind.BREATHLESSNESS: tr("short breath or pain in your chest"),
        SideEffectKind.OTHER: tr("something else"),
    }[kind]


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
