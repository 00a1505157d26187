"""The schema's second step: its checks, and an older practice that takes it."""

from collections.abc import Iterator
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.data.database import _Connection, _prepared
from acudesk.data.engine import Database, IntegrityError, OperationalError, connect
from acudesk.data.migrations import known_names, migrations
from acudesk.data.vault import create_vault
from acudesk.domain.body_chart import MarkKind, PainQuality
from acudesk.domain.needles import Response, Stimulation, Technique
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.points import PointSide
from acudesk.domain.side_effects import Causality, Noticed, Severity, SideEffect, SideEffectKind
from acudesk.domain.treatment import Driving, MedicationChange, Tension
from tests.clock import FixedClock
from tests.data.support import data_file, database_of, key_of
from tests.services.support import admit, full, noted

REFUSED = (IntegrityError, OperationalError)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A practice with one row in every table of the visit, its session a draft."""
    with open_practice(tmp_path_factory.mktemp("filled"), clock=FixedClock()) as practice:
        fill(practice)
        yield database_of(practice)


@pytest.fixture
def database(filled: Database) -> Iterator[Database]:
    """Its connection; what a test does is taken back."""
    filled.begin()
    yield filled
    filled.rollback()


def fill(practice: Services) -> None:
    session = full(practice)
    patient = practice.sessions.session(session).patient_id
    practice.safety.give_consent(patient, date(2026, 3, 2), "text")
    practice.planned_visits.plan_visit(
        PlannedVisit(patient_id=patient, day=date(2026, 3, 4), at=time(9, 0))
    )
    practice.safety.switch_rule(practice.safety.rules()[0].code, active=False)
    signed = noted(practice)
    practice.signing.sign_session(signed)
    practice.signing.add_addendum(signed, reason="x", text="x")
    practice.signing.mark_entered_in_error(signed, "x")
    practice.mistakes.merge_patients(patient, practice.sessions.session(signed).patient_id)


FORBIDDEN: list[tuple[str, str, Any]] = [
    ("needled_points", "session_id", 99),
    ("needled_points", "code", ""),
    ("needled_points", "side", "up"),
    ("needled_points", "insertions", 61),
    ("needled_points", "insertions", -1),
    ("needled_points", "depth_mm", 0),
    ("needled_points", "depth_mm", 151),
    ("needled_points", "technique", "push"),
    ("needled_points", "stimulation", "laser"),
    ("needled_points", "hertz", "-2"),
    ("needled_points", "milliamp", "1e3"),
    ("needled_points", "sought", "luck"),
    ("needled_points", "obtained", 2),
    ("needled_points", "moxa", None),
    ("needled_points", "carried_over", 2),
    ("needled_points", "note", "x" * 501),
    ("treatments", "needle_diameter", "0,25"),
    ("treatments", "needle_maker", "x" * 201),
    ("treatments", "needles_in", 301),
    ("treatments", "needles_out", -1),
    ("treatments", "count_reason", "x" * 2_001),
    ("treatments", "retention_minutes", 0),
    ("treatments", "retention_minutes", 241),
    ("treatments", "timer_started_at", "soon"),
    ("treatments", "sensations", "warm"),
    ("treatments", "tension", "some"),
    ("treatments", "medication_change", "doubled"),
    ("treatments", "driving", "flies"),
    ("treatments", "health_confirmed_at", "today"),
    ("treatments", "screening", None),
    ("body_marks", "zone", ""),
    ("body_marks", "intensity", 11),
    ("body_marks", "kind", "tattoo"),
    ("overrides", "reason", ""),
    ("overrides", "rule", ""),
    ("overrides", "at", "now"),
    ("follow_ups", "about", "short"),
    ("follow_ups", "noticed", "never"),
    ("follow_ups", "gone", 2),
    ("follow_ups", "gone", 0),  # and yet gone on a day
    ("follow_ups", "resolved_on", "2026-02-30"),
    ("questionnaire_answers", "questionnaire", ""),
    ("questionnaire_answers", "given", "1, 2"),
    ("questionnaire_answers", "finished", 2),
    ("side_effects", "noticed", "never"),
    ("side_effects", "serious", 2),
    ("side_effects", "causality", "sure"),
    ("side_effects", "resolved_on", "2026-02-30"),
    ("side_effects", "onset", "x" * 201),
    ("sessions", "since_asked", 2),
    ("sessions", "in_error", 2),
    ("screenings", "uid", "short"),
    ("screenings", "answers", "{"),
    ("screenings", "decision", "x" * 2_001),
    ("screenings", "patient_id", 99),
    ("consents", "given_on", "2026-02-30"),
    ("consents", "withdrawn_on", "2026-03-01"),  # before it was given
    ("consents", "text", "x" * 20_001),
    ("planned_visits", "day", "2026-02-30"),
    ("planned_visits", "at", "24:00"),
    ("planned_visits", "minutes", 4),
    ("planned_visits", "minutes", 481),
    ("planned_visits", "state", "maybe"),
    ("planned_visits", "session_id", 99),
    ("planned_visits", "course_id", 99),
    ("point_sets", "name", ""),
    ("point_sets", "shorthand", "x" * 21),
    ("point_sets", "points", "BL23"),
    ("safety_rules", "definition", "{"),
    ("safety_rules", "code", ""),
    ("merges", "kept", 99),
    ("merges", "moved", "{"),
    ("merges", "undone_at", "later"),
    ("patients", "merged_into", 99),
    ("practice", "visit_minutes", 4),
    ("practice", "retention_minutes", 241),
    ("practice", "quiet_days", 0),
    ("practice", "tongue_and_pulse", 2),
    ("practice", "consent_text", "x" * 20_001),
]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    FORBIDDEN,
    ids=[f"{table}.{column}={str(value)[:12]}" for table, column, value in FORBIDDEN],
)
def test_no_slip_of_the_program_becomes_a_record(
    database: Database, table: str, column: str, value: Any
) -> None:
    assert database.execute(f"SELECT count(*) AS n FROM {table}").fetchone()["n"]
    with pytest.raises(REFUSED) as refused:
        database.execute(f"UPDATE {table} SET {column} = ?", [value])
    assert "sealed" not in str(refused.value)


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("needled_points", "side", PointSide),
        ("needled_points", "technique", Technique),
        ("needled_points", "stimulation", Stimulation),
        ("needled_points", "sought", Response),
        ("treatments", "tension", Tension),
        ("treatments", "medication_change", MedicationChange),
        ("treatments", "driving", Driving),
        ("side_effects", "causality", Causality),
        ("side_effects", "severity", Severity),
        ("planned_visits", "state", VisitState),
    ],
)
def test_every_word_of_the_domain_can_be_kept(
    database: Database, table: str, column: str, words: type[StrEnum]
) -> None:
    for word in words:
        database.execute(f"UPDATE {table} SET {column} = ?", [word.value])


def test_every_kind_and_moment_can_be_kept(practice: Services) -> None:
    session = noted(practice)
    work = practice.work
    work.sessions.keep_side_effects(
        session,
        [SideEffect(kind=kind, noticed=noticed) for kind in SideEffectKind for noticed in Noticed],
    )
    assert len(work.sessions.get(session).side_effects) == 2 * len(SideEffectKind)
    for kind in MarkKind:
        database_of(practice).execute(
            "INSERT INTO body_marks (session_id, zone, kind, quality, note) VALUES (?, 'x', ?, ?,"
            " '')",
            [session, kind.value, PainQuality.NUMB.value if kind == MarkKind.PAIN else None],
        )
    database_of(practice).rollback()


def test_a_session_that_is_gone_leaves_no_part_behind(practice: Services) -> None:
    session = full(practice)
    database = database_of(practice)
    database.execute("DELETE FROM sessions WHERE id = ?", [session])
    for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        names = [
            one["name"] for one in database.execute(f"PRAGMA table_info({row['name']})").fetchall()
        ]
        if "session_id" in names:
            count = database.execute(
                f"SELECT count(*) AS n FROM {row['name']} WHERE session_id = ?", [session]
            ).fetchone()
            assert count["n"] == 0
    assert len(practice.safety.screenings(1)) == 1
    database.rollback()


# An older practice

MOMENT = "2026-01-05T08:30:00.000000Z"
UID = "{:032x}".format
PATIENT = {
    "id": 7,
    "uid": UID(7),
    "chart_number": "0007",
    "display_name": "Ann Lee",
    **dict.fromkeys(
        (
            *("family_name", "given_name", "written_name", "phone", "email", "address"),
            *("emergency_contact", "occupation", "referred_by", "doctor_name", "doctor_address"),
            *("medicines", "allergies", "history", "notes", "alerts"),
        ),
        "ä",
    ),
    "email": "ann@example.org",
    "birth_date": "1980-05-17",
    "sex": "female",
    "created_at": MOMENT,
    "last_seen": "2026-01-12T09:00",
}
COURSE = {
    "id": 3,
    "uid": UID(3),
    "patient_id": 7,
    "condition": "Sciatica",
    "side": "left",
    "onset": "weeks",
    "goal": "walk",
    "planned_sessions": 10,
    "per_week": "2",
    "activities": '["walk", "", ""]',
    "opened": "2026-01-05",
    "outcome_note": "",
    "created_at": MOMENT,
}
SESSION = {
    "id": 11,
    "uid": UID(11),
    "course_id": 3,
    "kind": "visit",
    "took_place": "2026-01-05",
    "at": "09:30",
    "utc_offset": 60,
    "entered_at": MOMENT,
    "minutes": 30,
    "side_effects_asked": 1,
    "notes": "better\n好",
}
SCORE = {"session_id": 11, "measure": "pain_7d", "moment": "once", "item": ""}
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("patients", PATIENT),
    ("search_terms", {"term": "ann", "patient_id": 7}),
    ("courses", COURSE),
    ("sessions", SESSION),
    ("sessions", {**SESSION, "id": 12, "uid": UID(12), "took_place": "2026-01-12", "notes": ""}),
    (
        "sessions",
        {**SESSION, "id": 20, "uid": UID(20), "kind": "between", "import_ordinal": 1},
    ),
    ("scores", {**SCORE, "value": 6.5, "given": "6,50", "scale": "nrs11"}),
    ("scores", {**SCORE, "session_id": 20, "value": 62, "given": "62", "scale": "vas100"}),
    ("due_scores", SCORE),
    ("due_scores", {**SCORE, "measure": "psfs", "item": "1"}),
    ("side_effects", {"session_id": 11, "kind": "bruising", "severity": "mild", "note": "arm"}),
    ("side_effects", {"session_id": 11, "kind": "other", "severity": None, "note": "taste"}),
    ("side_effects", {"session_id": 12, "kind": "bruising", "severity": "severe", "note": ""}),
    ("measures", {"code": "sleep", "asked": 1, "position": 4, "definition": None}),
    ("conditions", {"name": "Sciatica", "position": 0}),
    (
        "audit",
        {
            "at": MOMENT,
            "who": "王",
            "action": "create",
            "subject": "practice",
            "subject_uid": "",
            "after": "{}",
        },
    ),
]


def older(folder: Path, *, then: str = "") -> dict[str, list[dict[str, Any]]]:
    """Make a practice of the schema's first step; returns every row of it by table."""
    found: dict[str, list[dict[str, Any]]] = {}

    def build(file: Path, key: str) -> None:
        database = _prepared(connect(str(file), factory=_Connection), key)
        migrations.apply(database, stop_before="m002_the_visit")
        with database.atomic():
            for table, row in ROWS:
                marks = ", ".join("?" * len(row))
                database.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())
                )
            database.execute("UPDATE practice SET practitioner = '王', next_chart_number = 8")
            if then:
                database.execute(then)
        found.update(everything(database))
        database.close()

    create_vault(folder, build)
    return found


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        row["name"]: [
            dict(one) for one in database.execute(f"SELECT * FROM {row['name']}").fetchall()
        ]
        for row in names
    }


