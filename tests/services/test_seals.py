"""What a seal covers, and that any change of it is noticed."""

# What happens inside a block of work that is taken back is the subject here.
# ruff: noqa: PT012

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.body_chart import BodyMark, MarkKind
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.points import PointSide
from acudesk.domain.questionnaires import Answers
from acudesk.domain.screening import Override
from acudesk.domain.sealing import Addendum, Signature, seal_of
from acudesk.domain.session import (
    Moment,
    Score,
    ScoreKey,
    Session,
    SessionKind,
    SessionState,
)
from acudesk.domain.side_effects import FollowUp, Noticed, Severity, SideEffect, SideEffectKind
from acudesk.domain.treatment import Treatment
from acudesk.services.signing import SEALED, addendum_text, sealed_text
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import (
    admit,
    full,
)

KEY = bytes(range(32))


def signed(services: Services) -> int:
    """A signed session with something of everything."""
    session = full(services)
    services.signing.sign_session(session)
    return session


# The text that is sealed

FIXED = Session(
    id=7,
    uid="a" * 32,
    patient_id=3,
    course_id=4,
    kind=SessionKind.VISIT,
    number=5,
    took_place=date(2026, 3, 2),
    at=time(9, 30),
    utc_offset=60,
    entered_at=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
    minutes=35,
    scores=(
        Score(
            key=ScoreKey(measure="pain_7d", moment=Moment.ONCE),
            value=Decimal("6.50"),
            given="6,50",
            scale="nrs11",
        ),
    ),
    due=frozenset(
        {
            ScoreKey(measure="psfs", moment=Moment.ONCE, item="2"),
            ScoreKey(measure="pain_now", moment=Moment.BEFORE),
        }
    ),
    side_effects_asked=True,
    side_effects=(
        SideEffect(kind=SideEffectKind.BRUISING, severity=Severity.MILD, serious=False),
        SideEffect(kind=SideEffectKind.HEADACHE, noticed=Noticed.SINCE),
    ),
    follow_ups=(FollowUp(about="b" * 32, kind=SideEffectKind.BURN, gone=False),),
    points=(
        NeedledPoint(code="BL40", side=PointSide.LEFT, depth_mm=25, hertz=Decimal("2.0")),
        NeedledPoint(code="GV4", side=PointSide.MIDLINE),
    ),
    treatment=Treatment(
        needle_diameter=Decimal("0.25"),
        needles_out=2,
        timer_started_at=datetime(2026, 3, 2, 8, 40, tzinfo=UTC),
    ),
    marks=(BodyMark(zone="lumbar_left", kind=MarkKind.PAIN, intensity=0),),
    overrides=(
        Override(rule="pacemaker", reason="agreed", at=datetime(2026, 3, 2, 8, 35, tzinfo=UTC)),
    ),
    answers=(Answers(questionnaire="rmdq", given=(("1", "1"),), finished=True),),
    notes="besser\n好",
    state=SessionState.SIGNED,
)
SIGNATURE = Signature(
    signed_at=datetime(2026, 3, 2, 9, 10, tzinfo=UTC),
    who="王小明",
    patient_uid="c" * 32,
    version=1,
    seal="",
)
TEXT = (
    '{"answers":[{"finished":true,"given":[["1","1"]],"questionnaire":"rmdq"}],'
    '"at":"09:30:00",'
    '"due":[{"item":"2","measure":"psfs","moment":"once"},'
    '{"measure":"pain_now","moment":"before"}],'
    '"entered_at":"2026-03-02T08:30:00.000000Z",'
    '"follow_ups":[{"about":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","gone":false,"kind":"burn"}],'
    '"kind":"visit",'
    '"marks":[{"intensity":0,"kind":"pain","zone":"lumbar_left"}],'
    '"minutes":35,'
    '"notes":"besser\\n好",'
    '"overrides":[{"at":"2026-03-02T08:35:00.000000Z","reason":"agreed","rule":"pacemaker"}],'
    '"patient":"cccccccccccccccccccccccccccccccc",'
    '"points":[{"code":"BL40","depth_mm":25,"hertz":"2.0","side":"left"},'
    '{"code":"GV4","side":"midline"}],'
    '"scores":[{"given":"6,50","key":{"measure":"pain_7d","moment":"once"},'
    '"scale":"nrs11","value":"6.50"}],'
    '"side_effects":[{"kind":"bruising","serious":false,"severity":"mild"},'
    '{"kind":"headache","noticed":"since"}],'
    '"side_effects_asked":true,'
    '"signed_at":"2026-03-02T09:10:00.000000Z",'
    '"since_asked":false,'
    '"took_place":"2026-03-02",'
    '"treatment":{"needle_diameter":"0.25","needles_out":2,'
    '"timer_started_at":"2026-03-02T08:40:00.000000Z"},'
    '"uid":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'
    '"utc_offset":60,'
    '"version":1,'
    '"who":"王小明"}'
)
SEAL = "9df7533acfc9057a78606a444574e09bdbd60615087c73558302351ad9e69d4a"


