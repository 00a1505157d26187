"""What a column of a file can be, in words, and how a plan changes when somebody says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from acudesk.domain.import_dates import AS_WRITTEN
from acudesk.domain.import_plan import PATIENT_FIELDS, FieldColumn, ImportPlan, ScoreColumn
from acudesk.domain.measure import Measure
from acudesk.domain.session import Moment, ScoreKey
from acudesk.translation import tr

NOTHING, DAY, EFFECTS, NOTES, SEVERAL = "", "date", "side_effects", "notes", "several"
_FIELD, _SCORE = "field:", "score:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One thing that a column can be; `group` is the heading under which it is offered."""

    value: str
    words: str
    group: str = ""


def roles(measures: Iterable[Measure]) -> tuple[Role, ...]:
    """All that a column can be, in the order in which it is offered."""
    patient = tr("About the patient")
    visit = tr("What was noted on a day")
    return (
        Role(value=NOTHING, words=tr("Left out")),
        *(
            Role(value=_FIELD + name, words=words, group=patient)
            for name, words in _field_words().items()
        ),
        Role(value=DAY, words=tr("Date of the entry"), group=visit),
        *(
            Role(value=_score(key), words=_score_words(measure, key), group=visit)
            for measure in measures
            for key in measure.keys()
        ),
        Role(value=EFFECTS, words=tr("Side effects"), group=visit),
        Role(value=NOTES, words=tr("Notes of the entry"), group=visit),
    )


def role_of(plan: ImportPlan, column: str, measures: Sequence[Measure]) -> str:
    """What a column is in a plan, as `Role.value`; SEVERAL where it holds several scores."""
    scores = [one for one in plan.scores if one.column == column]
    if len(scores) > 1:
        return SEVERAL
    if scores:
        (one,) = scores
        return _score(_key(one, measures))
    if plan.date == column:
        return DAY
    if plan.side_effects == column:
        return EFFECTS
    if plan.notes == column:
        return NOTES
    return next((_FIELD + one.field for one in plan.fields if one.column == column), NOTHING)


def with_role(plan: ImportPlan, column: str, value: str, headers: Sequence[str]) -> ImportPlan:
    """The plan with a column being that, and nothing else; `headers` give the order in which
    columns of one field are joined. There is one date, one column of side effects, one of notes:
    another that was it is left out then."""
    kept = _without(plan, column)
    if value == DAY:
        return replace(kept, date=column, dates=AS_WRITTEN)
    if value == EFFECTS:
        return replace(kept, side_effects=column)
    if value == NOTES:
        return replace(kept, notes=column)
    if value.startswith(_FIELD):
        name = value.removeprefix(_FIELD)
        fields = [*kept.fields, FieldColumn(field=name, column=column)]
        fields.sort(key=lambda one: headers.index(one.column))
        births = AS_WRITTEN if name == "birth_date" else kept.birth_dates
        return replace(kept, fields=tuple(fields), birth_dates=births)
    if value.startswith(_SCORE):
        measure, moment, item = value.removeprefix(_SCORE).split(":")
        score = ScoreColumn(column=column, measure=measure, moment=Moment(moment), item=item)
        scores = [one for one in kept.scores if _score_of(one) != value]
        return replace(kept, scores=(*scores, score))
    return kept


def _without(plan: ImportPlan, column: str) -> ImportPlan:
    return replace(
        plan,
        fields=tuple(one for one in plan.fields if one.column != column),
        scores=tuple(one for one in plan.scores if one.column != column),
        date="" if plan.date == column else plan.date,
        side_effects="" if plan.side_effects == column else plan.side_effects,
        notes="" if plan.notes == column else plan.notes,
    )


def _score(key: ScoreKey) -> str:
    return f"{_SCORE}{key.measure}:{key.moment.value}:{key.item}"


def _score_of(one: ScoreColumn) -> str:
    moment = "" if one.moment is None else one.moment.value
    return f"{_SCORE}{one.measure}:{moment}:{one.item}"


def _key(one: ScoreColumn, measures: Sequence[Measure]) -> ScoreKey:
    measure = next((each for each in measures if each.code == one.measure), None)
    if measure is None:
        moment = one.moment or Moment.ONCE
        return ScoreKey(measure=one.measure, moment=moment, item=one.item)
    first = measure.keys()[0]
    return ScoreKey(
        measure=one.measure, moment=one.moment or first.moment, item=one.item or first.item
    )


def _score_words(measure: Measure, key: ScoreKey) -> str:
    words = [measure.name]
    if len(measure.moments) > 1:
        words.append(
            {
                Moment.BEFORE: tr("before treatment"),
                Moment.AFTER: tr("after treatment"),
                Moment.ONCE: tr("once"),
            }[key.moment]
        )
    if key.item:
        words.append(tr("answer {n}", n=key.item))
    return ", ".join(words)


def _field_words() -> dict[str, str]:
    words = {
        "chart_number": tr("Chart number"),
        "display_name": tr("Name"),
        "given_name": tr("Given name"),
        "family_name": tr("Family name"),
        "written_name": tr("Name as the patient writes it"),
        "birth_date": tr("Birth date"),
        "sex": tr("Sex"),
        "phone": tr("Phone"),
        "email": tr("E-mail"),
        "address": tr("Address"),
        "emergency_contact": tr("Emergency contact"),
        "occupation": tr("Occupation"),
        "referred_by": tr("Referred by"),
        "doctor_name": tr("Family doctor"),
        "doctor_address": tr("Family doctor's address"),
        "medicines": tr("Medicines"),
        "allergies": tr("Allergies"),
        "history": tr("History"),
        "notes": tr("Notes about the patient"),
        "alerts": tr("Alerts"),
    }
    return {name: words[name] for name in PATIENT_FIELDS}
