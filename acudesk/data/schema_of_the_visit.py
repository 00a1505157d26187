"""The schema's second step: what a visit is made of, and how a signed session stays sealed."""

import json

from acudesk.data.column_rules import MOMENT, day_of

_OF_A_SESSION = (
    "scores",
    "due_scores",
    "side_effects",
    "follow_ups",
    "needled_points",
    "treatments",
    "body_marks",
    "overrides",
    "questionnaire_answers",
)


def _sealed_tables() -> list[str]:
    """Triggers that keep a signed session as it was signed, whatever a program asks for."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'sealed'); END"
    triggers = [
        f"""
        CREATE TRIGGER {table}_{event.lower()}_sealed BEFORE {event} ON {table}
        WHEN EXISTS (SELECT 1 FROM sessions WHERE id IN ({rows}) AND state = 'signed') {refuse}
        """
        for table in _OF_A_SESSION
        for event, rows in (
            ("INSERT", "new.session_id"),
            ("UPDATE", "new.session_id, old.session_id"),
            ("DELETE", "old.session_id"),
        )
    ]
    kept = (
        *("id", "uid", "course_id", "kind", "took_place", "at", "utc_offset", "entered_at"),
        *("minutes", "side_effects_asked", "since_asked", "notes", "state", "import_ordinal"),
    )
    changed = " OR ".join(f"new.{name} IS NOT old.{name}" for name in kept)
    triggers += [
        f"""
        CREATE TRIGGER sessions_update_sealed BEFORE UPDATE ON sessions
        WHEN old.state = 'signed' AND ({changed} OR new.in_error < old.in_error) {refuse}
        """,
        f"""
        CREATE TRIGGER sessions_delete_sealed BEFORE DELETE ON sessions
        WHEN old.state = 'signed' {refuse}
        """,
    ]
    for table in ("signatures", "addenda", "error_marks", "seal_key"):
        triggers += [
            f"CREATE TRIGGER {table}_{event.lower()}_sealed BEFORE {event} ON {table} {refuse}"
            for event in ("UPDATE", "DELETE")
        ]
    return triggers


def schema_of_the_visit() -> tuple[str, ...]:
    """The statements of the step, in their order."""
    return (
        """
        CREATE TABLE needled_points (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 20),
            side TEXT NOT NULL CHECK (side IN ('left', 'right', 'both', 'midline')),
            insertions INTEGER CHECK (insertions IS NULL OR insertions BETWEEN 0 AND 60),
            depth_mm INTEGER CHECK (depth_mm IS NULL OR depth_mm BETWEEN 1 AND 150),
            technique TEXT CHECK (technique IS NULL OR technique IN ('tonify', 'reduce', 'even')),
            stimulation TEXT
                CHECK (stimulation IS NULL OR stimulation IN ('manual', 'electrical')),
            pair TEXT NOT NULL,
            hertz TEXT CHECK (hertz IS NULL OR hertz NOT GLOB '*[^0-9.]*'),
            milliamp TEXT CHECK (milliamp IS NULL OR milliamp NOT GLOB '*[^0-9.]*'),
            sought TEXT CHECK (sought IS NULL OR sought IN ('de_qi', 'twitch', 'none')),
            obtained INTEGER CHECK (obtained IS NULL OR obtained IN (0, 1)),
            moxa INTEGER NOT NULL CHECK (moxa IN (0, 1)),
            cupping INTEGER NOT NULL CHECK (cupping IN (0, 1)),
            zone TEXT NOT NULL,
            note TEXT NOT NULL CHECK (length(note) <= 500),
            carried_over INTEGER NOT NULL CHECK (carried_over IN (0, 1)),
            PRIMARY KEY (session_id, position)
        ) STRICT, WITHOUT ROWID
        """,
        f"""
        CREATE TABLE treatments (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
            needle_diameter TEXT
                CHECK (needle_diameter IS NULL OR needle_diameter NOT GLOB '*[^0-9.]*'),
            needle_length TEXT
                CHECK (needle_length IS NULL OR needle_length NOT GLOB '*[^0-9.]*'),
            needle_maker TEXT NOT NULL CHECK (length(needle_maker) <= 200),
            needle_lot TEXT NOT NULL CHECK (length(needle_lot) <= 200),
            needles_in INTEGER CHECK (needles_in IS NULL OR needles_in BETWEEN 0 AND 300),
            needles_out INTEGER CHECK (needles_out IS NULL OR needles_out BETWEEN 0 AND 300),
            count_reason TEXT NOT NULL CHECK (length(count_reason) <= 2000),
            retention_minutes INTEGER
                CHECK (retention_minutes IS NULL OR retention_minutes BETWEEN 1 AND 240),
            timer_started_at TEXT
                CHECK (timer_started_at IS NULL OR timer_started_at {MOMENT}),
            timer_minutes INTEGER
                CHECK (timer_minutes IS NULL OR timer_minutes BETWEEN 1 AND 240),
            sensations TEXT NOT NULL CHECK (json_valid(sensations)),
            tension TEXT
                CHECK (tension IS NULL OR tension IN ('none', 'mild', 'moderate', 'marked')),
            tension_where TEXT NOT NULL CHECK (length(tension_where) <= 200),
            tongue TEXT NOT NULL CHECK (length(tongue) <= 2000),
            pulse TEXT NOT NULL CHECK (length(pulse) <= 2000),
            pattern TEXT NOT NULL CHECK (length(pattern) <= 2000),
            rationale TEXT NOT NULL CHECK (length(rationale) <= 2000),
            changed_because TEXT NOT NULL CHECK (length(changed_because) <= 2000),
            co_interventions TEXT NOT NULL CHECK (json_valid(co_interventions)),
            advice TEXT NOT NULL CHECK (length(advice) <= 2000),
            medication_change TEXT CHECK (medication_change IS NULL
                OR medication_change IN ('unchanged', 'less', 'more', 'other')),
            medication_note TEXT NOT NULL CHECK (length(medication_note) <= 2000),
            reactions TEXT NOT NULL CHECK (json_valid(reactions)),
            driving TEXT
                CHECK (driving IS NULL OR driving IN ('not_driving', 'waits', 'advised')),
            health_confirmed_at TEXT
                CHECK (health_confirmed_at IS NULL OR health_confirmed_at {MOMENT}),
            screening TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE body_marks (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            zone TEXT NOT NULL CHECK (length(zone) BETWEEN 1 AND 80),
            kind TEXT NOT NULL CHECK (kind IN ('pain', 'needled')),
            intensity INTEGER CHECK (intensity IS NULL OR intensity BETWEEN 0 AND 10),
            quality TEXT,
            note TEXT NOT NULL CHECK (length(note) <= 500),
            CHECK (kind = 'pain' OR (intensity IS NULL AND quality IS NULL)),
            PRIMARY KEY (session_id, kind, zone)
        ) STRICT, WITHOUT ROWID
        """,
        f"""
        CREATE TABLE overrides (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            rule TEXT NOT NULL CHECK (length(rule) BETWEEN 1 AND 60),
            about TEXT NOT NULL CHECK (length(about) <= 200),
            words TEXT NOT NULL CHECK (length(words) <= 2000),
            reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
            at TEXT NOT NULL CHECK (at {MOMENT}),
            PRIMARY KEY (session_id, position)
        ) STRICT, WITHOUT ROWID
        """,
        f"""
        CREATE TABLE follow_ups (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            about TEXT NOT NULL CHECK (length(about) = 32),
            kind TEXT NOT NULL CHECK (kind <> ''),
            noticed TEXT NOT NULL CHECK (noticed IN ('during', 'since')),
            gone INTEGER NOT NULL CHECK (gone IN (0, 1)),
            resolved_on TEXT CHECK (resolved_on IS NULL OR (gone = 1 AND {day_of("resolved_on")})),
            note TEXT NOT NULL CHECK (length(note) <= 2000),
            PRIMARY KEY (session_id, about, noticed, kind)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX follow_ups_by_about ON follow_ups (about)",
        """
        CREATE TABLE questionnaire_answers (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            questionnaire TEXT NOT NULL CHECK (questionnaire <> ''),
            given TEXT NOT NULL CHECK (json_valid(given)),
            finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
            PRIMARY KEY (session_id, questionnaire)
        ) STRICT, WITHOUT ROWID
        """,
        f"""
        CREATE TABLE new_side_effects (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('soreness', 'bruising', 'bleeding',
                'pain_at_needle', 'fatigue', 'dizziness', 'fainting', 'nausea', 'sweating',
                'headache', 'aggravation', 'skin_reaction', 'numbness', 'stuck_needle',
                'broken_needle', 'forgotten_needle', 'burn', 'emotional_reaction',
                'breathlessness', 'other')),
            noticed TEXT NOT NULL DEFAULT 'during' CHECK (noticed IN ('during', 'since')),
            severity TEXT CHECK (severity IS NULL OR severity IN ('mild', 'moderate', 'severe')),
            serious INTEGER CHECK (serious IS NULL OR serious IN (0, 1)),
            onset TEXT NOT NULL DEFAULT '' CHECK (length(onset) <= 200),
            resolved_on TEXT CHECK (resolved_on IS NULL OR {day_of("resolved_on")}),
            causality TEXT CHECK (causality IS NULL OR causality IN
                ('unlikely', 'possible', 'probable', 'certain')),
            action TEXT NOT NULL DEFAULT '' CHECK (length(action) <= 2000),
            note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
            PRIMARY KEY (session_id, noticed, kind)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO new_side_effects (session_id, kind, severity, note)
        SELECT session_id, kind, severity, note FROM side_effects
        """,
        "DROP TABLE side_effects",
        "ALTER TABLE new_side_effects RENAME TO side_effects",
        "ALTER TABLE sessions ADD COLUMN since_asked INTEGER NOT NULL DEFAULT 0"
        " CHECK (since_asked IN (0, 1))",
        "ALTER TABLE sessions ADD COLUMN in_error INTEGER NOT NULL DEFAULT 0"
        " CHECK (in_error IN (0, 1) AND (in_error = 0 OR state = 'signed'))",
        "CREATE INDEX sessions_by_day ON sessions (took_place)",
        "CREATE INDEX unsigned_visits ON sessions (took_place)"
        " WHERE state = 'draft' AND kind = 'visit'",
        f"""
        CREATE TABLE signatures (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id),
            signed_at TEXT NOT NULL CHECK (signed_at {MOMENT}),
            who TEXT NOT NULL,
            patient_uid TEXT NOT NULL CHECK (length(patient_uid) = 32),
            version INTEGER NOT NULL CHECK (version >= 1),
            seal TEXT NOT NULL CHECK (length(seal) = 64)
        ) STRICT
        """,
        f"""
        CREATE TABLE addenda (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            session_id INTEGER NOT NULL REFERENCES sessions (id),
            written_at TEXT NOT NULL CHECK (written_at {MOMENT}),
            who TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            text TEXT NOT NULL CHECK (text <> ''),
            seal TEXT NOT NULL CHECK (length(seal) = 64)
        ) STRICT
        """,
        "CREATE INDEX addenda_by_session ON addenda (session_id, id)",
        f"""
        CREATE TABLE error_marks (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id),
            marked_at TEXT NOT NULL CHECK (marked_at {MOMENT}),
            who TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> '')
        ) STRICT
        """,
        """
        CREATE TABLE seal_key (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            key BLOB NOT NULL CHECK (length(key) = 32)
        ) STRICT
        """,
        f"""
        CREATE TABLE screenings (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            patient_id INTEGER NOT NULL REFERENCES patients (id),
            session_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
            at TEXT NOT NULL CHECK (at {MOMENT}),
            answers TEXT NOT NULL CHECK (json_valid(answers)),
            decision TEXT NOT NULL CHECK (length(decision) <= 2000)
        ) STRICT
        """,
        "CREATE INDEX screenings_by_patient ON screenings (patient_id, at, id)",
        "CREATE INDEX screenings_by_session ON screenings (session_id)",
        f"""
        CREATE TABLE consents (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            patient_id INTEGER NOT NULL REFERENCES patients (id),
            given_on TEXT NOT NULL CHECK ({day_of("given_on")}),
            withdrawn_on TEXT CHECK (withdrawn_on IS NULL
                OR ({day_of("withdrawn_on")} AND withdrawn_on >= given_on)),
            text TEXT NOT NULL CHECK (length(text) <= 20000),
            note TEXT NOT NULL CHECK (length(note) <= 1000),
            created_at TEXT NOT NULL CHECK (created_at {MOMENT})
        ) STRICT
        """,
        "CREATE INDEX consents_by_patient ON consents (patient_id, given_on, id)",
        f"""
        CREATE TABLE planned_visits (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            patient_id INTEGER NOT NULL REFERENCES patients (id),
            course_id INTEGER REFERENCES courses (id),
            day TEXT NOT NULL CHECK ({day_of("day")}),
            at TEXT NOT NULL CHECK (at GLOB '[0-2][0-9]:[0-5][0-9]' AND at < '24'),
            minutes INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 480),
            state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'missed', 'cancelled')),
            note TEXT NOT NULL CHECK (length(note) <= 500),
            session_id INTEGER UNIQUE REFERENCES sessions (id) ON DELETE SET NULL,
            created_at TEXT NOT NULL CHECK (created_at {MOMENT})
        ) STRICT
        """,
        "CREATE INDEX planned_visits_by_day ON planned_visits (day, at, id)",
        "CREATE INDEX planned_visits_by_patient ON planned_visits (patient_id, day)",
        "CREATE INDEX planned_visits_by_course ON planned_visits (course_id, day)",
        """
        CREATE TABLE point_sets (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 60),
            shorthand TEXT NOT NULL CHECK (length(shorthand) <= 20),
            points TEXT NOT NULL CHECK (json_valid(points)),
            position INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE safety_rules (
            code TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 60),
            definition TEXT NOT NULL CHECK (json_valid(definition)),
            position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "ALTER TABLE patients ADD COLUMN merged_into INTEGER REFERENCES patients (id)",
        "CREATE INDEX patients_by_merged_into ON patients (merged_into)"
        " WHERE merged_into IS NOT NULL",
        f"""
        CREATE TABLE merges (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            kept INTEGER NOT NULL REFERENCES patients (id),
            gone INTEGER NOT NULL REFERENCES patients (id),
            merged_at TEXT NOT NULL CHECK (merged_at {MOMENT}),
            who TEXT NOT NULL,
            moved TEXT NOT NULL CHECK (json_valid(moved)),
            undone_at TEXT CHECK (undone_at IS NULL OR undone_at {MOMENT})
        ) STRICT
        """,
        "CREATE INDEX merges_by_kept ON merges (kept, id)",
        "CREATE INDEX merges_by_gone ON merges (gone, id)",
        "ALTER TABLE practice ADD COLUMN working_hours TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE practice ADD COLUMN visit_minutes INTEGER NOT NULL DEFAULT 40"
        " CHECK (visit_minutes BETWEEN 5 AND 480)",
        "ALTER TABLE practice ADD COLUMN retention_minutes INTEGER NOT NULL DEFAULT 20"
        " CHECK (retention_minutes BETWEEN 1 AND 240)",
        "ALTER TABLE practice ADD COLUMN quiet_days INTEGER NOT NULL DEFAULT 21"
        " CHECK (quiet_days BETWEEN 1 AND 365)",
        "ALTER TABLE practice ADD COLUMN consent_text TEXT NOT NULL DEFAULT ''"
        " CHECK (length(consent_text) <= 20000)",
        "ALTER TABLE practice ADD COLUMN tongue_and_pulse INTEGER NOT NULL DEFAULT 0"
        " CHECK (tongue_and_pulse IN (0, 1))",
        *_sealed_tables(),
    )


def low_back_points() -> str:
    """The points of the set with which a practice that is older than sets begins, as they are
    kept; written out, because a step of the schema stays as it was released."""
    sides = dict.fromkeys(
        (
            *("BL23", "BL25", "BL26", "BL40", "BL60", "GB30", "GB34", "KI3"),
            *("GV3", "GV4", "SI3", "BL62", "EX-B2", "EX-B7", "EX-B8"),
        ),
        "both",
    ) | dict.fromkeys(("GV3", "GV4", "EX-B8"), "midline")
    empty = ("insertions", "depth_mm", "technique", "stimulation", "hertz", "milliamp", "sought")
    return json.dumps(
        [
            {"code": code, "side": side}
            | dict.fromkeys((*empty, "obtained"))
            | dict.fromkeys(("pair", "zone", "note"), "")
            | dict.fromkeys(("moxa", "cupping", "carried_over"), 0)
            for code, side in sides.items()
        ]
    )