def test_the_text_of_version_1_never_changes() -> None:
    assert sealed_text(FIXED, SIGNATURE) == TEXT
    assert seal_of(TEXT, KEY) == SEAL
    elsewhere = replace(FIXED, id=1, patient_id=1, course_id=1, number=9)
    assert sealed_text(elsewhere, SIGNATURE) == TEXT
    assert len(SEALED) == 19


def test_the_text_of_an_addendum_never_changes() -> None:
    addendum = Addendum(
        uid="d" * 32,
        written_at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
        who="王小明",
        reason="side",
        text="right",
    )
    assert addendum_text(FIXED, addendum) == (
        '{"reason":"side","session":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","text":"right",'
        '"uid":"dddddddddddddddddddddddddddddddd","who":"王小明",'
        '"written_at":"2026-03-03T09:00:00.000000Z"}'
    )


# A change past all services

FLIPS: dict[str, dict[str, str]] = {
    "sessions": {
        "uid": f"'{'f' * 32}'",
        "took_place": "'2026-03-01'",
        "at": "'09:31'",
        "utc_offset": "120",
        "entered_at": "'2026-03-02T08:30:00.000001Z'",
        "minutes": "36",
        "side_effects_asked": "0",
        "since_asked": "0",
        "notes": "notes || '.'",
        "state": "'draft'",
    },
    "scores": {
        "measure": "measure || 'x'",
        "moment": "CASE moment WHEN 'once' THEN 'after' ELSE 'once' END",
        "item": "'9'",
        "given": "'7'",
        "scale": "'other'",
    },
    "due_scores": {"measure": "measure || 'x'", "moment": "'after'", "item": "'9'"},
    "side_effects": {
        "kind": "'nausea'",
        "noticed": "CASE noticed WHEN 'since' THEN 'during' ELSE 'since' END",
        "severity": "'severe'",
        "serious": "1",
        "onset": "'later'",
        "resolved_on": "'2026-03-01'",
        "causality": "'unlikely'",
        "action": "'none'",
        "note": "'x'",
    },
    "follow_ups": {
        "about": f"'{'f' * 32}'",
        "kind": "'burn'",
        "noticed": "'since'",
        "gone": "0, resolved_on = NULL",
        "resolved_on": "NULL",
        "note": "''",
    },
    "needled_points": {
        "position": "1 - position",
        "code": "'LV3'",
        "side": "'right'",
        "insertions": "3",
        "depth_mm": "24",
        "technique": "'even'",
        "stimulation": "'manual'",
        "pair": "'BL58'",
        "hertz": "'2.5'",
        "milliamp": "'1.3'",
        "sought": "'none'",
        "obtained": "0",
        "moxa": "1 - moxa",
        "cupping": "1 - cupping",
        "zone": "'calf'",
        "note": "'x'",
        "carried_over": "1",
    },
    "treatments": {
        "needle_diameter": "'0.30'",
        "needle_length": "'40.0'",
        "needle_maker": "'other'",
        "needle_lot": "'L-18'",
        "needles_in": "3",
        "needles_out": "4",
        "count_reason": "''",
        "retention_minutes": "21",
        "timer_started_at": "NULL",
        "timer_minutes": "26",
        "sensations": "'[\"pain\"]'",
        "tension": "'none'",
        "tension_where": "''",
        "tongue": "''",
        "pulse": "''",
        "pattern": "''",
        "rationale": "''",
        "changed_because": "''",
        "co_interventions": "'[]'",
        "advice": "''",
        "medication_change": "'more'",
        "medication_note": "''",
        "reactions": "'[\"energised\"]'",
        "driving": "NULL",
        "health_confirmed_at": "NULL",
        "screening": "''",
    },
    "body_marks": {
        "zone": "'calf_left'",
        "kind": "'pain'",
        "intensity": "CASE kind WHEN 'pain' THEN 7 END",
        "quality": "CASE kind WHEN 'pain' THEN 'numb' END",
        "note": "'x'",
    },
    "overrides": {
        "rule": "'other'",
        "about": "''",
        "words": "''",
        "reason": "'other'",
        "at": "'2026-03-02T08:30:00.000001Z'",
    },
    "questionnaire_answers": {
        "questionnaire": "'psfs'",
        "given": '\'[["1", "1"]]\'',
        "finished": "0",
    },
    "signatures": {
        "signed_at": "'2026-03-02T08:30:00.000001Z'",
        "who": "'somebody else'",
        "patient_uid": f"'{'f' * 32}'",
        "version": "2",
        "seal": f"'{'0' * 64}'",
    },
    "addenda": {
        "uid": f"'{'f' * 32}'",
        "written_at": "'2026-03-02T08:30:00.000001Z'",
        "who": "'somebody else'",
        "reason": "'x'",
        "text": "'x'",
        "seal": f"'{'0' * 64}'",
    },
}
NOT_SEALED = {
    ("sessions", "id"),
    ("sessions", "course_id"),  # its patient is
    ("sessions", "kind"),  # only a visit can be signed at all
    ("sessions", "import_ordinal"),
    ("sessions", "in_error"),
    ("scores", "value"),  # derived: read again from what was given
    ("overrides", "position"),
    ("addenda", "id"),
}
"""What is no part of the record, or comes after the signature."""