def test_an_older_practice_loses_nothing(practice_dir: Path, clock: FixedClock) -> None:
    before = older(practice_dir)
    assert {table for table, _ in ROWS} <= before.keys()
    assert "treatments" not in before
    with open_practice(practice_dir, clock=clock) as services:
        database = database_of(services)
        after = everything(database)
        for table, rows in before.items():
            if table == "_sqlite_migrations":
                continue
            assert len(after[table]) == len(rows)
            for row in rows:
                same = [one for one in after[table] if row.items() <= one.items()]
                assert same, f"{table}: {row}"
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert {one.name for one in migrations.applied(database)} == known_names()

        session = services.sessions.session(11)
        assert session.number == 1
        assert session.scores[0].given == "6,50"
        assert len(session.due) == 2
        assert session.side_effects == (
            SideEffect(kind=SideEffectKind.BRUISING, severity=Severity.MILD, note="arm"),
            SideEffect(kind=SideEffectKind.OTHER, note="taste"),
        )
        assert session.error is None
        assert not session.since_asked
        (low_back,) = services.point_sets.list_sets()
        assert (low_back.name, low_back.shorthand, len(low_back.points)) == ("LBP basic", "lbp", 15)
        assert services.patients.find_patient("0007").merged_into is None
        assert services.practice.practice().working_hours.on(date(2026, 3, 7)) == ()


