"""README.txt of an export of everything: what a stranger needs to open it in ten years."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from acudesk.domain.wording import long_date
from acudesk.translation import tr

WIDE = 78
QUERY = (
    "    SELECT p.display_name, s.took_place, m.measure, m.moment, m.value",
    "    FROM scores m JOIN sessions s ON s.id = m.session_id",
    "    JOIN courses c ON c.id = s.course_id",
    "    JOIN patients p ON p.id = c.patient_id",
    "    WHERE p.chart_number = '0001' AND m.measure LIKE 'pain%'",
    "    AND s.in_error = 0",
    "    ORDER BY s.took_place, s.id, m.measure, m.moment DESC;",
)
"""A question to the plain copy that a stranger can change; it is no sentence to be translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveFacts:
    """`snapshot` is local time; `counts` are those of the manifest; `tables` those of the tables,
    with their meaning. `has_documents`, `has_fhir` and `has_calendar` say whether there are such
    files."""

    practice: str
    practitioner: str
    program: str
    snapshot: datetime
    counts: Mapping[str, int]
    tables: Mapping[str, str]
    has_documents: bool
    has_fhir: bool
    has_calendar: bool
    troubles: tuple[str, ...]


def leave_readme(facts: LeaveFacts) -> str:
    """The text, with lines that any editor shows whole."""
    head = tr("Everything of the practice {name}", name=facts.practice or facts.practitioner)
    if not (facts.practice or facts.practitioner):
        head = tr("Everything of a practice")
    parts = [
        f"{head}\n{'=' * len(head)}",
        tr(
            "AcuDesk {version} wrote this on {day} at {time}. It is everything that the practice "
            "held at that moment; what was entered later is not in it.",
            version=facts.program,
            day=long_date(facts.snapshot.date()),
            time=facts.snapshot.strftime("%H:%M"),
        ),
        tr(
            "THESE FILES ARE NOT ENCRYPTED. They hold the names and the health of people. Keep "
            "them as you would keep the paper charts, and delete them where they are no longer "
            "needed."
        ),
        _titled(tr("What is where"), _places(facts)),
        _titled(tr("How many"), _counts(facts)),
        _finding(),
        _titled(tr("How to read the tables"), [_reading()]),
        _titled(tr("The tables"), [f"{name}.csv: {words}" for name, words in facts.tables.items()]),
        _titled(tr("How to check that nothing is missing"), [_checking()]),
        _titled(tr("How to bring it back into AcuDesk"), [_bringing_back()]),
    ]
    if facts.troubles:
        parts.insert(3, _titled(tr("What could not be made"), list(facts.troubles)))
    return "\n\n".join(_wrapped(part) for part in parts) + "\n"


def _places(facts: LeaveFacts) -> list[str]:
    places = [
        tr("README.txt: this text."),
        tr(
            "patients: one folder a patient, named after the chart number and the beginning of "
            "patients.uid. record.pdf is the whole record, to be read and printed by anybody."
        ),
    ]
    if facts.has_documents:
        places.append(
            tr(
                "patients/…/documents: the letters and scans that were kept with the patient, as "
                "they came."
            )
        )
    places += [
        tr(
            "tables: one CSV file a table, for a spreadsheet or another program. "
            "tables/data-dictionary.csv says what each column means, tables/codes.csv what the "
            "codes in them mean."
        ),
        tr(
            "practice.sqlite: the same tables as a SQLite 3 database without a password, for "
            "sqlite3, DB Browser for SQLite, Python, R and many others. sqlite.org says how."
        ),
    ]
    if facts.has_fhir:
        places.append(
            tr(
                "fhir.json: the same as one FHIR R4 bundle, for other health record systems "
                "(hl7.org/fhir/R4)."
            )
        )
    if facts.has_calendar:
        places.append(tr("calendar.ics: the planned visits, for any calendar program."))
    places.append(
        tr("manifest.json: every file with its size and SHA-256, and how many rows each table has.")
    )
    return places


def _counts(facts: LeaveFacts) -> list[str]:
    names = {
        "patients": tr("patients: {n}"),
        "courses": tr("courses of treatment: {n}"),
        "sessions": tr("sessions: {n}"),
        "scores": tr("scores: {n}"),
        "documents": tr("documents: {n}"),
        "planned_visits": tr("planned visits: {n}"),
    }
    return [words.format(n=facts.counts[key]) for key, words in names.items()]


def _finding() -> str:
    title = tr("How to find what you look for: the pain scores of one person")
    words = (
        tr(
            "To read: patients.csv and scores-by-patient.csv name the chart number of each person; "
            "the folder in patients that begins with it holds record.pdf."
        ),
        tr(
            "With a spreadsheet: open tables/scores-by-patient.csv (Unicode UTF-8, separated by "
            "commas), switch on the AutoFilter and choose the name or the chart number, then the "
            "measure. One line is one score of one day; “counts” says no where a session was "
            "entered in error."
        ),
        tr(
            "With SQLite: open practice.sqlite (“sqlite3 practice.sqlite”, or “Execute SQL” in DB "
            "Browser for SQLite) and enter this, here for the chart number 0001:"
        ),
    )
    return "\n".join((_titled(title, list(words)), "", *QUERY))


def _reading() -> str:
    return tr(
        "The CSV files are in UTF-8, with commas, every cell in quotes, the first line naming the "
        "columns. Rows belong together by their keys: sessions.course_id is courses.id, "
        "courses.patient_id is patients.id. Days are YYYY-MM-DD; moments are UTC. A text that a "
        "spreadsheet could take for a formula has one apostrophe in front: take one apostrophe "
        "away from each text that begins with one. The column empty_cell of the data dictionary "
        "says what an empty cell means: nothing is not the same as an empty text, and a score "
        "that is not there was not asked, which is never 0."
    )


def _checking() -> str:
    return tr(
        "Count the rows of each table against “rows” in manifest.json, and compare the "
        "SHA-256 of the files, for example with sha256sum (Linux), shasum -a 256 (macOS) or "
        "certutil -hashfile FILE SHA256 (Windows). AcuDesk did so itself when it had written "
        "everything."
    )


def _bringing_back() -> str:
    return tr(
        "Start AcuDesk with an empty practice and choose “Bring everything back from an "
        "export” on its first page, or run: acudesk import FOLDER. It reads the tables and "
        "manifest.json, so they must be unchanged."
    )


def _titled(title: str, lines: list[str]) -> str:
    return "\n".join([title, "-" * len(title), *(f"- {line}" for line in lines)])


def _wrapped(part: str) -> str:
    return "\n".join(
        textwrap.fill(
            line,
            WIDE,
            subsequent_indent="  " if line.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in part.splitlines()
    )