def unguarded(services: Services) -> None:
    """Take every trigger away, as somebody with the key and another program could."""
    database = database_of(services)
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for row in names:
        database.execute(f"DROP TRIGGER {row['name']}")
    database.conn.commit()


def test_every_column_of_a_sealed_record_is_looked_at(practice: Services) -> None:
    rows = database_of(practice).execute(
        "SELECT m.name AS 'table', c.name FROM sqlite_master m, pragma_table_info(m.name) c"
        " WHERE m.type = 'table'"
    )
    columns = {
        (row["table"], row["name"])
        for row in rows.fetchall()
        if row["table"] in FLIPS and row["name"] != "session_id"
    }
    looked_at = {(table, column) for table, flips in FLIPS.items() for column in flips}
    assert columns == looked_at | NOT_SEALED


@pytest.fixture(scope="module")
def sealed_practice(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A practice without triggers, with one signed session of everything and an addendum."""
    clock = FixedClock()
    with open_practice(tmp_path_factory.mktemp("sealed"), clock=clock) as services:
        session = signed(services)
        services.signing.add_addendum(session, reason="side", text="right")
        unguarded(services)
        yield services, session


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table, column)
        for table, flips in FLIPS.items()
        for column in flips
        if (table, column) not in NOT_SEALED
    ],
)
def test_a_change_of_any_sealed_field_is_noticed(
    sealed_practice: tuple[Services, int], table: str, column: str
) -> None:
    services, session = sealed_practice
    assert services.signing.is_untouched(session)
    key = "id" if table == "sessions" else "session_id"
    one_row = {
        "needled_points": " AND code = 'BL40'",
        "side_effects": " AND kind = 'fatigue'",
        "scores": " AND measure = 'pain_7d'",
        "due_scores": " AND measure = 'pain_7d'",
    }
    where = f"{key} = {session}{one_row.get(table, '')}"
    with pytest.raises(RuntimeError, match="back"), services.work:
        database = database_of(services)
        if column == "position":  # the order of two
            database.execute(f"UPDATE {table} SET position = position + 10 WHERE {where}")
        else:
            if (table, column) == ("body_marks", "kind"):  # the zone is marked both ways
                database.execute(f"DELETE FROM {table} WHERE {where} AND kind = 'pain'")
            database.execute(f"UPDATE {table} SET {column} = {FLIPS[table][column]} WHERE {where}")
        assert database.execute("SELECT changes() AS n").fetchone()["n"] >= 1
        assert not services.signing.is_untouched(session)
        assert not services.signing.seal_holds(services.sessions.session(session))
        raise RuntimeError("back")
    assert services.signing.is_untouched(session)


@pytest.mark.parametrize("table", [*FLIPS.keys() - {"sessions", "addenda"}])
def test_a_row_that_is_gone_is_noticed(sealed_practice: tuple[Services, int], table: str) -> None:
    services, session = sealed_practice
    with pytest.raises(RuntimeError, match="back"), services.work:
        database = database_of(services)
        database.execute(f"DELETE FROM {table} WHERE session_id = {session}")
        assert not services.signing.is_untouched(session)
        assert not services.signing.seal_holds(services.sessions.session(session))
        raise RuntimeError("back")


def test_a_session_at_another_patient_is_noticed(sealed_practice: tuple[Services, int]) -> None:
    services, session = sealed_practice
    other, _ = admit(services, "Bob")
    course = services.sessions.session(session).course_id
    with pytest.raises(RuntimeError, match="back"), services.work:
        database_of(services).execute(
            "UPDATE courses SET patient_id = ? WHERE id = ?", [other, course]
        )
        assert not services.signing.is_untouched(session)
        raise RuntimeError("back")
