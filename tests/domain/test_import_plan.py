"""Plans: suggested by the headers, answered, remembered, and what they lack."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.import_dates import DateForm, DateOrder
from acudesk.domain.import_plan import (
    PATIENT_FIELDS,
    FieldColumn,
    FileKind,
    ImportPlan,
    ScoreColumn,
    answered,
    columns_of,
    plan_from_json,
    plan_to_json,
    problems_of,
)
from acudesk.domain.import_scores import EITHER, NOT_ASKED, ScoreForm
from acudesk.domain.import_suggestions import suggest_plan
from acudesk.domain.session import Moment
from tests.domain.support import BY_CODE, SHIPPED

PAIN = ScoreColumn(column="pain", measure="pain_7d")
WHO = FieldColumn(field="chart_number", column="id")
BORN = FieldColumn(field="birth_date", column="born")
PLAN = ImportPlan(fields=(WHO, BORN), date="day", scores=(PAIN,))


def mapped(plan: ImportPlan) -> dict[str, tuple[str, ...]]:
    return {name: columns_of(plan, name) for name in PATIENT_FIELDS if columns_of(plan, name)}


def test_a_list_of_another_system_is_understood_by_its_headers() -> None:
    start = "Id BIRTHDATE DEATHDATE SSN DRIVERS PASSPORT PREFIX FIRST LAST SUFFIX MAIDEN MARITAL"
    end = "RACE ETHNICITY GENDER BIRTHPLACE ADDRESS CITY STATE COUNTY FIPS ZIP LAT LON INCOME"
    headers = [*start.split(), *end.split()]
    plan = suggest_plan(headers, SHIPPED)

    assert mapped(plan) == {
        "chart_number": ("Id",),
        "given_name": ("FIRST",),
        "family_name": ("LAST",),
        "birth_date": ("BIRTHDATE",),
        "sex": ("GENDER",),
        "address": ("ADDRESS", "CITY", "STATE", "ZIP"),
    }
    assert not plan.date
    assert problems_of(plan, headers, BY_CODE) == ()


def test_a_diary_is_understood_by_its_headers() -> None:
    headers = [
        "Patient no.",
        "Date of visit",
        "Pain before",
        "Pain after",
        "PSFS 2",
        "Side effects",
    ]
    plan = suggest_plan([*headers, "Notes"], SHIPPED)

    assert mapped(plan) == {"chart_number": ("Patient no.",)}
    assert (plan.date, plan.side_effects, plan.notes) == ("Date of visit", "Side effects", "Notes")
    assert [(one.column, one.measure, one.moment, one.item) for one in plan.scores] == [
        ("Pain before", "pain_now", Moment.BEFORE, ""),
        ("Pain after", "pain_now", Moment.AFTER, ""),
        ("PSFS 2", "psfs", Moment.ONCE, "2"),
    ]


def test_a_header_that_stands_twice_is_not_suggested() -> None:
    assert suggest_plan(["name", "pain", "pain", "date"], SHIPPED).scores == ()


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (replace(PLAN, fields=(BORN,)), "who a row is about"),
        (replace(PLAN, date=""), "need a date"),
        (replace(PLAN, scores=()), "no score"),
        (replace(PLAN, date="when"), "no column “when”"),
        (replace(PLAN, date="twice"), "more than once"),
        (replace(PLAN, scores=(PAIN, PAIN)), "named twice"),
        (replace(PLAN, scores=(replace(PAIN, measure="paine"),)), "no measure called “paine”"),
        (replace(PLAN, scores=(replace(PAIN, moment=Moment.AFTER),)), "not asked in this way"),
        (
            replace(PLAN, scores=(replace(PAIN, form=ScoreForm(scale="vas10")),)),
            "not kept on a scale called “vas10”",
        ),
        (replace(PLAN, fields=(WHO, BORN, BORN)), "Only one column"),
        (replace(PLAN, fields=(WHO, FieldColumn(field="ssn", column="born"))), "no “ssn”"),
    ],
)
def test_what_a_plan_lacks_is_said(plan: ImportPlan, words: str) -> None:
    headers = ("id", "born", "day", "pain", "twice", "twice")
    assert problems_of(PLAN, headers, BY_CODE) == ()
    (problem,) = problems_of(plan, headers, BY_CODE)
    assert words in problem


def test_answers_go_into_the_plan() -> None:
    assert answered(PLAN, "encoding", "cp1252").encoding == "cp1252"
    assert answered(PLAN, "order:day", "month_first").dates.order == DateOrder.MONTH_FIRST
    assert answered(PLAN, "order:born", "day_first").birth_dates.order == DateOrder.DAY_FIRST
    assert answered(PLAN, "century:born", "1926").birth_dates.century == 1926
    (score,) = answered(PLAN, "scale:pain", "nrs11*share").scores
    assert score.form == ScoreForm(scale="nrs11", share=True)
    plan = answered(answered(PLAN, "decimal:pain", EITHER), "words:pain", NOT_ASKED)
    plan = answered(plan, "part:pain", "Current")
    assert plan.scores[0].form == ScoreForm(decimal=EITHER, words=NOT_ASKED, part="Current")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("encoding", "rot13"),
        ("order:pain", "day_first"),
        ("order:day", "year_first"),
        ("century:born", "26"),
        ("century:born", "soon"),
        ("scale:day", "nrs11"),
        ("scale:pain", "nrs11*half"),
        ("decimal:pain", ";"),
        ("words:pain", "zero"),
        ("nothing", "x"),
    ],
)
def test_what_answers_nothing_is_refused(key: str, value: str) -> None:
    with pytest.raises(DomainError, match="answers no question"):
        answered(PLAN, key, value)


_names = st.text(max_size=8)
_dates = st.builds(
    DateForm, order=st.none() | st.sampled_from(DateOrder), century=st.none() | st.integers()
)
_forms = st.builds(
    ScoreForm, scale=_names, share=st.booleans(), decimal=_names, part=_names, words=_names
)
_scores = st.builds(
    ScoreColumn,
    column=_names,
    measure=_names,
    moment=st.none() | st.sampled_from(Moment),
    item=_names,
    form=_forms,
)
_plans = st.builds(
    ImportPlan,
    kind=st.sampled_from(FileKind),
    encoding=_names,
    delimiter=_names,
    fields=st.lists(st.builds(FieldColumn, field=_names, column=_names), max_size=3).map(tuple),
    birth_dates=_dates,
    date=_names,
    dates=_dates,
    scores=st.lists(_scores, max_size=3).map(tuple),
    side_effects=_names,
    notes=_names,
    condition=_names,
    visits=st.booleans(),
    close=st.booleans(),
    skip_bad=st.booleans(),
)


@given(_plans)
def test_every_plan_is_remembered_as_it_is(plan: ImportPlan) -> None:
    assert plan_from_json(plan_to_json(plan)) == plan


_tables = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3),
)


@given(
    st.text(max_size=60),
    _plans,
    st.sampled_from(list(ImportPlan.__slots__)),
    _tables,
)
def test_a_damaged_plan_is_refused(text: str, plan: ImportPlan, name: str, value: object) -> None:
    with suppress(DomainError):
        plan_from_json(text)
    table = json.loads(plan_to_json(plan))
    table[name] = value
    with suppress(DomainError):
        found = plan_from_json(json.dumps(table))
        assert json.loads(plan_to_json(found)) == table