def test_an_older_practice_is_guarded_from_then_on(practice_dir: Path, clock: FixedClock) -> None:
    older(practice_dir)
    with open_practice(practice_dir, clock=clock) as services:
        names = triggers(database_of(services))
        services.sessions.record_notes(11, "more")
        services.signing.sign_session(11)
        assert services.signing.is_untouched(11)
        with pytest.raises(IntegrityError, match="sealed"):
            database_of(services).execute("UPDATE side_effects SET note = 'x'")
        database_of(services).rollback()
    with open_practice(practice_dir.parent / "new", clock=clock) as new:
        assert triggers(database_of(new)) == names
        assert len(names) == 9 * 3 + 2 + 4 * 2


def triggers(database: Database) -> list[str]:
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return [row["name"] for row in rows.fetchall()]


def schema(database: Database) -> dict[str, str]:
    rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row["name"]: row["sql"] for row in rows.fetchall()}


def test_an_older_practice_has_the_schema_of_a_new_one(
    practice_dir: Path, clock: FixedClock
) -> None:
    older(practice_dir)
    with open_practice(practice_dir, clock=clock) as services:
        taken = schema(database_of(services))
    with open_practice(practice_dir.parent / "new", clock=clock) as services:
        assert schema(database_of(services)) == taken


def test_a_step_that_fails_leaves_the_practice_as_it_was(
    practice_dir: Path, clock: FixedClock
) -> None:
    before = older(practice_dir, then="CREATE TABLE merges (id INTEGER PRIMARY KEY) STRICT")
    with pytest.raises(OperationalError), open_practice(practice_dir, clock=clock):
        pass
    database = _prepared(
        connect(str(data_file(practice_dir)), factory=_Connection), key_of(practice_dir)
    )
    assert everything(database) == before
    database.close()


def test_two_practices_do_not_share_a_seal_key_after_the_step(
    tmp_path: Path, clock: FixedClock
) -> None:
    keys = set()
    for name in ("one", "two"):
        older(tmp_path / name)
        with open_practice(tmp_path / name, clock=clock) as services:
            admit(services)
            keys.add(services.work.seals.key())
    assert len(keys) == 2
