"""The schema, step by step. A released step is never edited: a later one changes it.

CHECK constraints repeat the domain's rules, so that a slip in the program cannot become a
record. Dates are ISO 8601 text; moments are UTC text of one length.
"""

import secrets

from acudesk.data.column_rules import MOMENT, day_of
from acudesk.data.engine import Database, Migrations
from acudesk.data.schema_of_the_visit import low_back_points, schema_of_the_visit

migrations = Migrations("acudesk")


@migrations()
def m001_patients_courses_sessions(db: Database) -> None:
    """The tables of the first release."""
    for statement in (
        f"""
        CREATE TABLE patients (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            chart_number TEXT NOT NULL UNIQUE CHECK (length(chart_number) BETWEEN 1 AND 200),
            display_name TEXT NOT NULL CHECK (length(display_name) BETWEEN 1 AND 200),
            family_name TEXT NOT NULL CHECK (length(family_name) <= 200),
            given_name TEXT NOT NULL CHECK (length(given_name) <= 200),
            written_name TEXT NOT NULL CHECK (length(written_name) <= 200),
            birth_date TEXT CHECK (birth_date IS NULL OR {day_of("birth_date")}),
            sex TEXT CHECK (sex IS NULL OR sex IN ('female', 'male', 'other')),
            phone TEXT NOT NULL CHECK (length(phone) <= 200),
            email TEXT NOT NULL CHECK (length(email) <= 200),
            address TEXT NOT NULL CHECK (length(address) <= 20000),
            emergency_contact TEXT NOT NULL CHECK (length(emergency_contact) <= 20000),
            occupation TEXT NOT NULL CHECK (length(occupation) <= 200),
            referred_by TEXT NOT NULL CHECK (length(referred_by) <= 200),
            doctor_name TEXT NOT NULL CHECK (length(doctor_name) <= 200),
            doctor_address TEXT NOT NULL CHECK (length(doctor_address) <= 20000),
            medicines TEXT NOT NULL CHECK (length(medicines) <= 20000),
            allergies TEXT NOT NULL CHECK (length(allergies) <= 20000),
            history TEXT NOT NULL CHECK (length(history) <= 20000),
            notes TEXT NOT NULL CHECK (length(notes) <= 20000),
            alerts TEXT NOT NULL CHECK (length(alerts) <= 20000),
            archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
            created_at TEXT NOT NULL CHECK (created_at {MOMENT}),
            last_seen TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX patients_by_last_seen ON patients (archived, last_seen DESC, id DESC)",
        """
        CREATE TABLE search_terms (
            term TEXT NOT NULL,
            patient_id INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
            PRIMARY KEY (term, patient_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX search_terms_by_patient ON search_terms (patient_id)",
        f"""
        CREATE TABLE courses (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            patient_id INTEGER NOT NULL REFERENCES patients (id),
            condition TEXT NOT NULL CHECK (length(condition) BETWEEN 1 AND 200),
            side TEXT CHECK (side IS NULL OR side IN ('left', 'right', 'both', 'central')),
            onset TEXT NOT NULL CHECK (length(onset) <= 200),
            goal TEXT NOT NULL CHECK (length(goal) <= 2000),
            planned_sessions INTEGER NOT NULL CHECK (planned_sessions BETWEEN 1 AND 200),
            per_week TEXT NOT NULL CHECK (CAST(per_week AS REAL) BETWEEN 0.25 AND 7
                AND per_week NOT GLOB '*[^0-9.]*'),
            activities TEXT NOT NULL
                CHECK (json_valid(activities) AND json_array_length(activities) = 3),
            opened TEXT NOT NULL CHECK ({day_of("opened")}),
            closed TEXT CHECK (closed IS NULL OR ({day_of("closed")} AND closed >= opened)),
            outcome TEXT CHECK (outcome IS NULL OR (closed IS NOT NULL AND outcome IN
                ('resolved', 'improved', 'unchanged', 'worse', 'stopped', 'referred'))),
            outcome_note TEXT NOT NULL CHECK (length(outcome_note) <= 2000),
            created_at TEXT NOT NULL CHECK (created_at {MOMENT})
        ) STRICT
        """,
        "CREATE INDEX courses_by_patient ON courses (patient_id, opened)",
        f"""
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            course_id INTEGER NOT NULL REFERENCES courses (id),
            kind TEXT NOT NULL CHECK (kind IN ('visit', 'between')),
            took_place TEXT NOT NULL CHECK ({day_of("took_place")}),
            at TEXT CHECK (at IS NULL OR (at GLOB '[0-2][0-9]:[0-5][0-9]' AND at < '24')),
            utc_offset INTEGER CHECK (utc_offset IS NULL OR utc_offset BETWEEN -960 AND 960),
            entered_at TEXT NOT NULL CHECK (entered_at {MOMENT}),
            minutes INTEGER CHECK (minutes IS NULL OR minutes BETWEEN 1 AND 480),
            side_effects_asked INTEGER NOT NULL DEFAULT 0 CHECK (side_effects_asked IN (0, 1)),
            notes TEXT NOT NULL DEFAULT '' CHECK (length(notes) <= 100000),
            state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'signed')),
            import_ordinal INTEGER CHECK (import_ordinal IS NULL OR import_ordinal >= 1),
            CHECK (state = 'draft' OR kind = 'visit'),
            CHECK ((at IS NULL) = (utc_offset IS NULL))
        ) STRICT
        """,
        "CREATE INDEX sessions_by_course ON sessions (course_id, took_place, at, id)",
        """
        CREATE TABLE scores (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            measure TEXT NOT NULL CHECK (measure <> ''),
            moment TEXT NOT NULL CHECK (moment IN ('before', 'after', 'once')),
            item TEXT NOT NULL DEFAULT '',
            value REAL NOT NULL,
            given TEXT NOT NULL CHECK (length(given) BETWEEN 1 AND 40),
            scale TEXT NOT NULL CHECK (scale <> ''),
            CHECK (scale <> 'nrs11' OR value BETWEEN 0 AND 10),
            CHECK (scale <> 'vas100' OR value BETWEEN 0 AND 100),
            PRIMARY KEY (session_id, measure, moment, item)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE due_scores (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            measure TEXT NOT NULL CHECK (measure <> ''),
            moment TEXT NOT NULL CHECK (moment IN ('before', 'after', 'once')),
            item TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (session_id, measure, moment, item)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE side_effects (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('soreness', 'bruising', 'bleeding',
                'pain_at_needle', 'fatigue', 'dizziness', 'fainting', 'nausea', 'sweating',
                'headache', 'aggravation', 'skin_reaction', 'numbness', 'stuck_needle',
                'broken_needle', 'forgotten_needle', 'burn', 'emotional_reaction',
                'breathlessness', 'other')),
            severity TEXT CHECK (severity IS NULL OR severity IN ('mild', 'moderate', 'severe')),
            note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
            PRIMARY KEY (session_id, kind)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE measures (
            code TEXT PRIMARY KEY CHECK (code <> ''),
            asked INTEGER NOT NULL CHECK (asked IN (0, 1)),
            position INTEGER NOT NULL,
            definition TEXT CHECK (definition IS NULL OR json_valid(definition))
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE conditions (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE practice (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name TEXT NOT NULL DEFAULT '',
            address TEXT NOT NULL DEFAULT '',
            phone TEXT NOT NULL DEFAULT '',
            practitioner TEXT NOT NULL DEFAULT '',
            registration_number TEXT NOT NULL DEFAULT '',
            logo BLOB NOT NULL DEFAULT x'' CHECK (length(logo) <= 1000000),
            paper TEXT NOT NULL DEFAULT 'a4' CHECK (paper IN ('a4', 'us-letter')),
            baseline_rule TEXT NOT NULL DEFAULT 'first'
                CHECK (baseline_rule IN ('first', 'mean_of_two', 'first_seven_days')),
            review_sessions TEXT NOT NULL DEFAULT '[4, 8]' CHECK (json_valid(review_sessions)),
            demo INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1)),
            next_chart_number INTEGER NOT NULL DEFAULT 1 CHECK (next_chart_number >= 1)
        ) STRICT
        """,
        "INSERT INTO practice (id) VALUES (1)",
        f"""
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL CHECK (at {MOMENT}),
            who TEXT NOT NULL,
            action TEXT NOT NULL CHECK (action <> ''),
            subject TEXT NOT NULL CHECK (subject <> ''),
            subject_uid TEXT NOT NULL,
            before TEXT CHECK (before IS NULL OR json_valid(before)),
            after TEXT CHECK (after IS NULL OR json_valid(after))
        ) STRICT
        """,
        "CREATE INDEX audit_by_subject ON audit (subject, subject_uid, id)",
    ):
        db.execute(statement)


@migrations()
def m002_the_visit(db: Database) -> None:
    """Points, treatment, safety, signing, questionnaires, planned visits, merged records."""
    for statement in schema_of_the_visit():
        db.execute(statement)
    db.execute("INSERT INTO seal_key (id, key) VALUES (1, ?)", [secrets.token_bytes(32)])
    # A practice that is being made has no audit row yet, and gets its sets a moment later.
    if db.execute("SELECT 1 FROM audit LIMIT 1").fetchone() is not None:
        db.execute(
            "INSERT INTO point_sets (name, shorthand, points, position)"
            " VALUES ('LBP basic', 'lbp', ?, 1)",
            [low_back_points()],
        )


@migrations()
def m003_style_and_setting(db: Database) -> None:
    """The items of STRICTA 2010 that a course or the practice says once: 1a and 4b."""
    for table, column, most in (
        ("courses", "style", 200),
        ("practice", "style", 200),
        ("practice", "setting", 2_000),
    ):
        db.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"
            f" CHECK (length({column}) <= {most})"
        )


@migrations()
def m004_reviews(db: Database) -> None:
    """Reviews of courses, and after how many visits without a gain one is asked for."""
    for statement in (
        f"""
        CREATE TABLE reviews (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            course_id INTEGER NOT NULL REFERENCES courses (id),
            session_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
            number INTEGER NOT NULL CHECK (number >= 0),
            day TEXT NOT NULL CHECK ({day_of("day")}),
            decision TEXT NOT NULL CHECK (decision IN ('continue', 'adjust', 'close')),
            more_sessions INTEGER CHECK (more_sessions IS NULL OR more_sessions BETWEEN 1 AND 200),
            planned_before INTEGER
                CHECK (planned_before IS NULL OR planned_before BETWEEN 1 AND 200),
            changes TEXT NOT NULL CHECK (length(changes) <= 2000),
            reason TEXT NOT NULL CHECK (length(reason) <= 2000),
            advice TEXT NOT NULL CHECK (length(advice) <= 2000),
            found TEXT NOT NULL CHECK (json_valid(found)),
            made_at TEXT NOT NULL CHECK (made_at {MOMENT}),
            CHECK (decision <> 'adjust' OR changes <> '')
        ) STRICT
        """,
        "CREATE INDEX reviews_by_course ON reviews (course_id, id)",
        "CREATE INDEX reviews_by_session ON reviews (session_id) WHERE session_id IS NOT NULL",
        # All that the figures of the practice ask of a session: no page with notes is read.
        "CREATE INDEX counted_sessions ON sessions"
        " (course_id, took_place, at, id, kind, side_effects_asked, since_asked)"
        " WHERE in_error = 0",
        "ALTER TABLE practice ADD COLUMN no_gain_visits INTEGER NOT NULL DEFAULT 6"
        " CHECK (no_gain_visits BETWEEN 2 AND 200)",
    ):
        db.execute(statement)


@migrations()
def m005_files_in_and_out(db: Database) -> None:
    """Documents of patients, imports that can be taken back, and the practice's own texts."""
    for statement in (
        f"""
        CREATE TABLE documents (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            patient_id INTEGER NOT NULL REFERENCES patients (id),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
            kind TEXT NOT NULL CHECK (kind IN ('pdf', 'jpg', 'png')),
            day TEXT CHECK (day IS NULL OR {day_of("day")}),
            note TEXT NOT NULL CHECK (length(note) <= 2000),
            size INTEGER NOT NULL CHECK (size > 0),
            pages INTEGER NOT NULL CHECK (pages > 0),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            added_at TEXT NOT NULL CHECK (added_at {MOMENT})
        ) STRICT
        """,
        "CREATE INDEX documents_by_patient ON documents (patient_id, id)",
        # Apart from the list, which then reads no page of a scan.
        """
        CREATE TABLE document_contents (
            document_id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
            content BLOB NOT NULL
        ) STRICT
        """,
        f"""
        CREATE TABLE imports (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
            imported_at TEXT NOT NULL CHECK (imported_at {MOMENT}),
            who TEXT NOT NULL,
            source TEXT NOT NULL CHECK (length(source) <= 500),
            kind TEXT NOT NULL CHECK (kind <> ''),
            counts TEXT NOT NULL CHECK (json_valid(counts)),
            steps TEXT NOT NULL CHECK (json_valid(steps)),
            undone_at TEXT CHECK (undone_at IS NULL OR undone_at {MOMENT})
        ) STRICT
        """,
        f"""
        CREATE TABLE import_mappings (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
            kind TEXT NOT NULL CHECK (kind <> ''),
            headers TEXT NOT NULL CHECK (json_valid(headers)),
            mapping TEXT NOT NULL CHECK (json_valid(mapping)),
            used_at TEXT NOT NULL CHECK (used_at {MOMENT})
        ) STRICT
        """,
        "ALTER TABLE practice ADD COLUMN paper_language TEXT NOT NULL DEFAULT 'en'"
        " CHECK (length(paper_language) BETWEEN 2 AND 20)",
        "ALTER TABLE practice ADD COLUMN letter_text TEXT NOT NULL DEFAULT ''"
        " CHECK (length(letter_text) <= 20000)",
        "ALTER TABLE practice ADD COLUMN leaflet_text TEXT NOT NULL DEFAULT ''"
        " CHECK (length(leaflet_text) <= 20000)",
    ):
        db.execute(statement)


def known_names() -> frozenset[str]:
    """The names of every step that this AcuDesk knows."""
    return frozenset(migration.name for migration in migrations._migrations)
